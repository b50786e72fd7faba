#include "signal/work_queue/work_queue.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// `own`: share of conversations that begin with the account's own favourite of 20 templates; the rest with
// any.
std::unique_ptr<SimulatedLog::Built> people(std::uint64_t seed, int accounts, int starts, double own) {
  SimulatedLog log(seed);
  for (int a = 0; a < accounts; ++a) {
    const std::uint64_t interest = log.random().below(20);
    for (int i = 0; i < 2 * starts; ++i) {
      auto& entry = log.start("g" + std::to_string(a), log.random().uniform(0, 1e6), i % 2);
      entry.prints.shapes = {1000 + (log.random().chance(own) ? interest : log.random().below(20))};
    }
  }
  return log.build("g");
}

// An own share of s gives an intra-class correlation of s^2: 0.2237^2 = 0.05, the edge of the null.
TEST(WorkQueue, KeepsItsLevelAtTheEdgeOfTheNull) {
  expect_calibrated(work_queue::kInfo, 300, [](std::uint64_t seed) { return people(seed, 40, 12, 0.2237); });
}

TEST(WorkQueue, KeepsItsLevelOnSmallGroups) {
  expect_calibrated(work_queue::kInfo, 300, [](std::uint64_t seed) { return people(seed, 10, 20, 0.4); });
}

// A popular product's users work alike, however many they are; so does one queue.
TEST(WorkQueue, SaysNothingWhereAllWorkAlike) {
  for (const int accounts : {60, 600}) {
    const SignalFinding finding = run_signal(work_queue::kInfo, *people(2, accounts, 20, 0.0));
    EXPECT_TRUE(finding.applies);
    EXPECT_LE(finding.log10_e, 0.0) << finding.sentence;
    EXPECT_GE(finding.p, 1.0);
    EXPECT_NEAR(finding.facts[0].second, 1.0, 0.1) << finding.sentence;
  }
}

TEST(WorkQueue, SpeaksAgainstOneOperatorWhereInterestsDiffer) {
  EXPECT_LT(run_signal(work_queue::kInfo, *people(2, 60, 30, 0.8)).log10_e, -1.0);
}

}  // namespace
}  // namespace stillwatch
