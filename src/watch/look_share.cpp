#include "watch/look_share.h"

#include <algorithm>

#include "base/time.h"

namespace stillwatch {

LookClock::LookClock(std::uint32_t window_days, std::int64_t day, std::uint64_t looks_at_day,
                     std::uint64_t looks)
    : window_days_(std::max(window_days, 1U)), day_(day), at_day_(looks_at_day), looks_(looks) {}

void LookClock::begin_look(std::int64_t latest_us) {
  const std::int64_t day = std::max(latest_us / kDay, day_);
  at_day_ = day == day_ && looks_ > 0 ? at_day_ + 1 : 1;
  day_ = day;
  ++looks_;
}

double LookClock::share() const {
  const auto i = static_cast<double>(std::max<std::uint64_t>(at_day_, 1));
  return 1.0 / (static_cast<double>(window_days_) * i * (i + 1.0));
}

}  // namespace stillwatch
