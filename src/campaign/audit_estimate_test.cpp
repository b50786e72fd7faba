#include "campaign/audit_estimate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/random.h"

namespace stillwatch {
namespace {

// Units drawn without replacement: how many of `drawn` are among the `missed` ones.
std::uint64_t drawn_missed(Random& random, std::uint64_t units, std::uint64_t missed, std::uint64_t drawn) {
  std::uint64_t found = 0;
  for (std::uint64_t i = 0; i < drawn; ++i) {
    if (random.below(units - i) >= missed - found) continue;
    ++found;
  }
  return found;
}

TEST(AuditEstimate, LimitsAreThoseOfTheHypergeometricDistribution) {
  // None of 10 of 100 found. P(X = 0 | K) = C(100 - K, 10) / C(100, 10): 0.0264 at K = 29, 0.0229 at K = 30.
  EXPECT_EQ(most_missed(100, 10, 0, 0.025), 29U);
  EXPECT_EQ(least_missed(100, 10, 0, 0.025), 0U);
  // All of 3 of 20 found: P(X = 3 | K) = C(K, 3) / C(20, 3): 0.0175 at K = 6, 0.0307 at K = 7.
  EXPECT_EQ(least_missed(20, 3, 3, 0.025), 7U);
  EXPECT_EQ(most_missed(20, 3, 3, 0.025), 20U);
  // A whole stratum leaves nothing open.
  EXPECT_EQ(most_missed(12, 12, 4, 0.025), 4U);
  EXPECT_EQ(least_missed(12, 12, 4, 0.025), 4U);
  // For a large frame they come near Clopper and Pearson's binomial limits: 1 of 50, 0.05 % to 10.6 %.
  EXPECT_NEAR(static_cast<double>(most_missed(1'000'000, 50, 1, 0.025)) / 1e6, 0.1065, 0.0005);
  EXPECT_NEAR(static_cast<double>(least_missed(1'000'000, 50, 1, 0.025)) / 1e6, 0.000506, 0.00001);
}

TEST(AuditEstimate, CarriesWhatWasFoundOverToTheFrame) {
  const std::vector<StratumReview> strata = {{"small", 200, 20, 1, 0}, {"large", 5, 5, 2, 1}};
  const MissedEstimate missed = estimate_missed(strata, 0.95);
  EXPECT_EQ(missed.frame, 205U);
  EXPECT_EQ(missed.reviewed, 25U);
  EXPECT_DOUBLE_EQ(missed.units, 12.0);
  EXPECT_DOUBLE_EQ(missed.units_with_unsure, 13.0);
  // Only the open stratum costs confidence; the unsure unit counts on the upper side alone.
  EXPECT_EQ(missed.low, least_missed(200, 20, 1, 0.025) + 2);
  EXPECT_EQ(missed.high, most_missed(200, 20, 1, 0.025) + 3);
  const std::vector<StratumReview> unseen = {{"unseen", 9, 0, 0, 0}};
  EXPECT_EQ(estimate_missed(unseen, 0.95).low, 0U);
  EXPECT_EQ(estimate_missed(unseen, 0.95).high, 9U);
}

TEST(AuditEstimate, FindingNothingSaysMoreThanTheSumOfItsParts) {
  const std::vector<StratumReview> one = {{"all", 100, 10, 0, 0}};
  EXPECT_EQ(most_missed_unseen(one, 0.025), most_missed(100, 10, 0, 0.025)) << "one stratum: the same";
  const std::vector<StratumReview> strata = {{"a", 200, 13, 0, 0}, {"b", 120, 13, 0, 0}, {"c", 60, 12, 0, 0}};
  std::uint64_t apart = 0, most = 0;
  for (const StratumReview& s : strata) apart += most_missed(s.units, s.reviewed, 0, 0.0125 / 3);
  // The greatest total over all allocations, by trying them all.
  const auto none = [](const StratumReview& s, std::uint64_t missed) {
    double chance = 1.0;
    for (std::uint64_t i = 0; i < s.reviewed; ++i)
      chance *= static_cast<double>(s.units - i - missed) / static_cast<double>(s.units - i);
    return missed > s.units - s.reviewed ? 0.0 : chance;
  };
  for (std::uint64_t a = 0; a <= 187; ++a) {
    for (std::uint64_t b = 0; b <= 107; ++b) {
      for (std::uint64_t c = 0; c <= 48; ++c) {
        const double chance = none(strata[0], a) * none(strata[1], b) * none(strata[2], c);
        if (chance <= 0.0125) break;
        most = std::max(most, a + b + c);
      }
    }
  }
  EXPECT_EQ(most_missed_unseen(strata, 0.0125), most);
  EXPECT_LT(most, apart);
  EXPECT_EQ(estimate_missed(strata, 0.95).high, most);
}

struct Truth {
  std::uint64_t units, missed, drawn;
};

// How often the interval holds the truth, and the mean of the estimate.
void expect_coverage(const std::vector<Truth>& truth, std::uint64_t seed) {
  constexpr int kRuns = 3000;
  Random random(seed);
  double total = 0.0, sum = 0.0, square = 0.0;
  for (const Truth& stratum : truth) total += static_cast<double>(stratum.missed);
  int covered = 0;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<StratumReview> strata;
    for (const Truth& s : truth)
      strata.push_back({"s", s.units, s.drawn, drawn_missed(random, s.units, s.missed, s.drawn), 0});
    const MissedEstimate missed = estimate_missed(strata, 0.95);
    covered += static_cast<double>(missed.low) <= total && total <= static_cast<double>(missed.high) ? 1 : 0;
    sum += missed.units;
    square += missed.units * missed.units;
  }
  EXPECT_GE(covered, 0.95 * kRuns - 4 * std::sqrt(0.95 * 0.05 * kRuns));
  const double mean = sum / kRuns, error = std::sqrt((square / kRuns - mean * mean) / kRuns);
  EXPECT_NEAR(mean, total, 4.5 * error + 1e-9);
}

TEST(AuditEstimate, CoversTheTruthAsOftenAsItSaysAndIsUnbiased) {
  expect_coverage({{300, 6, 40}}, 1);
  expect_coverage({{300, 0, 40}}, 2);
  expect_coverage({{60, 30, 10}}, 3);
  expect_coverage({{400, 8, 13}, {120, 3, 13}, {30, 2, 12}, {8, 1, 8}}, 4);
  expect_coverage({{20, 10, 2}, {20, 1, 3}}, 5);
  expect_coverage({{200, 60, 13}, {120, 0, 13}, {60, 0, 12}}, 6);  // beyond the limit where none is found
  expect_coverage({{200, 40, 13}, {120, 12, 13}, {60, 5, 12}}, 7);
}

}  // namespace
}  // namespace stillwatch
