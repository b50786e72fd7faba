#include "signal/turn_taking/turn_taking.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"
#include "signal/turns.h"

namespace stillwatch {
namespace {

constexpr double kHourS = 3600.0;

std::string name(std::size_t account) { return "g" + std::to_string(account); }

std::unique_ptr<SimulatedLog::Built> poisson(std::uint64_t seed, double mean) {
  SimulatedLog log(seed);
  for (std::size_t a = 0; a < 60; ++a) {
    const std::uint64_t starts = log.random().poisson(mean);
    for (std::uint64_t i = 0; i < starts; ++i) log.start(name(a), log.random().uniform(0.0, 40 * kHourS));
  }
  return log.build("g");
}

// Sent through a pool that uses the account that has rested longest.
std::unique_ptr<SimulatedLog::Built> pool(std::uint64_t seed, std::size_t accounts, std::size_t starts) {
  SimulatedLog log(seed);
  double time = 0.0;
  for (std::size_t i = 0; i < starts; ++i) {
    time += log.random().exponential(48 * kHourS / static_cast<double>(starts));
    log.start(name(i % accounts), time);
  }
  return log.build("g");
}

TEST(TurnTaking, KeepsItsLevelWhereTwoBeginnings) {
  expect_calibrated(turn_taking::kInfo, 400, [](std::uint64_t seed) { return poisson(seed, 2.0); });
}

TEST(TurnTaking, KeepsItsLevelWhereMore) {
  expect_calibrated(turn_taking::kInfo, 400, [](std::uint64_t seed) { return poisson(seed, 5.0); });
}

// At the edge: two rounds, and in each round the order of any two is chance.
TEST(TurnTaking, KeepsItsLevelAtTheEdgeOfTheNull) {
  expect_calibrated(turn_taking::kInfo, 1000, [](std::uint64_t seed) {
    SimulatedLog log(seed);
    for (std::size_t a = 0; a < 60; ++a) {
      for (const double round : {0.0, 12.0})
        log.start(name(a), (round + log.random().uniform(0.0, 6.0)) * kHourS);
    }
    return log.build("g");
  });
}

TEST(TurnTaking, AWorkshopDoesNotTakeTurns) {
  SimulatedLog log(5);
  for (std::size_t a = 0; a < 200; ++a) {
    double time = log.random().uniform(0.0, 30 * kHourS);
    for (int i = 0; i < 4; ++i) log.start(name(a), time += log.random().exponential(400.0));
  }
  EXPECT_LT(run_signal(turn_taking::kInfo, *log.build("g")).log10_e, -3.0);
}

TEST(TurnTaking, FindsAPoolThatIsHardlyUsed) {
  const SignalFinding finding = run_signal(turn_taking::kInfo, *pool(6, 200, 800));
  EXPECT_GT(finding.log10_e, 12.0) << finding.sentence;
}

TEST(TurnTaking, DailyHabitsAndClocksAreNotTold) {
  SimulatedLog daily(7), clock(8);
  for (std::size_t a = 0; a < 40; ++a) {
    const double habit = daily.random().uniform(7.0, 20.0);
    for (int day = 0; day < 5; ++day)
      daily.start(name(a), (24.0 * day + habit + daily.random().uniform(0.0, 0.2)) * kHourS);
    const double phase = clock.random().uniform(0.0, 3.0 * kHourS);
    for (int round = 0; round < 5; ++round) clock.start(name(a), 3.0 * kHourS * round + phase);
  }
  EXPECT_FALSE(run_signal(turn_taking::kInfo, *daily.build("g")).applies);
  const SignalFinding by_clock = run_signal(turn_taking::kInfo, *clock.build("g"));
  EXPECT_LT(by_clock.log10_e, 0.5) << by_clock.sentence;
}

TEST(TurnTaking, AStrangerAmongTheMembersTakesTurnsWithFew) {
  SimulatedLog log(9);
  for (std::size_t i = 0; i < 160; ++i) log.start(name(10 + i % 40), static_cast<double>(i) * 911.0);
  for (int i = 0; i < 4; ++i) log.start("g99", 50'000.0 + 700.0 * i);
  const auto built = log.build("g");
  const GroupEvidence evidence = gather_evidence(built->context(), built->group);
  const Turns turns(evidence.starts, evidence.group->member_count());
  std::size_t taking = 0;
  for (std::uint32_t m = 0; m < built->group.member_count(); ++m) {
    const bool is_stranger = built->table.account_name(built->group.accounts[m]) == "g99";
    if (is_stranger) {
      EXPECT_FALSE(turns.takes_turns_with_half(m));
    }
    taking += turns.takes_turns_with_half(m) ? 1 : 0;
  }
  EXPECT_EQ(taking, 40U);
}

}  // namespace
}  // namespace stillwatch
