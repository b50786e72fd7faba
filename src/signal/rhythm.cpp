#include "signal/rhythm.h"

#include <algorithm>
#include <map>
#include <numeric>

#include "base/statistics.h"

namespace stillwatch {
namespace {
constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr int kMostSurrogates = 999;    // of one day
constexpr int kEnoughExceedances = 10;  // after which the day's p-value is known well enough
constexpr double kShown = 14.0;     // ln e at which later days change nothing that matters: e above a million
constexpr double kHopeless = -4.0;  // ln e from which later days hardly recover
}  // namespace

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
  std::map<std::int64_t, RhythmDay> days;
  for (const Event& event : events) {
    if (chosen[event.member] == kOut) continue;
    RhythmDay& day = days[event.time_us / kDayUs];
    day.times.resize(order.size());
    day.times[chosen[event.member]].push_back(event.time_us);
  }
  std::vector<RhythmDay> result;
  for (auto& [number, day] : days) {
    day.day = number;
    for (auto& times : day.times) std::sort(times.begin(), times.end());
    result.push_back(std::move(day));
  }
  return result;
}

// Each member's times are ascending as a rule: merging the runs in pairs is half the work of sorting.
std::vector<Event> merged(const std::vector<std::vector<std::int64_t>>& times) {
  const auto before = [](const Event& a, const Event& b) {
    return a.time_us != b.time_us ? a.time_us < b.time_us : a.member < b.member;
  };
  std::size_t total = 0;
  for (const auto& of_member : times) total += of_member.size();
  std::vector<Event> events, target(total);
  events.reserve(total);
  std::vector<std::size_t> ends = {0};  // of the runs
  for (std::uint32_t m = 0; m < times.size(); ++m) {
    if (times[m].empty()) continue;
    for (const std::int64_t time : times[m]) events.push_back({time, m});
    const auto run = events.begin() + static_cast<std::ptrdiff_t>(ends.back());
    if (!std::is_sorted(run, events.end(), before)) std::sort(run, events.end(), before);
    ends.push_back(events.size());
  }
  while (ends.size() > 2) {
    std::size_t kept = 0;  // ends of the merged runs; the first is 0
    for (std::size_t run = 0; run + 1 < ends.size(); run += 2) {
      const std::size_t middle = ends[run + 1], end = ends[std::min(run + 2, ends.size() - 1)];
      const Event* const all = events.data();
      std::merge(all + ends[run], all + middle, all + middle, all + end, target.data() + ends[run], before);
      ends[++kept] = end;
    }
    ends.resize(kept + 1);
    events.swap(target);
  }
  return events;
}

SurrogateTest surrogate_test(
    const std::vector<RhythmDay>& days, Random random,
    const std::function<bool(const std::vector<std::vector<std::int64_t>>&)>& enough,
    const std::function<double(const std::vector<std::vector<std::int64_t>>&)>& statistic,
    const std::function<std::vector<std::vector<std::int64_t>>(const std::vector<std::vector<std::int64_t>>&,
                                                               Random&)>& surrogate) {
  SurrogateTest result;
  for (const RhythmDay& day : days) {
    if (!enough(day.times)) continue;
    const double observed = statistic(day.times);
    int at_least = 0, drawn = 0;
    double sum = 0.0;
    while (drawn < kMostSurrogates && at_least < kEnoughExceedances) {
      const double value = statistic(surrogate(day.times, random));
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
