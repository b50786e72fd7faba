// Days of a group's conversation starts, and the tests by surrogates that the rhythm signals share.
//
//   const auto days = rhythm_days(events, group.member_count(), 48);
//   const SurrogateTest result = surrogate_test(days, Random(seed), enough, statistic, redraw);
//
// A day's observed statistic is compared with surrogates in which every start is drawn again inside a short
// fixed window of time: each member keeps its number of starts in every window, hence its hours, its bursts
// and its pauses, and only what is finer than the window, the interlocking between members, is destroyed
// (interval jitter: Amarasingham et al., "Conditional modeling and the jitter method of spike resampling", J.
// Neurophysiol. 2012). Where, inside a window, a start falls by chance and independently of other members',
// observation and surrogates are exchangeable and the p-value is exact. All times are rounded to the
// coarsest clock of the group (seconds, milliseconds), because coarse times coincide more often. The
// calibrated e-value of a day is its step: bounded, one per day, multiplied over days, which are independent
// given the counts.
//
// Cost: a surrogate of n starts is drawn straight into its buckets, put in order and looked at once, O(n);
// some 10 ns a start. Memory of the surrogates is reused: 40 bytes for each start of one day, and 16 for each
// event of the group. Thread-safe: nothing is shared between calls.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/random.h"
#include "signal/group_evidence.h"

namespace stillwatch {

struct MemberEvent {
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

// Starts of which each is drawn again inside its own window: as words of an Interleaving, where each begins,
// and how many ticks it has to choose from; 0: it stays.
struct DrawnStarts {
  std::vector<std::uint64_t> begin;
  std::vector<std::uint64_t> ticks;
  std::uint64_t tick = 1;               // as the difference of two words
  std::uint64_t low = ~0ULL, high = 0;  // of all words that can be drawn
};

// Starts of all members in order of time, ties by member: one word each. Times count from `origin_us`, which
// must lie before them by less than 2^57 us; members are below kMostMembers.
class Interleaving {
 public:
  static constexpr std::uint32_t kMostMembers = 64;

  // Later calls are about the same starts, each moved by at most some `reach_us`: they begin from the order
  // of these, and only neighbours change places. Where a start has many neighbours this is not used, and the
  // result is the same without it.
  void expect_near(const MemberTimes& times, std::int64_t reach_us);
  // The result is valid until the next call.
  std::span<const std::uint64_t> of(const MemberTimes& times, std::int64_t origin_us);
  // Draws them, in their order, and puts them in order.
  std::span<const std::uint64_t> draw(const DrawnStarts& drawn, Random& random);
  [[nodiscard]] static std::uint32_t member(std::uint64_t start) { return start % kMostMembers; }
  [[nodiscard]] static std::int64_t time_us(std::uint64_t start) {
    return static_cast<std::int64_t>(start / kMostMembers);
  }

 private:
  [[nodiscard]] bool expects(std::size_t starts) const { return !place_.empty() && place_.size() == starts; }
  void set_buckets(std::uint64_t low, std::uint64_t high);  // of all words
  void count_in_bucket(std::uint64_t start) { ++bucket_end_[(start - low_) >> shift_]; }
  void sort_counted();
  std::vector<std::uint64_t> starts_, scattered_;
  std::vector<std::uint32_t> place_;  // of each start in the expected order; empty: nothing is expected
  std::vector<std::uint32_t> bucket_end_;
  std::uint64_t low_ = 0;
  int shift_ = 0;
};

// One UTC day of a set of at most `most_members` (<= Interleaving::kMostMembers) members.
struct RhythmDay {
  std::int64_t day = 0;
  std::int64_t tick_us = 1;  // resolution of the log's times: a second, a millisecond or a microsecond
  MemberTimes starts;        // by member of the set, ascending; may be empty
  [[nodiscard]] std::int64_t start_us() const;
};
// The days of each set, set after set. The busiest members (by their number of events over all days) are
// dealt in turn into sets of at least 24, at most `most_sets` of them: where members are independent of each
// other, so is what the sets show.
[[nodiscard]] std::vector<RhythmDay> rhythm_days(const std::vector<MemberEvent>& events,
                                                 std::uint32_t members, std::uint32_t most_members,
                                                 std::uint32_t most_sets = 1);

struct SurrogateTest {
  double log_e = 0.0;
  int days = 0;  // days with enough to test, those of each set counted
  // Means over those days, of those members that are not left out: contribution of a start, and their sum.
  double observed = 0.0, observed_sum = 0.0;
  double expected = 0.0, expected_sum = 0.0;  // the same of the surrogates
};

// Draws every time again, uniformly inside its window. Periods of `period_us` follow each other from
// `origin_us`; of each, [margin_us, period_us - margin_us) is cut into `count` windows (times in the margins
// stay as they are).
struct Windows {
  std::int64_t origin_us = 0, period_us = 1, margin_us = 0, count = 1, tick_us = 1;
  void redraw(const MemberTimes& own, Random& random, MemberTimes& drawn) const;
  // Of each time, where its window begins; kFixed for one in a margin.
  static constexpr std::int64_t kFixed = -1;
  [[nodiscard]] std::vector<std::int64_t> window_of_each(const MemberTimes& own) const;
  // The same draws, made straight into an Interleaving.
  [[nodiscard]] DrawnStarts draws_of(const MemberTimes& own, std::int64_t origin_of_words_us) const;
  // Moves every member's whole day, so that its first start falls anywhere in its period: the member's own
  // gaps, its pauses between conversations too, stay exactly as they are. `count` and the margin are not
  // used.
  void shift(const MemberTimes& own, Random& random, MemberTimes& drawn) const;
};

// The p-value of one observation by draws that stop early: after `most` draws, or when ten are as extreme
// (Besag and Clifford, "Sequential Monte Carlo p-values", Biometrika 1991). `as_extreme()` makes one draw.
[[nodiscard]] double sequential_p(int most, const std::function<bool()>& as_extreme);

// How many draws a day of so many starts is worth: 199 where there are nine days (of any set) or more, which
// together show as much; else as many as look at some four million starts on all days, from 999 to 19,999.
// They are made only where hardly any is as extreme.
[[nodiscard]] int draws_for(std::size_t days, std::size_t starts);

// A product over days that stops when it has shown enough or lost hope: a stopped product of e-values is an
// e-value.
class DayProduct {
 public:
  void add(double p);
  [[nodiscard]] bool decided() const;
  [[nodiscard]] double log_e() const { return log_e_; }
  [[nodiscard]] int days() const { return days_; }

 private:
  double log_e_ = 0.0;
  int days_ = 0;
};

// Contributions of the starts of a day, by member.
class MemberShares {
 public:
  // Of so many members, the first of a set.
  explicit MemberShares(std::size_t members = Interleaving::kMostMembers) : members_(members) {}
  void add(std::uint32_t member, double value)  // of one start
  {
    sum_[member] += value;
    ++starts_[member];
  }
  [[nodiscard]] double sum() const;  // over all members
  [[nodiscard]] std::uint64_t starts() const;
  // The quarter of the members in use with the largest means, as bits: a few accounts that interlock with
  // each other say nothing about the rest of a group.
  [[nodiscard]] std::uint64_t largest_quarter() const;

 private:
  std::size_t members_;
  std::array<double, Interleaving::kMostMembers> sum_{};  // the first members_ are in use
  std::array<std::uint32_t, Interleaving::kMostMembers> starts_{};
};

// Adds what each start contributes: larger the more its member interlocks with the others. Sees the starts of
// a day in order.
using RhythmStatistic = std::function<void(std::span<const std::uint64_t> starts, MemberShares& shares)>;
// The windows of a day. They may depend on what redrawing leaves as it is (how many starts the day has, or a
// coarser window that they divide), not on when exactly the starts are. Moving whole days changes what
// coarser windows hold, but hardly how many of them hold anything.
using RhythmWindows = std::function<Windows(const RhythmDay& day)>;

// redraw: against "where in its window a start falls is chance". redraw_and_shift: also against "where in its
// period a member's day begins is chance", and the larger p-value of the two counts, so that the test is
// valid where either is true.
enum class Surrogates : std::uint8_t { redraw, redraw_and_shift };

// On each day the quarter of the members with the largest contributions is left out first, with all of its
// starts, and the others alone are compared with surrogates of themselves: where those left out interlock
// with each other and the rest are independent, the rest are exchangeable with their surrogates, whatever
// those left out do; where all are independent, who is left out had the most, so that the p-value is too
// large rather than too small. Days on which `enough` is false of all or of the rest are skipped.
[[nodiscard]] SurrogateTest surrogate_test(const std::vector<RhythmDay>& days, Random random,
                                           const std::function<bool(const MemberTimes&)>& enough,
                                           const RhythmStatistic& statistic, const RhythmWindows& windows,
                                           Surrogates surrogates);

}  // namespace stillwatch
