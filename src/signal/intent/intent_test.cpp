#include "signal/intent/intent.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

struct Fleet {
  int accounts = 60;
  double share = 0.2;  // of an account's requests that have the intent
  Intent intent = Intent::rubric_grading;
  std::uint64_t templates = 0;  // of the group's own, on those requests; 0: free-form
  int team = 0;                 // accounts that have it always
};

std::unique_ptr<SimulatedLog::Built> build(std::uint64_t seed, const Fleet& fleet) {
  SimulatedLog log(seed);
  for (int a = 0; a < fleet.accounts; ++a) {
    for (int i = 0; i < 40; ++i) {
      auto& entry = log.start("g" + std::to_string(a), log.random().uniform(0, 1e6));
      if (a >= fleet.team && !log.random().chance(fleet.share)) continue;
      entry.prints.intent = fleet.intent;
      if (fleet.templates > 0) entry.prints.shapes = {1000 + log.random().below(fleet.templates)};
    }
  }
  return log.build("g");
}

TEST(IntentSignal, KeepsItsLevelAtTheHonestBound) {
  expect_calibrated(intent::kInfo, 200, [](std::uint64_t seed) { return build(seed, {}); });
}

TEST(IntentSignal, KeepsItsLevelWithATeamThatDoesNothingElse) {
  expect_calibrated(intent::kInfo, 200, [](std::uint64_t seed) {
    return build(seed, {.share = 0.19, .intent = Intent::reasoning_elicitation, .team = 15});
  });
}

TEST(IntentSignal, FindsFreeFormGrading) {
  const SignalFinding finding = run_signal(intent::kInfo, *build(1, {.share = 0.8}));
  EXPECT_GT(finding.log10_e, 5.0) << finding.sentence;
}

TEST(IntentSignal, FindsGradingWithManyTemplates) {
  EXPECT_GT(run_signal(intent::kInfo, *build(2, {.share = 0.9, .templates = 40})).log10_e, 3.0);
}

TEST(IntentSignal, AProductWithFewTemplatesIsForgiven) {
  EXPECT_LE(run_signal(intent::kInfo, *build(3, {.share = 1.0, .templates = 8})).log10_e, 0.0);
}

TEST(IntentSignal, SyntheticClassesAndAgentsNeverCount) {
  for (const Intent shown :
       {Intent::trace_cleaning, Intent::task_generation, Intent::safe_rewrite, Intent::tool_trajectory}) {
    EXPECT_LE(run_signal(intent::kInfo, *build(4, {.share = 1.0, .intent = shown})).log10_e, 0.0);
  }
}

TEST(IntentSignal, ATeamIsNoFleet) {
  EXPECT_FALSE(run_signal(intent::kInfo, *build(5, {.accounts = 15, .share = 1.0})).applies);
}

}  // namespace
}  // namespace stillwatch
