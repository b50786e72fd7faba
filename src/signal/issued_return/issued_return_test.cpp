#include "signal/issued_return/issued_return.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// Each request quotes, with the given chance, an answer that another member got an hour before.
std::unique_ptr<SimulatedLog::Built> quoting(std::uint64_t seed, double chance, bool public_text = false) {
  SimulatedLog log(seed);
  for (int a = 0; a < 10; ++a) {
    for (int i = 0; i < 20; ++i) {
      const double time = log.random().uniform(0, 1e6);
      const std::string name = std::to_string(a);
      auto& asked = log.start("g" + name, time, 1);
      if (!log.random().chance(chance)) continue;
      std::vector<std::uint64_t> prints = {log.random().next(), log.random().next(), log.random().next()};
      std::sort(prints.begin(), prints.end());
      asked.prints.prompt_prints = prints;
      if (public_text) log.start("x", time - 7200, 0).prints.prompt_prints = prints;
      log.start("g" + std::to_string((a + 1) % 10), time - 3600, 0).prints.answer_prints = prints;
    }
  }
  return log.build("g");
}

TEST(IssuedReturn, KeepsItsLevelAtTheHonestBound) {
  expect_calibrated(issued_return::kInfo, 300, [](std::uint64_t seed) { return quoting(seed, 0.05); });
}

TEST(IssuedReturn, FindsGradingOfOthersAnswers) {
  const SignalFinding finding = run_signal(issued_return::kInfo, *quoting(3, 0.5));
  EXPECT_GT(finding.log10_e, 5.0) << finding.sentence;
}

TEST(IssuedReturn, TextThatWasPublicBeforeIsNoEvidence) {
  EXPECT_EQ(run_signal(issued_return::kInfo, *quoting(3, 0.5, true)).facts.front().second, 0.0);
}

}  // namespace
}  // namespace stillwatch
