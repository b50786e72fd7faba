#include "signal/hand_off/hand_off.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// Conversations of which some are refused; the retry goes to the same account, or to another one.
std::unique_ptr<SimulatedLog::Built> refusals(std::uint64_t seed, double elsewhere,
                                              std::uint64_t accounts = 10, int conversations = 600) {
  SimulatedLog log(seed);
  for (int i = 0; i < conversations; ++i) {
    const double time = log.random().uniform(0, 1e6);
    const auto account = log.random().below(accounts);
    const bool refused = log.random().chance(0.1);
    auto& first = log.start("g" + std::to_string(account), time, 1);
    first.status = refused ? 429 : 200;
    const TextFingerprints prints = first.prints;
    if (!refused) continue;
    const auto next = log.random().chance(elsewhere) ? log.random().below(accounts) : account;
    log.start("g" + std::to_string(next), time + 5).prints = prints;
  }
  return log.build("g");
}

TEST(HandOff, KeepsItsLevel) {
  expect_calibrated(hand_off::kInfo, 200, [](std::uint64_t seed) { return refusals(seed, 0.02); });
}

TEST(HandOff, FindsFailover) {
  const SignalFinding finding = run_signal(hand_off::kInfo, *refusals(3, 1.0, 60, 6000));
  EXPECT_GT(finding.log10_e, 2.5) << finding.sentence;
}

TEST(HandOff, OnePersonWithAFewKeysIsFree) {
  const SignalFinding finding = run_signal(hand_off::kInfo, *refusals(3, 1.0, 5));
  EXPECT_LT(finding.log10_e, 0.0) << finding.sentence;
}

TEST(HandOff, ManyAskingTheSameQuestionIsNoHandOff) {
  SimulatedLog log(4);
  for (int a = 0; a < 20; ++a) {
    auto& entry = log.start("g" + std::to_string(a), 1000 + 3 * a, 1);
    entry.prints.root = (1ULL << 63) | 7;
    entry.status = a % 2 == 0 ? 429 : 200;
  }
  EXPECT_EQ(run_signal(hand_off::kInfo, *log.build("g")).log10_e < 0.5, true);
}

}  // namespace
}  // namespace stillwatch
