// How much of the false discovery rate one look at a growing log may spend.
//
//   LookClock clock(/*window_days=*/90);
//   clock.begin_look(latest_exchange_us);
//   decide(..., {.fdr = 0.01, .look_share = clock.share()});
//
// A scan promises that of the groups it names the expected share of false ones is at most `fdr`. Whoever
// looks again every hour asks thousands of times, and each look may err. So each look gets a share of the
// rate: e-values are multiplied by it before e-BH. The i-th look at one UTC day of the log gets
// 1 / (window_days x i x (i + 1)): half of a day's part goes to its first look, a sixth to the second, and
// all looks at a day together never exceed that part. Over any `window_days` days of log the shares sum to at
// most 1; since e-BH at a share s keeps the rate s x fdr under any dependence (Wang and Ramdas 2022), the
// expected false discovery proportions of all looks of a window sum to at most `fdr`, whatever the looks have
// in common and whenever one stops. A day is told by the log's latest exchange, not by the clock, so a
// backlog that is read at once is one look.
//
// Not thread-safe; costs nothing.
#pragma once

#include <cstdint>

namespace stillwatch {

class LookClock {
 public:
  // `day` and `looks` are what an earlier clock ended with (resume); the first look has number 1.
  explicit LookClock(std::uint32_t window_days, std::int64_t day = 0, std::uint64_t looks_at_day = 0,
                     std::uint64_t looks = 0);

  // The log's latest time never goes back: an earlier one counts as that of the look before.
  void begin_look(std::int64_t latest_us);

  [[nodiscard]] double share() const;                          // in (0, 0.5]
  [[nodiscard]] std::uint64_t look() const { return looks_; }  // 1 for the first
  [[nodiscard]] std::int64_t day() const { return day_; }      // since 1970
  [[nodiscard]] std::uint64_t looks_at_day() const { return at_day_; }

 private:
  std::uint32_t window_days_;
  std::int64_t day_;
  std::uint64_t at_day_, looks_;
};

}  // namespace stillwatch
