#include "signal/template_spread/template_spread.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// 40 accounts; each request fills one of `templates` of the group's own with chance `share`.
std::unique_ptr<SimulatedLog::Built> fleet(std::uint64_t seed, std::uint64_t templates, double share,
                                           bool fixed_list = false) {
  SimulatedLog log(seed);
  for (int a = 0; a < 40; ++a) {
    for (int i = 0; i < 60; ++i) {
      auto& entry = log.start("g" + std::to_string(a), log.random().uniform(0, 1e6));
      if (!log.random().chance(share)) continue;
      const std::uint64_t t = log.random().below(templates);
      entry.prints.shapes = {1000 + t};
      if (fixed_list) entry.prints.prompt = 5000 + 10 * t + log.random().below(6);
    }
  }
  return log.build("g");
}

// Sixteen templates, of which eight are beyond the forgiven eight, on so many requests that 20 % sweep.
TEST(TemplateSpread, KeepsItsLevelAtTheHonestBound) {
  expect_calibrated(template_spread::kInfo, 200, [](std::uint64_t seed) { return fleet(seed, 16, 0.4); });
}

TEST(TemplateSpread, AFewPromptsAreNoSweep) {
  EXPECT_FALSE(run_signal(template_spread::kInfo, *fleet(2, 6, 1.0)).applies);
}

TEST(TemplateSpread, FindsASweep) {
  const SignalFinding finding = run_signal(template_spread::kInfo, *fleet(2, 40, 0.9));
  EXPECT_GT(finding.log10_e, 5.0) << finding.sentence;
}

TEST(TemplateSpread, AFixedListAskedAgainIsNoSweep) {
  EXPECT_LE(run_signal(template_spread::kInfo, *fleet(2, 40, 0.9, true)).log10_e, 1.0);
}

TEST(TemplateSpread, TemplatesThatOthersUseAreNotTheGroups) {
  SimulatedLog log(3);
  for (int a = 0; a < 60; ++a) {
    for (int i = 0; i < 60; ++i) {
      log.start((a < 30 ? "g" : "p") + std::to_string(a), log.random().uniform(0, 1e6)).prints.shapes = {
          1000 + log.random().below(40)};
    }
  }
  EXPECT_FALSE(run_signal(template_spread::kInfo, *log.build("g")).applies);
}

}  // namespace
}  // namespace stillwatch
