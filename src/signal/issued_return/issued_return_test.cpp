#include "signal/issued_return/issued_return.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// Each request quotes, with the given chance, an answer that another member got an hour before.
std::unique_ptr<SimulatedLog::Built> quoting(std::uint64_t seed, double chance, bool public_text = false) {
  SimulatedLog log(seed);
  for (int a = 0; a < 30; ++a) {
    for (int i = 0; i < 12; ++i) {
      const double time = log.random().uniform(0, 1e6);
      const std::string name = std::to_string(a);
      auto& asked = log.start("g" + name, time, 1);
      if (!log.random().chance(chance)) continue;
      std::vector<std::uint64_t> prints = {log.random().next(), log.random().next(), log.random().next()};
      std::sort(prints.begin(), prints.end());
      asked.prints.prompt_prints = prints;
      if (public_text) log.start("x", time - 7200, 0).prints.prompt_prints = prints;
      log.start("g" + std::to_string((a + 1) % 30), time - 3600, 0).prints.answer_prints = prints;
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

TEST(IssuedReturn, AnEvaluationTeamIsForgiven) {
  SimulatedLog log(4);
  for (int a = 0; a < 40; ++a) {
    for (int i = 0; i < 12; ++i) {
      const double time = log.random().uniform(0, 1e6);
      auto& asked = log.start("g" + std::to_string(a), time, 1);
      if (a >= 12) continue;  // twelve of forty grade each other's answers all day
      asked.prints.prompt_prints = {log.random().next() >> 1,
                                    ~0ULL - static_cast<std::uint64_t>(100 * a + i)};
      const auto prints = asked.prints.prompt_prints;
      log.start("g" + std::to_string((a + 1) % 12), time - 3600, 0).prints.answer_prints = prints;
    }
  }
  EXPECT_LE(run_signal(issued_return::kInfo, *log.build("g")).log10_e, 0.0);
}

TEST(IssuedReturn, TeamsThatUseTheSameBenchmarkAreTeams) {
  SimulatedLog log(5);
  for (int a = 0; a < 48; ++a) {
    for (int i = 0; i < 12; ++i) {
      const double time = log.random().uniform(0, 1e6);
      auto& asked = log.start("g" + std::to_string(a), time, 1);
      asked.prints.prompt_prints = {log.random().next() >> 1,
                                    ~0ULL - static_cast<std::uint64_t>(100 * a + i)};
      const auto prints = asked.prints.prompt_prints;
      const int colleague = a / 12 * 12 + (a + 1) % 12;  // four teams of twelve
      log.start("g" + std::to_string(colleague), time - 3600, 0).prints.answer_prints = prints;
    }
  }
  const SignalFinding finding = run_signal(issued_return::kInfo, *log.build("g"));
  EXPECT_TRUE(finding.applies);
  EXPECT_LE(finding.log10_e, 0.0) << finding.sentence;
}

TEST(IssuedReturn, TextThatWasPublicBeforeIsNoEvidence) {
  EXPECT_EQ(run_signal(issued_return::kInfo, *quoting(3, 0.5, true)).facts.front().second, 0.0);
}

}  // namespace
}  // namespace stillwatch
