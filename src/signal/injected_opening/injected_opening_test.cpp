#include "signal/injected_opening/injected_opening.h"

#include <gtest/gtest.h>

#include "signal/opening_users.h"
#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

constexpr std::uint64_t kRoot = 77, kAnswer = 4711;

std::string name(const char* group, int account) { return group + std::to_string(account); }

SimulatedLog::Entry& inject(SimulatedLog& log, const std::string& account, double time_s) {
  SimulatedLog::Entry& entry = log.start(account, time_s);
  entry.prints.root = kRoot;
  entry.prints.flags = 0;
  entry.prints.history = {kAnswer};
  return entry;
}

// The conversation of an injected request goes on.
void go_on(SimulatedLog& log, const std::string& account, double time_s, std::uint64_t issued) {
  SimulatedLog::Entry& entry = inject(log, account, time_s);
  entry.prints.history = {kAnswer, issued};
}

// People with ten conversations each.
void add_people(SimulatedLog& log, int people) {
  for (int a = 0; a < people; ++a) {
    for (int i = 0; i < 10; ++i) log.start(name("o", a), log.random().uniform(0.0, 170'000.0));
  }
}

struct Crowd {
  int accounts = 100;
  int requests = 4;
  double goes_on = 0.0;  // of the conversations
  double own = 0.0;      // of the conversations do not begin with the opening
};

std::unique_ptr<SimulatedLog::Built> crowd(std::uint64_t seed, const Crowd& how) {
  SimulatedLog log(seed);
  add_people(log, 200);
  for (int a = 0; a < how.accounts; ++a) {
    for (int i = 0; i < how.requests; ++i) {
      const double time = log.random().uniform(0.0, 170'000.0);
      if (log.random().chance(how.own)) {
        log.start(name("g", a), time);
        continue;
      }
      const std::uint64_t issued = inject(log, name("g", a), time).prints.issued;
      if (log.random().chance(how.goes_on)) go_on(log, name("g", a), time + 60.0, issued);
    }
  }
  return log.build("g");
}

TEST(InjectedOpening, KeepsItsLevelWhereUsersGoOnOrHaveOtherThings) {
  expect_calibrated(injected_opening::kInfo, 200,
                    [](std::uint64_t seed) { return crowd(seed, {60, 4, 0.2, 0.0}); });
  expect_calibrated(injected_opening::kInfo, 200,
                    [](std::uint64_t seed) { return crowd(seed, {60, 4, 0.1, 0.12}); });
}

TEST(InjectedOpening, FindsOneRequestEach) {
  const SignalFinding finding = run_signal(injected_opening::kInfo, *crowd(1, {}));
  EXPECT_GT(finding.log10_e, 6.0) << finding.sentence;
}

TEST(InjectedOpening, BusyAccountsAreAJob) {
  const SignalFinding finding = run_signal(injected_opening::kInfo, *crowd(2, {40, 60, 0.0, 0.0}));
  EXPECT_TRUE(finding.applies);
  EXPECT_LT(finding.log10_e, -1.5) << finding.sentence;
}

TEST(InjectedOpening, ATeamIsForgiven) {
  EXPECT_FALSE(run_signal(injected_opening::kInfo, *crowd(3, {15, 4, 0.0, 0.0})).applies);
}

TEST(InjectedOpening, WhatOthersUseTooIsNotTheGroups) {
  SimulatedLog log(4);
  add_people(log, 50);
  for (int a = 0; a < 60; ++a) {
    for (int i = 0; i < 4; ++i) {
      inject(log, name("g", a), log.random().uniform(0.0, 170'000.0));
      inject(log, name("p", a), log.random().uniform(0.0, 170'000.0));
    }
  }
  EXPECT_FALSE(run_signal(injected_opening::kInfo, *log.build("g")).applies);
}

TEST(InjectedOpening, AnAnswerThatSomebodyWasGivenIsAnExport) {
  SimulatedLog log(5);
  for (int a = 0; a < 60; ++a) {
    for (int i = 0; i < 4; ++i) inject(log, name("g", a), 1'000.0 + log.random().uniform(0.0, 170'000.0));
  }
  log.start("origin", 10.0).prints.issued = kAnswer;
  EXPECT_FALSE(run_signal(injected_opening::kInfo, *log.build("g")).applies);
}

TEST(InjectedOpening, CountsThoseOutsideWhoUseItMostly) {
  SimulatedLog log(6);
  add_people(log, 50);
  for (int a = 0; a < 60; ++a) {
    for (int i = 0; i < 4; ++i) inject(log, name("g", a), log.random().uniform(0.0, 170'000.0));
  }
  for (int i = 0; i < 4; ++i) inject(log, "stranger", 1'000.0 * i);
  for (int i = 0; i < 9; ++i) log.start("late", 1'000.0 * i, 1);  // nothing in the linking half: not counted
  const SignalFinding finding = run_signal(injected_opening::kInfo, *log.build("g"));
  double users = 0.0, accounts = 0.0;
  for (const auto& [fact, value] : finding.facts) {
    users = fact == "outside_users" ? value : users;
    accounts = fact == "outside_accounts" ? value : accounts;
  }
  EXPECT_EQ(users, 1.0) << finding.sentence;
  EXPECT_GE(accounts, 48.0);
  EXPECT_LE(accounts, 51.0) << "50 people and the stranger";
}

}  // namespace
}  // namespace stillwatch
