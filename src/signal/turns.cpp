#include "signal/turns.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <utility>

namespace stillwatch {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kLongestRoundUs = 20 * 3600 * kSecond;
constexpr std::int64_t kClockUs = 600 * kSecond, kOffClockUs = 30 * kSecond;
constexpr std::int64_t kNearUs = 300 * kSecond;
constexpr std::int64_t kInStepUs = 60 * kSecond;
constexpr double kTimer = 0.003;  // part of a gap by which a timer's gaps differ
constexpr std::size_t kMostStarts = 8, kLeastOfEach = 3;

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

// Daily habits have an order of their own, jobs begin by whole ten minutes, and timers at equal gaps.
bool by_habit_or_clock(const std::vector<std::int64_t>& times) {
  bool clock = times.size() > 1, timer = times.size() > 2;
  for (std::size_t i = 1; i < times.size(); ++i) {
    const std::int64_t gap = times[i] - times[i - 1], first = times[1] - times[0];
    if (gap >= kLongestRoundUs) return true;
    clock = clock && by_the_clock(gap);
    timer = timer && std::abs(static_cast<double>(gap - first)) <= kTimer * static_cast<double>(first);
  }
  return clock || timer;
}

// One script's pauses: both begin again after the same times.
bool in_step(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
  const std::size_t rounds = std::min(a.size(), b.size());
  for (std::size_t i = 1; i < rounds; ++i) {
    if (std::abs((a[i] - a[i - 1]) - (b[i] - b[i - 1])) > kInStepUs) return false;
  }
  return rounds > 1;
}

}  // namespace

Turns::Turns(std::span<const ConversationStart> starts, std::size_t members) : times_(members) {
  for (const ConversationStart& start : starts) times_[start.member].push_back(start.time_us);
  for (std::uint32_t m = 0; m < times_.size(); ++m) {
    std::ranges::sort(times_[m]);
    if (times_[m].size() >= kLeastOfEach) members_.push_back(m);
  }
  std::ranges::sort(members_, {}, [&](std::uint32_t m) { return std::pair(times_[m].front(), m); });
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> Turns::neighbours() const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (std::size_t i = 0; i + 1 < members_.size(); ++i) {
    const std::uint32_t a = members_[i], b = members_[i + 1];
    if (times_[b].front() - times_[a].front() > kNearUs) continue;
    pairs.emplace_back(a, b);
    ++i;  // every member is in one pair at most
  }
  return pairs;
}

Turn Turns::of(std::uint32_t a, std::uint32_t b) const {
  const auto &of_a = times_[a], &of_b = times_[b];
  if (of_a.size() < kLeastOfEach || of_b.size() < kLeastOfEach) return Turn::not_told;
  const std::vector<Start> starts = merged(of_a, of_b);
  std::array<std::vector<std::int64_t>, 2> own;  // starts of each
  bool alternate = true;
  for (std::size_t i = 0; i < starts.size(); ++i) {
    own[starts[i].second ? 1 : 0].push_back(starts[i].time_us);
    alternate =
        alternate &&
        (i == 0 || (starts[i].second != starts[i - 1].second && starts[i].time_us != starts[i - 1].time_us));
  }
  if (by_habit_or_clock(own[0]) || by_habit_or_clock(own[1]) || in_step(own[0], own[1]))
    return Turn::not_told;
  if (!alternate) return Turn::not_taken;
  return own[0].size() >= kLeastOfEach && own[1].size() >= kLeastOfEach ? Turn::taken : Turn::not_told;
}

}  // namespace stillwatch
