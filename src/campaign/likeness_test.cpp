#include "campaign/likeness.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "base/random.h"

namespace stillwatch {
namespace {

// Accounts whose share of matching conversations is one of two values: mean 0.2, spread 0.1^2 / 0.16.
std::vector<MatchCount> people(Random& random, std::size_t accounts, std::uint64_t conversations) {
  std::vector<MatchCount> counts;
  for (std::size_t i = 0; i < accounts; ++i) {
    const double share = random.chance(0.5) ? 0.1 : 0.3;
    MatchCount count;
    count.tested = 1 + random.below(conversations);
    for (std::uint64_t n = 0; n < count.tested; ++n) count.matched += random.chance(share) ? 1 : 0;
    counts.push_back(count);
  }
  return counts;
}

TEST(Likeness, FindsMeanAndSpread) {
  Random random(1);
  const Likeness fitted = fit_likeness(people(random, 4000, 40), 0.95);
  EXPECT_NEAR(fitted.mean, 0.2, 0.01);
  EXPECT_NEAR(fitted.spread, 0.0625, 0.015);
}

TEST(Likeness, ProbabilitiesAreValidForTheAccountsThatItWasFittedTo) {
  Random random(2);
  const auto counts = people(random, 20'000, 40);
  const Likeness fitted = fit_likeness(counts, 0.95);
  for (const double level : {0.1, 0.01, 0.001}) {
    std::size_t below = 0;
    for (const MatchCount& count : counts) below += fitted.upper(count) <= level ? 1 : 0;
    const double expected = level * static_cast<double>(counts.size());
    EXPECT_LE(static_cast<double>(below), expected + 3.0 * std::sqrt(expected)) << level;
  }
}

TEST(Likeness, WhatIsLeftOfTheGroupOutsideDoesNotHideTheRest) {
  Random random(3);
  auto counts = people(random, 2000, 40);
  const double before = fit_likeness(counts, 0.95).upper({50, 47});
  for (int i = 0; i < 40; ++i) counts.push_back({40, 38});  // 2 %
  const double after = fit_likeness(counts, 0.95).upper({50, 47});
  EXPECT_LT(before, 1e-7);
  EXPECT_LT(after, 1e-5);
}

TEST(Likeness, WherePeopleMatchAsTheGroupDoesNobodyStandsOut) {
  std::vector<MatchCount> counts(500, {8, 7});
  EXPECT_GT(fit_likeness(counts, 0.9).upper({100, 90}), 0.01);
}

TEST(Likeness, KnowsNothingWithoutOthers) {
  EXPECT_GT(fit_likeness({}, 0.9).upper({100, 100}), 0.1);
  EXPECT_EQ(fit_likeness({}, 0.9).upper({0, 0}), 1.0);
}

}  // namespace
}  // namespace stillwatch
