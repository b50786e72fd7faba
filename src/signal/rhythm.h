// Days of a group's conversation starts, and the surrogate method that the rhythm signals share.
//
//   const auto days = rhythm_days(events, group.member_count(), 48);
//   const SurrogateTest result = surrogate_test(days, Random(seed), enough, statistic, surrogate);
//
// A day's observed statistic is compared with surrogates in which every member keeps its own habit and only
// the interlocking between members is destroyed; the rank of the observation among the surrogates is the
// day's p-value, and its calibrated e-value the day's step: bounded, one per day, multiplied over days.
//
// Cost: a surrogate of n starts is drawn, put in order by buckets and looked at once, O(n); about 10 ns a
// start. Memory of the surrogates is reused. Thread-safe: nothing is shared between calls.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/random.h"
#include "signal/group_evidence.h"

namespace stillwatch {

struct Event {
  std::int64_t time_us = 0;
  std::uint32_t member = 0;
};

// Times by member in one array; a member's own are ascending as a rule.
struct MemberTimes {
  std::vector<std::int64_t> times;
  std::vector<std::uint32_t> first = {0};  // by member where its times begin, and the end

  [[nodiscard]] std::size_t members() const { return first.size() - 1; }
  [[nodiscard]] std::span<const std::int64_t> of(std::size_t member) const {
    return std::span(times).subspan(first[member], first[member + 1] - first[member]);
  }
  [[nodiscard]] std::size_t active() const;  // members with any time
};

// Starts of all members in order of time, ties by member: one word each. Times count from `origin_us`, which
// must lie before them by less than 2^57 us; members are below kMostMembers.
class Interleaving {
 public:
  static constexpr std::uint32_t kMostMembers = 64;

  // The result is valid until the next call.
  std::span<const std::uint64_t> of(const MemberTimes& times, std::int64_t origin_us);
  [[nodiscard]] static std::uint32_t member(std::uint64_t start) { return start % kMostMembers; }
  [[nodiscard]] static std::int64_t time_us(std::uint64_t start) {
    return static_cast<std::int64_t>(start / kMostMembers);
  }

 private:
  void sort_by_buckets();
  std::vector<std::uint64_t> starts_, scattered_;
  std::vector<std::uint32_t> bucket_end_;
};

// One UTC day of the busiest members (at most `most_members` <= Interleaving::kMostMembers, chosen by their
// number of events over all days).
struct RhythmDay {
  std::int64_t day = 0;
  MemberTimes starts;  // by chosen member, ascending; may be empty
};
[[nodiscard]] std::vector<RhythmDay> rhythm_days(const std::vector<Event>& events, std::uint32_t members,
                                                 std::uint32_t most_members);

struct SurrogateTest {
  double log_e = 0.0;
  int days = 0;           // days with enough to test
  double observed = 0.0;  // mean of the statistic over those days
  double expected = 0.0;  // the same of the surrogates
};

// Larger the more the members interlock; sees the starts of a day in order.
using RhythmStatistic = std::function<double(std::span<const std::uint64_t> starts)>;
// Writes times with the same habits to `drawn`, as many for each member, at most a day away from its own.
using RhythmSurrogate = std::function<void(const MemberTimes& own, Random& random, MemberTimes& drawn)>;

// Days on which `enough` is false are skipped. Surrogates are drawn until ten reach the observation or 999 (199
// when there are nine days or more) are drawn (Besag and Clifford, "Sequential Monte Carlo p-values", Biometrika 1991). Days stop when the
// product has shown enough or lost hope: a stopped product of e-values is an e-value.
[[nodiscard]] SurrogateTest surrogate_test(const std::vector<RhythmDay>& days, Random random,
                                           const std::function<bool(const MemberTimes&)>& enough,
                                           const RhythmStatistic& statistic,
                                           const RhythmSurrogate& surrogate);

}  // namespace stillwatch
