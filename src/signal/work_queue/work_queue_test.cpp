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

TEST(WorkQueue, ASmallProductWhoseUsersWorkAlikeIsHardlyEvidence) {
  EXPECT_LT(run_signal(work_queue::kInfo, *people(2, 60, 30, 0.0)).log10_e, 1.0);
}

TEST(WorkQueue, FindsOneQueue) {
  const SignalFinding finding = run_signal(work_queue::kInfo, *people(2, 600, 20, 0.0));
  EXPECT_GT(finding.log10_e, 3.0) << finding.sentence;
}

}  // namespace
}  // namespace stillwatch
