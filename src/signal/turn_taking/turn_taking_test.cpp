#include "signal/turn_taking/turn_taking.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

constexpr double kHourS = 3600.0;

std::string name(std::size_t account) { return "g" + std::to_string(account); }

std::unique_ptr<SimulatedLog::Built> poisson(std::uint64_t seed, double mean) {
  SimulatedLog log(seed);
  for (std::size_t a = 0; a < 240; ++a) {
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

TEST(TurnTaking, KeepsItsLevelByChance) {
  expect_calibrated(turn_taking::kInfo, 400, [](std::uint64_t seed) { return poisson(seed, 8.0); });
}

// Three rounds, and in each round the order of any two is chance.
TEST(TurnTaking, KeepsItsLevelInRounds) {
  expect_calibrated(turn_taking::kInfo, 400, [](std::uint64_t seed) {
    SimulatedLog log(seed);
    for (std::size_t a = 0; a < 60; ++a) {
      for (const double round : {0.0, 12.0, 24.0})
        log.start(name(a), (round + log.random().uniform(0.0, 3.0)) * kHourS);
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
  EXPECT_LT(run_signal(turn_taking::kInfo, *log.build("g")).log10_e, -1.0);
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

// A prepared notebook: arrivals within a quarter of an hour, the next cells after common pauses, a minute or
// so apart.
TEST(TurnTaking, RoundsOfAClassAreATossInTheirOrder) {
  expect_calibrated(turn_taking::kInfo, 200, [](std::uint64_t seed) {
    SimulatedLog log(seed);
    for (std::size_t a = 0; a < 100; ++a) {
      const double arrival = log.random().uniform(0.0, 900.0);
      for (const double pause : {0.0, 4500.0, 7300.0})
        log.start(name(a), arrival + pause + 90.0 * log.random().normal());
    }
    return log.build("g");
  });
}

// Morning and evening, each at a time of its own, a quarter of an hour more or less.
TEST(TurnTaking, HabitsTwiceADayAreATossInTheirOrder) {
  expect_calibrated(turn_taking::kInfo, 200, [](std::uint64_t seed) {
    SimulatedLog log(seed);
    for (std::size_t a = 0; a < 200; ++a) {
      const double morning = log.random().uniform(7.0, 10.0), evening = log.random().uniform(18.0, 21.0);
      for (int day = 0; day < 2; ++day) {
        for (const double hour : {morning, evening})
          log.start(name(a), (24.0 * day + hour + 0.25 * log.random().normal()) * kHourS);
      }
    }
    return log.build("g");
  });
}

TEST(TurnTaking, TimersAndScriptsAreNotTold) {
  SimulatedLog timers(10), scripts(11);
  for (std::size_t a = 0; a < 60; ++a) {
    const double arrival = timers.random().uniform(0.0, 2.0 * kHourS);
    for (int i = 0; i < 4; ++i) {
      timers.start(name(a), arrival + 2.62 * kHourS * i + timers.random().uniform(0.0, 5.0));
      scripts.start(name(a), arrival + 700.0 * i * (i + 1) + scripts.random().uniform(0.0, 20.0));
    }
  }
  EXPECT_LT(run_signal(turn_taking::kInfo, *timers.build("g")).log10_e, 0.5);
  EXPECT_LT(run_signal(turn_taking::kInfo, *scripts.build("g")).log10_e, 0.5);
}

}  // namespace
}  // namespace stillwatch
