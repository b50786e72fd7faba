#include "signal/rhythm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

namespace stillwatch {
namespace {

constexpr std::int64_t kSecond = 1'000'000;

MemberTimes times_of(const std::vector<std::vector<std::int64_t>>& by_member) {
  MemberTimes times;
  for (const auto& own : by_member) {
    times.times.insert(times.times.end(), own.begin(), own.end());
    times.first.push_back(static_cast<std::uint32_t>(times.times.size()));
  }
  return times;
}

TEST(Interleaving, IsTheSortedOrderWhateverTheShapeOfTheDay) {
  Random random(1);
  Interleaving interleaving;
  for (const int shape : {0, 1, 2, 3}) {
    std::vector<std::vector<std::int64_t>> by_member(50);
    std::vector<std::uint64_t> expected;
    for (std::uint32_t m = 0; m < by_member.size(); ++m) {
      for (int i = 0; i < 40; ++i) {
        const std::int64_t time =
            shape == 0   ? static_cast<std::int64_t>(random.below(86'400)) * kSecond
            : shape == 1 ? 7 * kSecond  // all at once
            : shape == 2 ? static_cast<std::int64_t>(random.exponential(1e7))
                         : (i == 0 ? 86'000 * kSecond : static_cast<std::int64_t>(random.below(50)));
        by_member[m].push_back(time);
        expected.push_back(static_cast<std::uint64_t>(time) * Interleaving::kMostMembers + m);
      }
    }
    std::sort(expected.begin(), expected.end());
    const auto starts = interleaving.of(times_of(by_member), 0);
    EXPECT_TRUE(std::equal(starts.begin(), starts.end(), expected.begin(), expected.end())) << shape;
  }
  EXPECT_TRUE(interleaving.of(MemberTimes{}, 0).empty());
}

TEST(Windows, KeepEveryCountAndTheResolution) {
  Random random(2);
  const Windows windows{0, 60 * kSecond, 3 * kSecond, 3, kSecond};
  std::vector<std::int64_t> own;
  for (int i = 0; i < 500; ++i) own.push_back(static_cast<std::int64_t>(random.below(86'400)) * kSecond);
  const MemberTimes times = times_of({own});
  MemberTimes drawn = times;
  std::set<std::int64_t> phases;
  for (int again = 0; again < 50; ++again) {
    windows.redraw(times, random, drawn);
    for (std::size_t i = 0; i < own.size(); ++i) {
      const std::int64_t before = own[i] % (60 * kSecond) - 3 * kSecond;
      const std::int64_t after = drawn.times[i] % (60 * kSecond) - 3 * kSecond;
      if (before < 0 || before >= 54 * kSecond) {
        EXPECT_EQ(drawn.times[i], own[i]);
        continue;
      }
      EXPECT_EQ(drawn.times[i] / (60 * kSecond), own[i] / (60 * kSecond));
      EXPECT_EQ(after / (18 * kSecond), before / (18 * kSecond));
      EXPECT_EQ(drawn.times[i] % kSecond, 0);
      phases.insert(after);
    }
  }
  EXPECT_EQ(phases.size(), 54U);  // every second of the windows is drawn
}

TEST(RhythmDays, KnowTheResolutionOfTheLog) {
  const auto tick = [](std::int64_t a, std::int64_t b) {
    return rhythm_days({{a, 0}, {b, 1}}, 2, 2).front().tick_us;
  };
  EXPECT_EQ(tick(3 * kSecond, 5 * kSecond), kSecond);
  EXPECT_EQ(tick(3 * kSecond + 2000, 5 * kSecond + 1000), 1000);
  EXPECT_EQ(tick(3 * kSecond + 7, 5 * kSecond + 1), 1);
  EXPECT_EQ(tick(3 * kSecond, 5 * kSecond + 1), kSecond) << "one of two clocks counts seconds";
}

TEST(RhythmDays, RoundEverythingToTheCoarsestClock) {
  const auto days = rhythm_days({{3 * kSecond, 0}, {5 * kSecond + 123, 1}}, 2, 2);
  EXPECT_EQ(days.front().starts.times, (std::vector<std::int64_t>{3 * kSecond, 5 * kSecond}));
}

TEST(RhythmDays, DealTheBusiestIntoSets) {
  std::vector<MemberEvent> events;
  constexpr std::uint32_t kMembers = 100;
  for (std::uint32_t m = 0; m < kMembers; ++m) {
    for (std::uint32_t i = 0; i <= m; ++i) events.push_back({(2 * i + m % 2) * kSecond, m});
  }
  const auto one = rhythm_days(events, kMembers, 32);
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].starts.members(), 32U);
  EXPECT_EQ(one[0].starts.of(0).size(), 100U) << "the busiest first";
  const auto sets = rhythm_days(events, kMembers, 32, 3);
  ASSERT_EQ(sets.size(), 3U);
  for (std::size_t s = 0; s < sets.size(); ++s) {
    EXPECT_EQ(sets[s].starts.members(), 32U);
    EXPECT_EQ(sets[s].starts.of(0).size(), 100U - s) << "each has its share of the busy ones";
    EXPECT_EQ(sets[s].starts.of(31).size(), 7U - s);
  }
  std::erase_if(events, [](const MemberEvent& event) { return event.member >= 40; });
  EXPECT_EQ(rhythm_days(events, 40, 32, 3).size(), 1U) << "40 members are one set";
}

TEST(SequentialP, IsUniformOrLargerAndNeverZero) {
  Random random(3);
  int tenth = 0, fiftieth = 0;
  constexpr int kRuns = 4000;
  for (int run = 0; run < kRuns; ++run) {
    const double observed = random.uniform();
    const double p = sequential_p(199, [&] { return random.uniform() >= observed; });
    ASSERT_GE(p, 1.0 / 200);
    tenth += p <= 0.1 ? 1 : 0;
    fiftieth += p <= 0.02 ? 1 : 0;
  }
  EXPECT_LE(tenth, 0.1 * kRuns + 4 * std::sqrt(0.09 * kRuns));
  EXPECT_LE(fiftieth, 0.02 * kRuns + 4 * std::sqrt(0.02 * kRuns));
  EXPECT_EQ(sequential_p(199, [] { return false; }), 1.0 / 200);
}

}  // namespace
}  // namespace stillwatch
