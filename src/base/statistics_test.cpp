#include "base/statistics.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace stillwatch {
namespace {

TEST(Distributions, KnownValues) {
  EXPECT_NEAR(std::exp(log_chi_square_lower(3.841458820694124, 1)), 0.95, 1e-9);
  EXPECT_NEAR(std::exp(log_chi_square_lower(18.307038053275146, 10)), 0.95, 1e-9);
  EXPECT_NEAR(log_chi_square_lower(1.0, 200),
              100 * std::log(0.5) - 0.5 - std::lgamma(101.0) + std::log(1.004975), 1e-4);
  EXPECT_NEAR(student_t_lower(-2.2281388519649385, 10), 0.025, 1e-9);
  EXPECT_NEAR(student_t_lower(1.8124611228107335, 10), 0.95, 1e-9);
  EXPECT_NEAR(poisson_upper(3, 1.0), 0.08030139707139418, 1e-12);
  EXPECT_NEAR(binomial_upper(3, 10, 0.1), 0.0701908264, 1e-9);
  EXPECT_GT(poisson_upper(100'000, 1.0), 0.0);
}

TEST(Distributions, ExactUpperBoundOfAShare) {
  EXPECT_NEAR(clopper_pearson_upper(0, 300), 1.0 - std::pow(0.05, 1.0 / 300.0), 1e-12);
  EXPECT_NEAR(clopper_pearson_upper(0, 1000, 0.99), 1.0 - std::pow(0.01, 1.0 / 1000.0), 1e-12);
  EXPECT_NEAR(clopper_pearson_upper(4, 1000), 0.009129952563871446, 1e-9);
  EXPECT_EQ(clopper_pearson_upper(0, 0), 1.0);
  EXPECT_EQ(clopper_pearson_upper(7, 7), 1.0);
}

TEST(EValues, NothingIsNamedForWhatIsNoNumber) {
  const double nothing = -std::numeric_limits<double>::infinity();
  EXPECT_EQ(log_mean_exp(std::array{nothing, nothing}), nothing);
  EXPECT_NEAR(log_mean_exp(std::array{nothing, 0.0}), std::log(0.5), 1e-12);
  const double none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(e_bh(std::array{none, 12.0, none, nothing}, 0.01, 4),
            (std::vector<bool>{false, true, false, false}));
}

// The mean of every e-value at the edge of its null is at most 1: exact sums over the sample space.
TEST(EValues, MeanAtTheEdgeOfTheNull) {
  for (const double bound : {0.05, 0.2, 0.3}) {
    for (const std::uint64_t n : {1, 5, 40}) {
      double mean = 0.0;
      for (std::uint64_t k = 0; k <= n; ++k) {
        const auto hits = static_cast<double>(k);
        const auto misses = static_cast<double>(n - k);
        const double log_probability = std::lgamma(hits + misses + 1.0) - std::lgamma(hits + 1.0) -
                                       std::lgamma(misses + 1.0) + hits * std::log(bound) +
                                       misses * std::log1p(-bound);
        mean += std::exp(log_probability + binomial_log_e(k, n, bound));
      }
      EXPECT_NEAR(mean, 1.0, 1e-9) << "bound " << bound << " n " << n;
    }
  }
  double mean = 0.0;
  for (std::uint64_t k = 0; k < 20'000; ++k) {
    const auto count = static_cast<double>(k);
    mean += std::exp(count * std::log(2.0) - 2.0 - std::lgamma(count + 1.0) + poisson_log_e(k, 2.0));
  }
  EXPECT_NEAR(mean, 1.0, 1e-6);
}

TEST(EValues, CalibratorIntegratesToOne) {
  double mean = 0.0;
  constexpr int kSteps = 2'000'000;
  for (int i = 0; i < kSteps; ++i) mean += std::exp(calibrated_log_e((i + 0.5) / kSteps)) / kSteps;
  EXPECT_LE(mean, 1.0);
  EXPECT_GT(mean, 0.9);  // the rest lies below 1e-6, where the density is large
}

TEST(EValues, BoundedMeanUnderTheNull) {
  double mean = 0.0;
  constexpr int kRuns = 20'000;
  Random random(3);
  for (int run = 0; run < kRuns; ++run) {
    std::vector<double> values(10);
    for (double& value : values) value = random.chance(0.05) ? 1.0 : 0.0;
    mean += std::exp(bounded_mean_log_e(values, 0.05)) / kRuns;
  }
  EXPECT_LT(mean, 1.25);
}

TEST(EValues, ForgivenMembersSayNothing) {
  std::vector<double> values(15, 1.0);
  EXPECT_EQ(forgiving_mean_log_e(values, 0.05, 15), 0.0);
  values.insert(values.end(), 10, 0.0);
  EXPECT_LT(forgiving_mean_log_e(values, 0.05, 15), 0.0);
  values.insert(values.end(), 20, 1.0);
  EXPECT_GT(forgiving_mean_log_e(values, 0.05, 15), 10.0);
}

TEST(EBh, MatchesItsDefinition) {
  const std::vector<double> log_e = {std::log(500.0), std::log(1.0), std::log(150.0), std::log(40.0)};
  EXPECT_EQ(e_bh(log_e, 0.01, 4), (std::vector<bool>{true, false, false, false}));
  EXPECT_EQ(e_bh(log_e, 0.05, 4), (std::vector<bool>{true, false, true, true}));
  EXPECT_EQ(e_bh(log_e, 0.05, 1000), (std::vector<bool>(4, false)));
}

}  // namespace
}  // namespace stillwatch
