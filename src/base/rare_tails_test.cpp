// P(p <= 1e-6) <= 1e-6 for the e-values and p-values that the signals are made of, each at the edge of its
// null hypothesis.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"
#include "base/statistics.h"
#include "base/tilted_tail.h"

namespace stillwatch {
namespace {

constexpr double kLevel = 1e-6;
constexpr int kRuns = 20'000;

// Successes of `trials` at `tilted`, and the log of their likelihood ratio at `null`.
struct Successes {
  std::uint64_t count = 0;
  double log_weight = 0.0;
};
Successes draw_successes(std::uint64_t trials, double null, double tilted, Random& random) {
  Successes drawn;
  for (std::uint64_t i = 0; i < trials; ++i) drawn.count += random.chance(tilted) ? 1 : 0;
  const auto hits = static_cast<double>(drawn.count), misses = static_cast<double>(trials - drawn.count);
  drawn.log_weight = hits * std::log(null / tilted) + misses * (std::log1p(-null) - std::log1p(-tilted));
  return drawn;
}

TEST(RareTails, BinomialBetAndExactTail) {
  Random random(1);
  TiltedTail bet(kLevel), exact(kLevel), doubled(kLevel);
  for (int run = 0; run < kRuns; ++run) {
    const Successes drawn = draw_successes(60, 0.2, 0.47, random);
    bet.add(p_of_log_e(binomial_log_e(drawn.count, 60, 0.2)), drawn.log_weight);
    exact.add(binomial_upper(drawn.count, 60, 0.2), drawn.log_weight);
    doubled.add(binomial_upper(drawn.count, 60, 0.2) / 10.0, drawn.log_weight);
  }
  EXPECT_GT(bet.hits(), 1000U);
  EXPECT_LE(bet.upper(), kLevel);
  EXPECT_GT(exact.hits(), 1000U);
  EXPECT_LE(exact.upper(), kLevel);
  EXPECT_GT(exact.share(), kLevel / 10.0) << "an exact tail is not far below its level";
  EXPECT_GT(doubled.share(), kLevel) << "a p-value that is ten times too small is found out";
}

TEST(RareTails, PoissonBetAndExactTail) {
  Random random(2);
  TiltedTail bet(kLevel), exact(kLevel);
  constexpr double kNull = 3.0, kTilted = 17.0;
  for (int run = 0; run < kRuns; ++run) {
    const std::uint64_t count = random.poisson(kTilted);
    const double log_weight = static_cast<double>(count) * std::log(kNull / kTilted) - kNull + kTilted;
    bet.add(p_of_log_e(poisson_log_e(count, kNull)), log_weight);
    exact.add(poisson_upper(count, kNull), log_weight);
  }
  EXPECT_GT(bet.hits(), 1000U);
  EXPECT_LE(bet.upper(), kLevel);
  EXPECT_GT(exact.hits(), 1000U);
  EXPECT_LE(exact.upper(), kLevel);
  EXPECT_GT(exact.share(), kLevel / 10.0);
}

// Values of 0 and 1 are the hardest that a mean allows; five members do as they like and are forgiven.
TEST(RareTails, BoundedMeanBets) {
  Random random(3);
  TiltedTail plain(kLevel), forgiving(kLevel);
  for (int run = 0; run < kRuns; ++run) {
    const Successes drawn = draw_successes(60, 0.05, 0.25, random);
    std::vector<double> values(60, 0.0);
    std::fill_n(values.begin(), drawn.count, 1.0);
    plain.add(p_of_log_e(bounded_mean_log_e(values, 0.05)), drawn.log_weight);
    values.insert(values.end(), 5, 1.0);
    forgiving.add(p_of_log_e(forgiving_mean_log_e(values, 0.05, 5)), drawn.log_weight);
  }
  EXPECT_GT(plain.hits(), 1000U);
  EXPECT_LE(plain.upper(), kLevel);
  EXPECT_GT(forgiving.hits(), 1000U);
  EXPECT_LE(forgiving.upper(), kLevel);
}

// Uniform p-values, tilted to the 24th power of a uniform number: density p^(1/24 - 1) / 24.
TEST(RareTails, CalibratedPValues) {
  Random random(4);
  TiltedTail calibrated(kLevel), itself(kLevel);
  constexpr double kPower = 24.0;
  for (int run = 0; run < kRuns; ++run) {
    const double p = std::max(1e-300, std::pow(random.uniform(1e-12, 1.0), kPower));
    const double log_weight = std::log(kPower) + (1.0 - 1.0 / kPower) * std::log(p);
    calibrated.add(p_of_log_e(calibrated_log_e(p)), log_weight);
    itself.add(p, log_weight);
  }
  EXPECT_GT(calibrated.hits(), 1000U);
  EXPECT_LE(calibrated.upper(), kLevel);
  EXPECT_NEAR(itself.share(), kLevel, 4.0 * itself.error()) << "the estimate finds a tail that is known";
}

}  // namespace
}  // namespace stillwatch
