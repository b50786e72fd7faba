#include "signal/countermeasure_probing/countermeasure_probing.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

struct Fleet {
  int accounts = 50;
  double probabilities = 0.0;  // share of requests that ask for token probabilities
  double repeated = 0.0;       // share of requests that ask one of ten prompts
  bool sweep = false;          // the repeated ones with a seed each
  int team = 0;                // accounts that always ask for probabilities
};

std::unique_ptr<SimulatedLog::Built> build(std::uint64_t seed, const Fleet& fleet) {
  SimulatedLog log(seed);
  Random& random = log.random();
  for (int a = 0; a < fleet.accounts; ++a) {
    for (int i = 0; i < 40; ++i) {
      auto& entry = log.start("g" + std::to_string(a), random.uniform(0, 1e6), 1);
      entry.parameters.temperature = 0.7;
      if (a < fleet.team || random.chance(fleet.probabilities)) entry.parameters.top_logprobs = 5;
      if (!random.chance(fleet.repeated)) continue;
      entry.prints.prompt = 1 + random.below(10);
      if (fleet.sweep) entry.parameters.seed = i;
    }
  }
  return log.build("g");
}

TEST(CountermeasureProbing, KeepsItsLevelAtTheHonestBound) {
  expect_calibrated(countermeasure_probing::kInfo, 200,
                    [](std::uint64_t seed) { return build(seed, {.probabilities = 0.2}); });
}

TEST(CountermeasureProbing, KeepsItsLevelWithATeamThatDoesNothingElse) {
  expect_calibrated(countermeasure_probing::kInfo, 200,
                    [](std::uint64_t seed) { return build(seed, {.probabilities = 0.19, .team = 15}); });
}

TEST(CountermeasureProbing, SeesTokenProbabilities) {
  EXPECT_GT(run_signal(countermeasure_probing::kInfo, *build(1, {.probabilities = 0.8})).log10_e, 5.0);
}

TEST(CountermeasureProbing, SeesOnePromptUnderManySeeds) {
  const SignalFinding finding =
      run_signal(countermeasure_probing::kInfo, *build(2, {.repeated = 0.9, .sweep = true}));
  EXPECT_GT(finding.log10_e, 5.0) << finding.sentence;
}

// What a product does, or a class with its homework.
TEST(CountermeasureProbing, TheSamePromptsAtTheSameSettingsAreNoProbe) {
  EXPECT_LE(run_signal(countermeasure_probing::kInfo, *build(3, {.repeated = 0.9})).log10_e, 0.0);
}

// Homework: everybody asks the same prompts once or twice, at the settings of one's own program. And clients
// that ask again what failed.
TEST(CountermeasureProbing, OnePromptOnManyAccountsAndRetriesAreNoProbe) {
  SimulatedLog log(5);
  for (int a = 0; a < 50; ++a) {
    for (int i = 0; i < 60; ++i) {
      auto& entry = log.start("g" + std::to_string(a), log.random().uniform(0, 1e6), 1);
      entry.prints.prompt = 1 + static_cast<std::uint64_t>(i) % 30;
      entry.parameters.temperature = 0.02 * a;
      if (i >= 40) continue;
      auto& again = log.start("g" + std::to_string(a), log.random().uniform(0, 1e6), 1);
      again.prints.prompt = 1 + static_cast<std::uint64_t>(i) % 30;
      again.parameters.temperature = 0.0;
      again.status = 503;
    }
  }
  const SignalFinding finding = run_signal(countermeasure_probing::kInfo, *log.build("g"));
  EXPECT_TRUE(finding.applies);
  EXPECT_LE(finding.log10_e, 0.0) << finding.sentence;
}

TEST(CountermeasureProbing, ATeamIsNoFleet) {
  EXPECT_FALSE(
      run_signal(countermeasure_probing::kInfo, *build(4, {.accounts = 15, .probabilities = 1})).applies);
}

TEST(CountermeasureProbing, IsNeverCounted) {
  EXPECT_EQ(countermeasure_probing::kInfo.maturity, Maturity::experimental);
}

}  // namespace
}  // namespace stillwatch
