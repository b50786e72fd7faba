#include "signal/alternation/alternation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// Independent people who begin a conversation, are busy with it for a while, and begin the next: refractory,
// within hours that all share (a lesson, office hours).
std::unique_ptr<SimulatedLog::Built> busy_people(std::uint64_t seed, int accounts) {
  SimulatedLog log(seed);
  for (int a = 0; a < accounts; ++a) {
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

// Independent people with hours of their own: each day has a middle and a width.
std::unique_ptr<SimulatedLog::Built> people_with_hours(std::uint64_t seed) {
  SimulatedLog log(seed);
  for (int a = 0; a < 20; ++a) {
    const double middle = 13 + 3 * log.random().normal();
    for (int day = 0; day < 5; ++day) {
      for (std::uint64_t i = log.random().poisson(25); i > 0; --i) {
        const double hour = std::clamp(middle + 2.5 * log.random().normal(), 0.0, 23.99);
        log.start("g" + std::to_string(a), 86400.0 * day + 3600 * hour);
      }
    }
  }
  return log.build("g");
}

// People in sessions: bursts of conversations, minutes apart, then nothing for hours.
std::unique_ptr<SimulatedLog::Built> people_in_sessions(std::uint64_t seed) {
  SimulatedLog log(seed);
  for (int a = 0; a < 15; ++a) {
    for (int day = 0; day < 6; ++day) {
      double time = 86400.0 * day + 7 * 3600 + log.random().exponential(2 * 3600);
      while (time < 86400.0 * day + 20 * 3600) {
        log.start("g" + std::to_string(a), time);
        time += log.random().chance(0.7) ? log.random().exponential(150) : log.random().exponential(9000);
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

TEST(Alternation, KeepsItsLevelOnBusyPeople) {
  expect_calibrated(alternation::kInfo, 300, [](std::uint64_t seed) { return busy_people(seed, 8); });
}

TEST(Alternation, KeepsItsLevelInSetsOfALargeGroup) {
  expect_calibrated(alternation::kInfo, 100, [](std::uint64_t seed) { return busy_people(seed, 120); });
}

TEST(Alternation, KeepsItsLevelOnTwoBusyPeople) {
  expect_calibrated(alternation::kInfo, 300, [](std::uint64_t seed) { return busy_people(seed, 2); });
}

TEST(Alternation, KeepsItsLevelOnPeopleWithHoursOfTheirOwn) {
  expect_calibrated(alternation::kInfo, 300, people_with_hours);
}

TEST(Alternation, KeepsItsLevelOnPeopleInSessions) {
  expect_calibrated(alternation::kInfo, 200, people_in_sessions);
}

TEST(Alternation, KeepsItsLevelOnRandomChoice) {
  expect_calibrated(alternation::kInfo, 200, [](std::uint64_t seed) { return pool(seed, false); });
}

// A quarter of the accounts is dealt its conversations in turn; the others have nothing to do with anybody.
std::unique_ptr<SimulatedLog::Built> dealt_quarter(std::uint64_t seed, int dealt, int others) {
  SimulatedLog log(seed);
  constexpr double kGap = 3600.0 / 30, kHours = 5 * 3600.0;
  for (int day = 0; day < 4; ++day) {
    const double begin = 86400.0 * day + 9 * 3600;
    int next = 0;
    for (double time = begin; (time += log.random().exponential(kGap / dealt)) < begin + kHours;)
      log.start("d" + std::to_string(next++ % dealt), time);
    for (int a = 0; a < others; ++a) {
      for (double time = begin; (time += log.random().exponential(kGap)) < begin + kHours;)
        log.start("o" + std::to_string(a), time);
    }
  }
  return log.build("");
}

TEST(Alternation, AQuarterThatIsDealtSaysNothingOfTheRest) {
  expect_calibrated(alternation::kInfo, 25, [](std::uint64_t seed) { return dealt_quarter(seed, 8, 24); });
  expect_calibrated(alternation::kInfo, 25, [](std::uint64_t seed) { return dealt_quarter(seed, 32, 96); });
}

TEST(Alternation, FindsLeastRecentlyUsed) {
  const SignalFinding finding = run_signal(alternation::kInfo, *pool(5, true));
  EXPECT_GT(finding.log10_e, 4.0) << finding.sentence;
}

TEST(Alternation, ManyAccountsNeedNoManyDays) {
  SimulatedLog log(6);
  constexpr int kAccounts = 120;
  double time = 9 * 3600;
  for (int i = 0; i < 12 * kAccounts; ++i)
    log.start("g" + std::to_string(i % kAccounts), time += log.random().exponential(20));
  const SignalFinding finding = run_signal(alternation::kInfo, *log.build("g"));
  EXPECT_GT(finding.log10_e, 4.0) << finding.sentence;
}

// Companies, each of which deals its jobs out to its keys in turn; they have nothing to do with each other.
std::unique_ptr<SimulatedLog::Built> dealing_companies(std::uint64_t seed, bool one_card_each) {
  SimulatedLog log(seed);
  constexpr int kKeys = 6;
  for (int company = 0; company < 6; ++company) {
    const auto name = [&](int key) { return "g" + std::to_string(company * kKeys + key); };
    for (int key = 0; key < kKeys; ++key) {
      AccountFacts facts;
      facts.account = name(key);
      facts.payment = one_card_each ? "card-" + std::to_string(company) : "card-" + name(key);
      log.facts().rows.push_back(facts);
    }
    for (int day = 0; day < 7; ++day) {
      double time = 86400.0 * day + 9 * 3600 + log.random().exponential(1800);
      for (int i = 0; i < 40; ++i) log.start(name(i % kKeys), time += log.random().exponential(400));
    }
  }
  return log.build("g");
}

TEST(Alternation, HowCompaniesDealWorkOutToTheirOwnKeysIsFree) {
  expect_calibrated(alternation::kInfo, 200,
                    [](std::uint64_t seed) { return dealing_companies(seed, true); });
}

TEST(Alternation, TheSameRhythmIsSeenWhereNobodyOwnsUpToIt) {
  const SignalFinding finding = run_signal(alternation::kInfo, *dealing_companies(4, false));
  EXPECT_GT(finding.log10_e, 3.0) << finding.sentence;
}

TEST(Alternation, TwoKeysTakingTurns) {
  SimulatedLog log(3);
  double time = 3600;
  for (int i = 0; i < 720; ++i) {
    if (const int day = i / 90; i % 90 == 0) time = 86400.0 * day + 8 * 3600;
    log.start(i % 2 == 0 ? "g0" : "g1", time += log.random().exponential(500));
  }
  const SignalFinding finding = run_signal(alternation::kInfo, *log.build("g"));
  EXPECT_GT(finding.log10_e, 2.0) << finding.sentence;
}

}  // namespace
}  // namespace stillwatch
