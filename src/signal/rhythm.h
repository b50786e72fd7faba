// Days of a group's conversation starts, and the surrogate method that the rhythm signals share.
//
// A day's observed statistic is compared with surrogates in which every member keeps its own habit and only
// the interlocking between members is destroyed; the rank of the observation among the surrogates is the
// day's p-value, and its calibrated e-value the day's step: bounded, one per day, multiplied over days.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/random.h"
#include "signal/group_evidence.h"

namespace stillwatch {

struct Event {
  std::int64_t time_us = 0;
  std::uint32_t member = 0;
};

// One UTC day of the busiest members (at most `most_members`, chosen by their number of events over all
// days).
struct RhythmDay {
  std::int64_t day = 0;
  std::vector<std::vector<std::int64_t>> times;  // by chosen member, ascending; may be empty
};
[[nodiscard]] std::vector<RhythmDay> rhythm_days(const std::vector<Event>& events, std::uint32_t members,
                                                 std::uint32_t most_members);

// All times of a day as events in order of time (ties by member).
[[nodiscard]] std::vector<Event> merged(const std::vector<std::vector<std::int64_t>>& times);

struct SurrogateTest {
  double log_e = 0.0;
  int days = 0;           // days with enough to test
  double observed = 0.0;  // mean of the statistic over those days
  double expected = 0.0;  // the same of the surrogates
};

// statistic(times) is larger the more the members interlock; surrogate(times, random) returns times with the
// same habits. Days on which `enough(times)` is false are skipped. Surrogates are drawn until
// ten reach the observation or 999 are drawn (Besag and Clifford, "Sequential Monte Carlo p-values",
// Biometrika 1991). Days stop when the product has shown enough or lost hope: a stopped product of e-values
// is an e-value.
[[nodiscard]] SurrogateTest surrogate_test(
    const std::vector<RhythmDay>& days, Random random,
    const std::function<bool(const std::vector<std::vector<std::int64_t>>&)>& enough,
    const std::function<double(const std::vector<std::vector<std::int64_t>>&)>& statistic,
    const std::function<std::vector<std::vector<std::int64_t>>(const std::vector<std::vector<std::int64_t>>&,
                                                               Random&)>& surrogate);

}  // namespace stillwatch
