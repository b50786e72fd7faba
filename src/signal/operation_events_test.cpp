#include "signal/operation_events.h"

#include <gtest/gtest.h>

#include "signal/hand_off/hand_off.h"
#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

double fact(const SignalFinding& finding, const std::string& name) {
  for (const auto& [key, value] : finding.facts) {
    if (key == name) return value;
  }
  return -1.0;
}

TEST(OperationEvents, HandOffsAreThoseThatTheSignalCounts) {
  SimulatedLog log(1);
  for (int i = 0; i < 300; ++i) {
    auto& first = log.start("g" + std::to_string(i % 7), 500.0 * i, 1);
    first.status = i % 3 == 0 ? 429 : 200;
    const TextFingerprints prints = first.prints;
    if (i % 3 == 0)
      log.start("g" + std::to_string((i + i / 3 % 2) % 7), 500.0 * i + 40 * (i % 5)).prints = prints;
  }
  const auto built = log.build("g");
  const auto pairs = hand_offs(built->context(), built->group);
  EXPECT_EQ(static_cast<double>(pairs.size()), fact(run_signal(hand_off::kInfo, *built), "handed_off"));
  EXPECT_GT(pairs.size(), 10U);
  const auto rows = built->table.rows();
  for (const RowPair& pair : pairs) {
    EXPECT_TRUE(rows[pair.first].refused());
    EXPECT_NE(rows[pair.first].account, rows[pair.second].account);
    EXPECT_LE(rows[pair.second].time_us - rows[pair.first].time_us, kHandOffUs);
  }
}

TEST(OperationEvents, StartsTogetherAreWithinATenthOfASecondAndAwayFromTheMinute) {
  SimulatedLog log(2);
  log.start("g0", 610);
  log.start("g1", 610.0625);  // together
  log.start("g0", 700);
  log.start("g0", 700.05);  // one account alone
  log.start("g1", 701);     // later
  log.start("g0", 1200.5);
  log.start("g1", 1200.55);  // on the minute
  const auto built = log.build("g");
  const auto pairs = starts_together(gather_evidence(built->context(), built->group));
  ASSERT_EQ(pairs.size(), 1U);
  EXPECT_EQ(built->table.rows()[pairs[0].second].time_us - built->table.rows()[pairs[0].first].time_us,
            62'500);
}

}  // namespace
}  // namespace stillwatch
