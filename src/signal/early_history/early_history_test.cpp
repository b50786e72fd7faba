#include "signal/early_history/early_history.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

struct Habit {
  int accounts = 40, each = 6;
  double low = 0.0, high = 0.0;  // each account's own chance to go on before the answer is complete
  double took_s = 8.0;
  bool across = false;  // the second turn arrives on the next account
  bool asked_twice = false;
};

// Two-turn conversations; the history of the second turn holds some answer.
std::unique_ptr<SimulatedLog::Built> conversations(std::uint64_t seed, const Habit& habit) {
  SimulatedLog log(seed);
  for (int a = 0; a < habit.accounts; ++a) {
    const double hurries = log.random().uniform(habit.low, habit.high);
    for (int i = 0; i < habit.each; ++i) {
      const double time = 5000.0 * i + a;
      auto& first = log.start("g" + std::to_string(a), time, 1);
      first.took_s = habit.took_s;
      const TextFingerprints prints = first.prints;
      if (habit.asked_twice) {
        auto& again = log.start("g" + std::to_string((a + 2) % habit.accounts), time + 1);
        again.prints.root = prints.root;
        again.took_s = habit.took_s;
      }
      const double gap = log.random().chance(hurries) ? 4.0 : 20.0;
      auto& next = log.start("g" + std::to_string(habit.across ? (a + 1) % habit.accounts : a), time + gap);
      next.took_s = habit.took_s;
      next.prints.root = prints.root;
      next.prints.flags = 0;
      next.prints.history = {log.random().next() | 1};
    }
  }
  return log.build("g");
}

TEST(EarlyHistory, KeepsItsLevelAtTheHonestBound) {
  expect_calibrated(early_history::kInfo, 400,
                    [](std::uint64_t seed) { return conversations(seed, {.low = 0.0, .high = 0.04}); });
}

TEST(EarlyHistory, ATeamMayDoAsItLikes) {
  EXPECT_FALSE(
      run_signal(early_history::kInfo, *conversations(1, {.accounts = 15, .low = 1.0, .high = 1.0})).applies);
}

TEST(EarlyHistory, WhoWaitsIsNotSuspectedWhateverTheHistoryHolds) {
  const SignalFinding finding = run_signal(early_history::kInfo, *conversations(2, {.accounts = 60}));
  ASSERT_TRUE(finding.applies);
  EXPECT_LT(finding.log10_e, 0.0) << finding.sentence;
}

TEST(EarlyHistory, FindsTurnsThatDoNotWaitOnOneOrOnManyAccounts) {
  for (const bool across : {false, true}) {
    const SignalFinding finding = run_signal(
        early_history::kInfo,
        *conversations(3, {.accounts = 60, .each = 20, .low = 0.1, .high = 0.1, .across = across}));
    EXPECT_GT(finding.log10_e, 2.0) << finding.sentence;
  }
}

TEST(EarlyHistory, NeedsALogThatSaysWhenAnswersWereComplete) {
  EXPECT_FALSE(
      run_signal(early_history::kInfo, *conversations(4, {.low = 1.0, .high = 1.0, .took_s = 0.0})).applies);
}

// Two people may begin with the same words: the second turn of one says nothing about the first of the other.
TEST(EarlyHistory, LeavesOutConversationsThatWereBegunTwice) {
  EXPECT_FALSE(
      run_signal(early_history::kInfo, *conversations(5, {.low = 1.0, .high = 1.0, .asked_twice = true}))
          .applies);
}

// An answer that came after a retry: the first of two requests for it was never complete in time, the second
// was.
TEST(EarlyHistory, TheFirstAnswerToATurnIsTheOneThatCounts) {
  SimulatedLog log(6);
  for (int a = 0; a < 30; ++a) {
    for (int i = 0; i < 10; ++i) {
      const std::string account = "g" + std::to_string(a);
      const double time = 5000.0 * i + a;
      const std::uint64_t root = log.start(account, time, 1).prints.root;
      const auto turn = [&](double at, double took_s, int answers) {
        auto& entry = log.start(account, at);
        entry.prints.root = root;
        entry.prints.flags = 0;
        entry.took_s = took_s;
        for (int h = 0; h < answers; ++h) entry.prints.history.push_back(log.random().next() | 1);
      };
      turn(time + 30, 600.0, 1);
      turn(time + 90, 5.0, 1);
      turn(time + 110, 5.0, 2);
    }
  }
  const SignalFinding finding = run_signal(early_history::kInfo, *log.build("g"));
  ASSERT_TRUE(finding.applies);
  EXPECT_EQ(finding.facts[1].second, 0.0) << finding.sentence;
}

}  // namespace
}  // namespace stillwatch
