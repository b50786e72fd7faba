#include "signal/rhythm.h"

#include <algorithm>
#include <bit>
#include <map>
#include <numeric>

#include "base/statistics.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr int kMostSurrogates = 999;      // of one day
constexpr int kSurrogatesOfMany = 199;    // where there are many days, which together show as much
constexpr std::size_t kManyDays = 9;
constexpr int kEnoughExceedances = 10;  // after which the day's p-value is known well enough
constexpr double kShown = 14.0;     // ln e at which later days change nothing that matters: e above a million
constexpr double kHopeless = -4.0;  // ln e from which later days hardly recover
constexpr std::size_t kFewStarts = 48;     // fewer are sorted as they are
constexpr std::size_t kLargeBucket = 16;   // larger ones are sorted before the last pass
constexpr std::size_t kMostBuckets = 4096;

// O(n + displacement): fast where everything is near its place.
void insertion_sort(std::span<std::uint64_t> values) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    const std::uint64_t value = values[i];
    std::size_t at = i;
    for (; at > 0 && values[at - 1] > value; --at) values[at] = values[at - 1];
    values[at] = value;
  }
}

}  // namespace

std::size_t MemberTimes::active() const {
  std::size_t count = 0;
  for (std::size_t m = 0; m < members(); ++m) count += first[m + 1] > first[m] ? 1 : 0;
  return count;
}

std::span<const std::uint64_t> Interleaving::of(const MemberTimes& times, std::int64_t origin_us) {
  starts_.resize(times.times.size());
  for (std::size_t m = 0; m < times.members(); ++m) {
    for (std::size_t i = times.first[m]; i < times.first[m + 1]; ++i) {
      starts_[i] = static_cast<std::uint64_t>(times.times[i] - origin_us) * kMostMembers + m;
    }
  }
  if (starts_.size() <= kFewStarts) {
    std::sort(starts_.begin(), starts_.end());
  } else {
    sort_by_buckets();
  }
  return starts_;
}

void Interleaving::sort_by_buckets() {
  const auto [low_at, high_at] = std::minmax_element(starts_.begin(), starts_.end());
  const std::uint64_t low = *low_at, range = *high_at - low;
  const std::size_t buckets = std::min(std::bit_ceil(starts_.size()), kMostBuckets);
  const int shift = std::max(0, static_cast<int>(std::bit_width(range)) - static_cast<int>(std::bit_width(buckets)) + 1);
  bucket_end_.assign(buckets + 1, 0);
  for (const std::uint64_t start : starts_) ++bucket_end_[((start - low) >> shift) + 1];
  std::partial_sum(bucket_end_.begin(), bucket_end_.end(), bucket_end_.begin());
  scattered_.resize(starts_.size());
  for (const std::uint64_t start : starts_) scattered_[bucket_end_[(start - low) >> shift]++] = start;
  starts_.swap(scattered_);
  std::size_t begin = 0;  // each entry of bucket_end_ has moved from its bucket's begin to its end
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
    const std::size_t end = bucket_end_[bucket];
    if (end - begin > kLargeBucket) std::sort(starts_.data() + begin, starts_.data() + end);
    begin = end;
  }
  insertion_sort(starts_);
}

std::vector<RhythmDay> rhythm_days(const std::vector<Event>& events, std::uint32_t members,
                                   std::uint32_t most_members) {
  std::vector<std::uint64_t> count(members, 0);
  for (const Event& event : events) ++count[event.member];
  std::vector<std::uint32_t> order(members);
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return count[a] > count[b]; });
  order.resize(std::min<std::size_t>(order.size(), most_members));
  constexpr std::uint32_t kOut = ~0U;
  std::vector<std::uint32_t> chosen(members, kOut);
  for (std::uint32_t i = 0; i < order.size(); ++i) chosen[order[i]] = i;
  std::map<std::int64_t, std::vector<std::vector<std::int64_t>>> days;
  for (const Event& event : events) {
    if (chosen[event.member] == kOut) continue;
    auto& day = days[event.time_us / kDayUs];
    day.resize(order.size());
    day[chosen[event.member]].push_back(event.time_us);
  }
  std::vector<RhythmDay> result;
  for (auto& [number, day] : days) {
    RhythmDay& rhythm = result.emplace_back();
    rhythm.day = number;
    for (auto& times : day) {
      std::sort(times.begin(), times.end());
      rhythm.starts.times.insert(rhythm.starts.times.end(), times.begin(), times.end());
      rhythm.starts.first.push_back(static_cast<std::uint32_t>(rhythm.starts.times.size()));
    }
  }
  return result;
}

SurrogateTest surrogate_test(const std::vector<RhythmDay>& days, Random random,
                             const std::function<bool(const MemberTimes&)>& enough,
                             const RhythmStatistic& statistic, const RhythmSurrogate& surrogate) {
  SurrogateTest result;
  Interleaving interleaving;
  MemberTimes drawn_times;
  const int most = days.size() >= kManyDays ? kSurrogatesOfMany : kMostSurrogates;
  for (const RhythmDay& day : days) {
    if (!enough(day.starts)) continue;
    const std::int64_t origin_us = (day.day - 1) * kDayUs;
    const double observed = statistic(interleaving.of(day.starts, origin_us));
    int at_least = 0, drawn = 0;
    double sum = 0.0;
    drawn_times = day.starts;
    while (drawn < most && at_least < kEnoughExceedances) {
      surrogate(day.starts, random, drawn_times);
      const double value = statistic(interleaving.of(drawn_times, origin_us));
      at_least += value >= observed ? 1 : 0;
      sum += value;
      ++drawn;
    }
    const double p = at_least == kEnoughExceedances ? static_cast<double>(at_least) / drawn
                                                    : (1.0 + at_least) / (1.0 + drawn);
    result.log_e += calibrated_log_e(p);
    result.observed += observed;
    result.expected += sum / drawn;
    ++result.days;
    if (result.log_e > kShown || result.log_e < kHopeless) break;
  }
  if (result.days > 0) {
    result.observed /= result.days;
    result.expected /= result.days;
  }
  return result;
}

}  // namespace stillwatch
