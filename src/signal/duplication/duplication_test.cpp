#include "signal/duplication/duplication.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// 200 people of whose questions 10 % are popular, and a group of 20 with its own share.
std::unique_ptr<SimulatedLog::Built> log_with_group(std::uint64_t seed, double popular) {
  SimulatedLog log(seed);
  for (int a = 0; a < 220; ++a) {
    const bool member = a < 20;
    for (int i = 0; i < 10; ++i) {
      auto& entry = log.start((member ? "g" : "p") + std::to_string(a), log.random().uniform(0, 1e6), 1);
      if (log.random().chance(member ? popular : 0.1)) entry.prints.prompt = 1 + log.random().zipf(40, 1.1);
    }
  }
  return log.build("g");
}

TEST(Duplication, KeepsItsLevel) {
  expect_calibrated(duplication::kInfo, 200, [](std::uint64_t seed) { return log_with_group(seed, 0.1); });
}

TEST(Duplication, SeesAPartitionedCorpus) {
  const SignalFinding finding = run_signal(duplication::kInfo, *log_with_group(3, 0.0));
  EXPECT_LE(finding.p, 0.02) << finding.sentence;
  EXPECT_GT(finding.log10_e, 0.4);
}

TEST(Duplication, ExcessIsShownAndIsNoEvidence) {
  const SignalFinding finding = run_signal(duplication::kInfo, *log_with_group(3, 0.6));
  EXPECT_GT(finding.p, 0.9) << finding.sentence;
  EXPECT_LE(finding.log10_e, 0.0);
  EXPECT_LE(finding.facts.back().second, 0.02);  // p_excess: descriptive
}

// Popular questions, asked by accounts of which a few are busy: the busy ones have fewer pairs among them.
std::unique_ptr<SimulatedLog::Built> busy_few(std::uint64_t seed) {
  SimulatedLog log(seed);
  for (int a = 0; a < 160; ++a) {
    const bool member = a < 5;
    for (int i = 0; i < (member || a % 4 == 0 ? 60 : 5); ++i) {
      auto& entry = log.start((member ? "g" : "p") + std::to_string(a), log.random().uniform(0, 1e6), 1);
      entry.prints.prompt = 1 + log.random().zipf(2000, 1.0);
    }
  }
  return log.build("g");
}

TEST(Duplication, KeepsItsLevelForAFewBusyAccounts) { expect_calibrated(duplication::kInfo, 200, busy_few); }

// As many accounts as there are people, busier than these, on few cards, which never coincide: somebody would
// like that to be normal.
std::unique_ptr<SimulatedLog::Built> poisoned(std::uint64_t seed, int decoys, double popular_of_group) {
  SimulatedLog log(seed);
  const auto ask = [&](const std::string& account, double popular, int starts) {
    for (int i = 0; i < starts; ++i) {
      auto& entry = log.start(account, log.random().uniform(0, 1e6), 1);
      if (log.random().chance(popular)) entry.prints.prompt = 1 + log.random().zipf(40, 1.1);
    }
  };
  for (int a = 0; a < 20; ++a) ask("g" + std::to_string(a), popular_of_group, 10);
  for (int a = 0; a < 200; ++a) ask("p" + std::to_string(a), 0.1, 10);
  for (int a = 0; a < decoys; ++a) {
    const std::string name = "d" + std::to_string(a);
    ask(name, 0.0, 14);
    log.facts().rows.emplace_back().account = name;
    log.facts().rows.back().payment = "card-" + std::to_string(a % 4);
  }
  return log.build("g");
}

TEST(Duplication, FewPayersDoNotDecideWhatIsNormal) {
  const SignalFinding alone = run_signal(duplication::kInfo, *poisoned(3, 0, 0.0));
  const SignalFinding beside = run_signal(duplication::kInfo, *poisoned(3, 200, 0.0));
  EXPECT_LE(alone.p, 0.02) << alone.sentence;
  EXPECT_LE(beside.p, 0.05) << beside.sentence;
}

TEST(Duplication, KeepsItsLevelBesideFewPayers) {
  expect_calibrated(duplication::kInfo, 100, [](std::uint64_t seed) { return poisoned(seed, 200, 0.1); });
}

}  // namespace
}  // namespace stillwatch
