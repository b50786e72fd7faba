#include "bench/detect/intervals.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "base/random.h"

namespace stillwatch {
namespace {

TEST(Intervals, QuantilesAreThoseOfThePrintedTables) {
  EXPECT_NEAR(t_quantile(1), 12.706, 0.001);
  EXPECT_NEAR(t_quantile(4), 2.776, 0.001);
  EXPECT_NEAR(t_quantile(30), 2.042, 0.001);
}

TEST(Intervals, MeanAndBoundsOfFiveSeeds) {
  const std::vector<double> values = {0.5, 0.6, 0.7, 0.6, 0.6};
  const Interval interval = over_seeds(values);
  EXPECT_NEAR(interval.mean, 0.6, 1e-12);
  const double half = 2.7764 * std::sqrt(0.02 / 4.0 / 5.0);
  EXPECT_NEAR(interval.low, 0.6 - half, 1e-4);
  EXPECT_NEAR(interval.high, 0.6 + half, 1e-4);
}

TEST(Intervals, StayAmongShares) {
  const Interval wide = over_seeds(std::vector<double>{1.0, 0.9});
  EXPECT_EQ(wide.high, 1.0);
  const Interval one = over_seeds(std::vector<double>{0.7});  // one seed says nothing of the next
  EXPECT_EQ(one.low, 0.0);
  EXPECT_EQ(one.high, 1.0);
  const Interval equal = over_seeds(std::vector<double>{1.0, 1.0, 1.0});
  EXPECT_EQ(equal.low, 1.0);
}

TEST(Intervals, CoverTheMeanAsOftenAsTheySay) {
  Random random(7);
  int covered = 0;
  constexpr int kRounds = 2'000;
  for (int round = 0; round < kRounds; ++round) {
    std::vector<double> values(5);
    for (double& value : values) value = 0.5 + 0.05 * random.normal();
    const Interval interval = over_seeds(values);
    covered += interval.low <= 0.5 && 0.5 <= interval.high ? 1 : 0;
  }
  EXPECT_NEAR(covered, 0.95 * kRounds, 4.0 * std::sqrt(kRounds * 0.95 * 0.05));
}

}  // namespace
}  // namespace stillwatch
