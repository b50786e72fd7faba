#include "signal/rhythm.h"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>
#include <tuple>
#include <utility>

#include "base/statistics.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr std::size_t kLeastSurrogates = 999, kMostSurrogates = 19'999;  // of one of few days
constexpr std::size_t kStartsLookedAt = 4'000'000;                       // by these, on all days
constexpr int kSurrogatesOfMany = 199;  // where there are many days, which together show as much
constexpr std::size_t kManyDays = 9;
constexpr int kEnoughExceedances = 10;        // after which the day's p-value is known well enough
constexpr double kShown = 25.0;               // ln e at which later days change nothing that matters
constexpr double kNothing = 0.3;              // a p-value from which a day speaks for nothing
constexpr double kHopeless = -4.0;            // ln e from which later days hardly recover
constexpr std::size_t kFewStarts = 48;        // fewer are sorted as they are
constexpr std::size_t kLargeBucket = 16;      // larger ones are sorted before the last pass
constexpr std::size_t kMostBuckets = 65'536;  // two for each start, up to these: 256 KB
constexpr std::uint32_t kLeastOfSet = 24;
constexpr std::size_t kMostNear = 24;  // mean number of starts before one that it may change places with

// O(n + displacement): fast where everything is near its place.
void insertion_sort(std::span<std::uint64_t> values) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    const std::uint64_t value = values[i];
    std::size_t at = i;
    for (; at > 0 && values[at - 1] > value; --at) values[at] = values[at - 1];
    values[at] = value;
  }
}

// The coarsest of second, millisecond and microsecond that one time in twenty is a multiple of: a log may mix
// clocks, and what some of them round coincides more often.
std::int64_t tick_of(const std::vector<MemberEvent>& events) {
  for (const std::int64_t tick_us : {std::int64_t{1'000'000}, std::int64_t{1'000}}) {
    const auto round = std::count_if(events.begin(), events.end(),
                                     [tick_us](const MemberEvent& e) { return e.time_us % tick_us == 0; });
    if (20 * static_cast<std::size_t>(round) >= events.size()) return tick_us;
  }
  return 1;
}

}  // namespace

std::size_t MemberTimes::active() const {
  std::size_t count = 0;
  for (std::size_t m = 0; m < members(); ++m) count += first[m + 1] > first[m] ? 1 : 0;
  return count;
}

void Interleaving::expect_near(const MemberTimes& times, std::int64_t reach_us) {
  place_.clear();
  const std::size_t count = times.times.size();
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(),
                   [&](auto a, auto b) { return times.times[a] < times.times[b]; });
  std::size_t near = 0;
  for (std::size_t i = 0, first = 0; i < count; ++i) {
    while (times.times[order[i]] - times.times[order[first]] > reach_us) ++first;
    near += i - first;
  }
  if (near > kMostNear * count) return;
  place_.resize(count);
  for (std::size_t i = 0; i < count; ++i) place_[order[i]] = static_cast<std::uint32_t>(i);
}

std::span<const std::uint64_t> Interleaving::of(const MemberTimes& times, std::int64_t origin_us) {
  starts_.resize(times.times.size());
  const bool expected = expects(starts_.size());
  for (std::size_t m = 0; m < times.members(); ++m) {
    for (std::size_t i = times.first[m]; i < times.first[m + 1]; ++i) {
      starts_[expected ? place_[i] : i] =
          static_cast<std::uint64_t>(times.times[i] - origin_us) * kMostMembers + m;
    }
  }
  if (expected) {
    insertion_sort(starts_);
  } else if (starts_.size() <= kFewStarts) {
    std::sort(starts_.begin(), starts_.end());
  } else {
    const auto [low, high] = std::minmax_element(starts_.begin(), starts_.end());
    set_buckets(*low, *high);
    for (const std::uint64_t start : starts_) count_in_bucket(start);
    sort_counted();
  }
  return starts_;
}

std::span<const std::uint64_t> Interleaving::draw(const DrawnStarts& drawn, Random& random) {
  const std::size_t count = drawn.begin.size();
  starts_.resize(count);
  Random own = random;  // where no other word could be it, it stays in registers
  const auto next = [&](std::size_t i) {
    return drawn.begin[i] + (drawn.ticks[i] == 0 ? 0 : own.below(drawn.ticks[i]) * drawn.tick);
  };
  if (expects(count)) {
    for (std::size_t i = 0; i < count; ++i) starts_[place_[i]] = next(i);
    insertion_sort(starts_);
  } else if (count <= kFewStarts) {
    for (std::size_t i = 0; i < count; ++i) starts_[i] = next(i);
    std::sort(starts_.begin(), starts_.end());
  } else {
    set_buckets(drawn.low, drawn.high);
    for (std::size_t i = 0; i < count; ++i) count_in_bucket(starts_[i] = next(i));
    sort_counted();
  }
  random = own;
  return starts_;
}

void Interleaving::set_buckets(std::uint64_t low, std::uint64_t high) {
  const std::size_t buckets = std::min(std::bit_ceil(2 * starts_.size()), kMostBuckets);
  low_ = low;
  shift_ = std::max(
      0, static_cast<int>(std::bit_width(high - low)) - static_cast<int>(std::bit_width(buckets)) + 1);
  bucket_end_.assign(buckets, 0);
}

void Interleaving::sort_counted() {
  std::uint32_t before = 0, most = 0;
  for (std::uint32_t& bucket : bucket_end_) {
    const std::uint32_t count = std::exchange(bucket, before);
    before += count;
    most = std::max(most, count);
  }
  scattered_.resize(starts_.size());
  for (const std::uint64_t start : starts_) scattered_[bucket_end_[(start - low_) >> shift_]++] = start;
  starts_.swap(scattered_);
  std::size_t begin = 0;  // each entry of bucket_end_ has moved from its bucket's begin to its end
  for (std::size_t bucket = 0; most > kLargeBucket && bucket < bucket_end_.size(); ++bucket) {
    const std::size_t end = bucket_end_[bucket];
    if (end - begin > kLargeBucket) std::sort(starts_.data() + begin, starts_.data() + end);
    begin = end;
  }
  insertion_sort(starts_);
}

std::vector<RhythmDay> rhythm_days(const std::vector<MemberEvent>& events, std::uint32_t members,
                                   std::uint32_t most_members, std::uint32_t most_sets) {
  std::vector<std::uint64_t> count(members, 0);
  for (const MemberEvent& event : events) ++count[event.member];
  std::vector<std::uint32_t> order;
  for (std::uint32_t m = 0; m < members; ++m) {
    if (count[m] > 0) order.push_back(m);
  }
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return count[a] > count[b]; });
  const auto used = static_cast<std::uint32_t>(order.size());
  const std::uint32_t sets = std::clamp(used / kLeastOfSet, 1U, most_sets);
  const std::uint32_t taken = std::min(used, sets * most_members);
  constexpr std::uint32_t kOut = ~0U;
  std::vector<std::uint32_t> rank(members, kOut);
  for (std::uint32_t i = 0; i < taken; ++i) rank[order[i]] = i;
  const std::int64_t tick_us = tick_of(events);
  // By set, day and member of the set.
  std::map<std::pair<std::uint32_t, std::int64_t>, std::vector<std::vector<std::int64_t>>> days;
  for (const MemberEvent& event : events) {
    const std::uint32_t at = rank[event.member];
    if (at == kOut) continue;
    auto& day = days[{at % sets, event.time_us / kDayUs}];
    day.resize((taken - at % sets + sets - 1) / sets);
    day[at / sets].push_back(event.time_us - event.time_us % tick_us);
  }
  std::vector<RhythmDay> result;
  for (auto& [set_and_day, day] : days) {
    RhythmDay& rhythm = result.emplace_back();
    rhythm.day = set_and_day.second;
    rhythm.tick_us = tick_us;
    for (auto& times : day) {
      std::sort(times.begin(), times.end());
      rhythm.starts.times.insert(rhythm.starts.times.end(), times.begin(), times.end());
      rhythm.starts.first.push_back(static_cast<std::uint32_t>(rhythm.starts.times.size()));
    }
  }
  return result;
}

std::int64_t RhythmDay::start_us() const { return day * kDayUs; }

std::vector<std::int64_t> Windows::window_of_each(const MemberTimes& own) const {
  const std::int64_t length_us = (period_us - 2 * margin_us) / count;
  std::vector<std::int64_t> window_us;
  window_us.reserve(own.times.size());
  for (const std::int64_t time_us : own.times) {
    const std::int64_t inside_us = (time_us - origin_us) % period_us - margin_us;
    const bool fixed = inside_us < 0 || inside_us >= length_us * count;
    window_us.push_back(fixed ? kFixed : time_us - inside_us % length_us);
  }
  return window_us;
}

void Windows::redraw(const MemberTimes& own, Random& random, MemberTimes& drawn) const {
  const auto ticks = static_cast<std::uint64_t>((period_us - 2 * margin_us) / count / tick_us);
  const std::vector<std::int64_t> window_us = window_of_each(own);
  for (std::size_t i = 0; i < own.times.size(); ++i) {
    drawn.times[i] = window_us[i] == kFixed
                         ? own.times[i]
                         : window_us[i] + static_cast<std::int64_t>(random.below(ticks)) * tick_us;
  }
}

DrawnStarts Windows::draws_of(const MemberTimes& own, std::int64_t origin_of_words_us) const {
  const auto ticks = static_cast<std::uint64_t>((period_us - 2 * margin_us) / count / tick_us);
  const std::vector<std::int64_t> window_us = window_of_each(own);
  DrawnStarts drawn;
  drawn.tick = static_cast<std::uint64_t>(tick_us) * Interleaving::kMostMembers;
  for (std::size_t m = 0; m < own.members(); ++m) {
    for (std::size_t i = own.first[m]; i < own.first[m + 1]; ++i) {
      const bool fixed = window_us[i] == kFixed;
      const std::int64_t begin_us = fixed ? own.times[i] : window_us[i];
      drawn.begin.push_back(
          static_cast<std::uint64_t>(begin_us - origin_of_words_us) * Interleaving::kMostMembers + m);
      drawn.ticks.push_back(fixed ? 0 : ticks);
      drawn.low = std::min(drawn.low, drawn.begin.back());
      drawn.high = std::max(drawn.high, drawn.begin.back() + (fixed ? 0 : (ticks - 1) * drawn.tick));
    }
  }
  return drawn;
}

void Windows::shift(const MemberTimes& own, Random& random, MemberTimes& drawn) const {
  const auto ticks = static_cast<std::uint64_t>(period_us / tick_us);
  for (std::size_t m = 0; m < own.members(); ++m) {
    if (own.first[m] == own.first[m + 1]) continue;
    const std::int64_t phase_us = (own.times[own.first[m]] - origin_us) % period_us;
    const std::int64_t by_us = static_cast<std::int64_t>(random.below(ticks)) * tick_us - phase_us;
    for (std::size_t i = own.first[m]; i < own.first[m + 1]; ++i) drawn.times[i] = own.times[i] + by_us;
  }
}

double sequential_p(int most, const std::function<bool()>& as_extreme) {
  int at_least = 0, drawn = 0;
  while (drawn < most && at_least < kEnoughExceedances) {
    at_least += as_extreme() ? 1 : 0;
    ++drawn;
  }
  return at_least == kEnoughExceedances ? static_cast<double>(at_least) / drawn
                                        : (1.0 + at_least) / (1.0 + drawn);
}

double MemberShares::sum() const { return std::accumulate(sum_.data(), sum_.data() + members_, 0.0); }

std::uint64_t MemberShares::starts() const {
  return std::accumulate(starts_.data(), starts_.data() + members_, std::uint64_t{0});
}

std::uint64_t MemberShares::largest_quarter() const {
  struct Member {
    double mean = 0.0, sum = 0.0;
    std::size_t number = 0;
    bool operator>(const Member& other) const {
      return std::tie(mean, sum, number) > std::tie(other.mean, other.sum, other.number);
    }
  };
  std::vector<Member> members;
  for (std::size_t m = 0; m < members_; ++m) {
    if (starts_[m] != 0) members.push_back({sum_[m] / starts_[m], sum_[m], m});
  }
  std::sort(members.begin(), members.end(), std::greater<>());
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < members.size() / 4; ++i) bits |= std::uint64_t{1} << members[i].number;
  return bits;
}

int draws_for(std::size_t days, std::size_t starts) {
  if (days >= kManyDays) return kSurrogatesOfMany;
  return static_cast<int>(std::clamp(kStartsLookedAt / std::max<std::size_t>(1, days * starts),
                                     kLeastSurrogates, kMostSurrogates));
}

void DayProduct::add(double p) {
  log_e_ += calibrated_log_e(p);
  ++days_;
}

bool DayProduct::decided() const { return log_e_ > kShown || log_e_ < kHopeless; }

namespace {

// A day without the starts of some members.
RhythmDay without(const RhythmDay& day, std::uint64_t members) {
  RhythmDay rest{day.day, day.tick_us, {}};
  for (std::size_t m = 0; m < day.starts.members(); ++m) {
    const auto own = day.starts.of(m);
    if ((members >> m & 1) == 0) rest.starts.times.insert(rest.starts.times.end(), own.begin(), own.end());
    rest.starts.first.push_back(static_cast<std::uint32_t>(rest.starts.times.size()));
  }
  return rest;
}

}  // namespace

namespace {

// What the surrogates of one day were like, as sums over all of them.
struct Drawn {
  double mean = 0.0, sum = 0.0;
  int count = 0;
};

struct Observed {
  double mean = 0.0, sum = 0.0;
  Observed() = default;
  explicit Observed(const MemberShares& shares) : sum(shares.sum()) {
    const std::uint64_t starts = shares.starts();
    mean = starts > 0 ? sum / static_cast<double>(starts) : 0.0;
  }
};

// One day's test: `draw()` makes a surrogate and returns its starts in order.
template <class Draw>
double p_against(const RhythmStatistic& statistic, std::size_t members, const Observed& observed, int most,
                 Drawn& drawn, const Draw& draw) {
  return sequential_p(most, [&] {
    MemberShares shares(members);
    statistic(draw(), shares);
    const Observed surrogate(shares);
    drawn.mean += surrogate.mean;
    drawn.sum += surrogate.sum;
    ++drawn.count;
    return surrogate.mean >= observed.mean;
  });
}

}  // namespace

SurrogateTest surrogate_test(const std::vector<RhythmDay>& days, Random random,
                             const std::function<bool(const MemberTimes&)>& enough,
                             const RhythmStatistic& statistic, const RhythmWindows& windows,
                             Surrogates surrogates) {
  SurrogateTest result;
  DayProduct product;
  MemberTimes shifted;
  for (const RhythmDay& whole : days) {
    if (!enough(whole.starts)) continue;
    const std::int64_t origin_us = whole.start_us() - kDayUs;
    const std::size_t members = whole.starts.members();
    Interleaving interleaving;
    const auto shares_of = [&](const MemberTimes& times) {
      MemberShares shares(members);
      statistic(interleaving.of(times, origin_us), shares);
      return shares;
    };
    const RhythmDay day = without(whole, shares_of(whole.starts).largest_quarter());
    if (!enough(day.starts)) continue;
    const Windows of_day = windows(day);
    interleaving.expect_near(day.starts, of_day.period_us);
    const Observed observed(shares_of(day.starts));
    const int most = draws_for(days.size(), day.starts.times.size());
    const DrawnStarts drawn_starts = of_day.draws_of(day.starts, origin_us);
    Drawn drawn;
    double p = p_against(statistic, members, observed, most, drawn,
                         [&] { return interleaving.draw(drawn_starts, random); });
    // Where the first test shows nothing the second is spared, and counts as p = 1: larger than it could be.
    if (surrogates == Surrogates::redraw_and_shift && p > kNothing) {
      p = 1.0;
    } else if (surrogates == Surrogates::redraw_and_shift) {
      shifted = day.starts;
      p = std::max(p, p_against(statistic, members, observed, most, drawn, [&] {
                     of_day.shift(day.starts, random, shifted);
                     return interleaving.of(shifted, origin_us);
                   }));
    }
    product.add(p);
    result.observed += observed.mean;
    result.observed_sum += observed.sum;
    result.expected += drawn.mean / drawn.count;
    result.expected_sum += drawn.sum / drawn.count;
    if (product.decided()) break;
  }
  result.log_e = product.log_e();
  result.days = product.days();
  for (double* total : {&result.observed, &result.observed_sum, &result.expected, &result.expected_sum})
    *total /= std::max(1, result.days);
  return result;
}

}  // namespace stillwatch
