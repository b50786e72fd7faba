#include "bench/leak.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace stillwatch {
namespace {

std::vector<LeakSample> draw(double shift, double spread, std::uint64_t seed) {
  Random random(seed);
  std::vector<LeakSample> samples;
  for (std::uint32_t account = 0; account < 4'000; ++account) {
    const bool campaign = account % 8 == 0;
    samples.push_back(
        {random.normal() * (campaign ? spread : 1.0) + (campaign ? shift : 0.0), account, campaign});
  }
  return samples;
}

TEST(Leak, NoiseTellsNothing) {
  const FieldLeak leak = classify("noise", draw(0.0, 1.0, 3), false);
  EXPECT_NEAR(leak.auc, 0.5, 4 * leak.standard_error) << "seed 3";
  EXPECT_EQ(leak.campaign + leak.honest, 4'000U);
}

TEST(Leak, AShiftIsSeen) { EXPECT_GT(classify("shift", draw(1.5, 1.0, 3), false).auc, 0.8); }

TEST(Leak, ANarrowerSpreadIsSeenToo) {
  EXPECT_GT(classify("spread", draw(0.0, 0.2, 3), false).auc, 0.75) << "a rank test alone would say 0.5";
}

TEST(Leak, ACategoryOfOneSideIsSeen) {
  std::vector<LeakSample> samples;
  for (std::uint32_t account = 0; account < 400; ++account) {
    samples.push_back(
        {account % 2 == 0 ? 1.0 : static_cast<double>(2 + account % 3), account, account % 2 == 0});
  }
  EXPECT_GT(classify("category", samples, true).auc, 0.99);
}

TEST(Leak, TheBuiltInWorldGivesLittleAway) {
  WorldOptions options;
  options.profiles = {"templates", "grading"};
  options.honest = 2'500;
  options.campaign_accounts = 150;
  options.days = 5;
  const auto leaks = measure_leak(options);
  ASSERT_TRUE(leaks.has_value()) << leaks.error().what;
  for (const FieldLeak& leak : leaks.value())
    EXPECT_LT(leak.auc, 0.5 + 0.1 + 3 * leak.standard_error) << leak.field;
}

TEST(Leak, AWorldWithoutCampaignIsRefused) {
  WorldOptions options;
  const auto leaks = measure_leak(options);
  ASSERT_FALSE(leaks.has_value());
  EXPECT_EQ(leaks.error().code, Code::usage);
}

}  // namespace
}  // namespace stillwatch
