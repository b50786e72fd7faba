#include "signal/alternation/alternation.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// Independent people who begin a conversation, are busy with it for a while, and begin the next: refractory,
// within hours that all share (a lesson, office hours).
std::unique_ptr<SimulatedLog::Built> busy_people(std::uint64_t seed) {
  SimulatedLog log(seed);
  for (int a = 0; a < 8; ++a) {
    for (int day = 0; day < 7; ++day) {
      double time = 86400.0 * day + 9 * 3600 + log.random().exponential(1200);
      for (int i = 0; i < 6; ++i) {
        log.start("g" + std::to_string(a), time);
        time += 400 + log.random().exponential(600);
      }
    }
  }
  return log.build("g");
}

std::unique_ptr<SimulatedLog::Built> pool(std::uint64_t seed, bool least_recently_used) {
  SimulatedLog log(seed);
  constexpr int kAccounts = 8;
  int next = 0;
  for (int day = 0; day < 7; ++day) {
    double time = 86400.0 * day + 9 * 3600;
    for (int i = 0; i < 60; ++i) {
      time += log.random().exponential(240);
      const int account =
          least_recently_used ? next++ % kAccounts : static_cast<int>(log.random().below(kAccounts));
      log.start("g" + std::to_string(account), time);
    }
  }
  return log.build("g");
}

TEST(Alternation, KeepsItsLevelOnBusyPeople) { expect_calibrated(alternation::kInfo, 300, busy_people); }

TEST(Alternation, KeepsItsLevelOnRandomChoice) {
  expect_calibrated(alternation::kInfo, 200, [](std::uint64_t seed) { return pool(seed, false); });
}

TEST(Alternation, FindsLeastRecentlyUsed) {
  const SignalFinding finding = run_signal(alternation::kInfo, *pool(5, true));
  EXPECT_GT(finding.log10_e, 4.0) << finding.sentence;
}

TEST(Alternation, TwoKeysTakingTurns) {
  SimulatedLog log(3);
  double time = 3600;
  for (int i = 0; i < 200; ++i) {
    if (const int day = i / 25; i % 25 == 0) time = 86400.0 * day + 8 * 3600;
    log.start(i % 2 == 0 ? "g0" : "g1", time += log.random().exponential(900));
  }
  const SignalFinding finding = run_signal(alternation::kInfo, *log.build("g"));
  EXPECT_GT(finding.log10_e, 2.0) << finding.sentence;
}

}  // namespace
}  // namespace stillwatch
