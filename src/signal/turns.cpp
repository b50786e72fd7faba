#include "signal/turns.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/random.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kLongestRoundUs = 20 * 3600 * kSecond;
constexpr std::int64_t kClockUs = 600 * kSecond, kOffClockUs = 30 * kSecond;
constexpr std::size_t kMostStarts = 8, kLeastStarts = 4;

struct Start {
  std::int64_t time_us;
  bool second;
};

bool by_the_clock(std::int64_t gap_us) {
  const std::int64_t off = gap_us % kClockUs;
  return std::min(off, kClockUs - off) <= kOffClockUs;
}

// The starts of both, without those of the first run but its last and of the last run but its first.
std::vector<Start> merged(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
  std::vector<Start> all;
  for (const std::int64_t time : a) all.push_back({time, false});
  for (const std::int64_t time : b) all.push_back({time, true});
  std::ranges::sort(all, {}, [](const Start& s) { return std::pair(s.time_us, s.second); });
  std::size_t first = 0, last = all.size() - 1;
  while (first + 1 < all.size() && all[first + 1].second == all[first].second) ++first;
  while (last > first && all[last - 1].second == all[last].second) --last;
  return {all.begin() + static_cast<std::ptrdiff_t>(first),
          all.begin() + static_cast<std::ptrdiff_t>(std::min(last + 1, first + kMostStarts))};
}

}  // namespace

Turns::Turns(std::span<const ConversationStart> starts, std::size_t members) : times_(members) {
  for (const ConversationStart& start : starts) times_[start.member].push_back(start.time_us);
  for (std::uint32_t m = 0; m < times_.size(); ++m) {
    if (times_[m].size() >= 2) members_.push_back(m);
  }
}

Turn Turns::of(std::uint32_t a, std::uint32_t b) const {
  const auto &of_a = times_[a], &of_b = times_[b];
  if (of_a.size() < 2 || of_b.size() < 2) return Turn::not_told;
  const std::vector<Start> starts = merged(of_a, of_b);
  std::array<std::int64_t, 2> last = {-1, -1};
  std::array<bool, 2> clock = {true, true};
  bool alternate = starts.size() >= kLeastStarts;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const std::size_t who = starts[i].second ? 1 : 0;
    if (i > 0) {
      alternate =
          alternate && starts[i].second != starts[i - 1].second && starts[i].time_us != starts[i - 1].time_us;
    }
    if (last[who] >= 0) {
      const std::int64_t gap = starts[i].time_us - last[who];
      if (gap >= kLongestRoundUs) return Turn::not_told;
      clock[who] = clock[who] && by_the_clock(gap);
    }
    last[who] = starts[i].time_us;
  }
  if (!alternate) return Turn::not_taken;
  return clock[0] || clock[1] ? Turn::not_told : Turn::taken;
}

bool Turns::takes_turns_with_half(std::uint32_t member) const {
  constexpr std::size_t kMostOthers = 64;
  std::size_t told = 0, taken = 0;
  const std::size_t step = std::max<std::size_t>(1, members_.size() / kMostOthers);
  for (std::size_t i = 0; i < members_.size(); i += step) {
    if (members_[i] == member) continue;
    const Turn turn = of(member, members_[i]);
    told += turn != Turn::not_told ? 1 : 0;
    taken += turn == Turn::taken ? 1 : 0;
  }
  return told > 0 && 2 * taken >= told;
}

}  // namespace stillwatch
