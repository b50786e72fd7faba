#include "signal/issued_continuation/issued_continuation.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// `moves` conversations begun on one account are continued on `fan` others.
std::unique_ptr<SimulatedLog::Built> moved(std::uint64_t seed, int moves, int fan,
                                           std::uint64_t accounts = 20) {
  SimulatedLog log(seed);
  for (int a = 0; a < static_cast<int>(accounts); ++a) {
    log.start("g" + std::to_string(a), 0);
    log.start("g" + std::to_string(a), 14 * 86400.0);
  }
  for (int i = 0; i < moves; ++i) {
    const double time = log.random().uniform(0, 1e6);
    const auto from = log.random().below(accounts);
    const TextFingerprints first = log.start("g" + std::to_string(from), time, 1).prints;
    for (int f = 1; f <= fan; ++f) {
      auto& next = log.start("g" + std::to_string((from + static_cast<std::uint64_t>(f)) % accounts),
                             time + 3600.0 * f);
      next.prints.root = first.root;
      next.prints.flags = 0;
      next.prints.history = {first.issued};
    }
  }
  return log.build("g");
}

TEST(IssuedContinuation, KeepsItsLevelAtTheHonestBound) {
  expect_calibrated(issued_continuation::kInfo, 300, [](std::uint64_t seed) {
    Random random(seed);
    return moved(seed, static_cast<int>(random.poisson(3.0)), 1);
  });
}

TEST(IssuedContinuation, OneExportContinuedByManyCountsOnce) {
  const SignalFinding finding = run_signal(issued_continuation::kInfo, *moved(2, 1, 18));
  EXPECT_EQ(finding.facts.front().second, 1.0) << finding.sentence;
  EXPECT_LT(finding.log10_e, 0.0);
}

TEST(IssuedContinuation, FindsAPool) {
  const SignalFinding finding = run_signal(issued_continuation::kInfo, *moved(2, 400, 1, 80));
  EXPECT_GT(finding.log10_e, 2.0) << finding.sentence;
}

TEST(IssuedContinuation, TheIssuingAccountMayContinue) {
  SimulatedLog log(9);
  for (int i = 0; i < 50; ++i) {
    const TextFingerprints first = log.start("g" + std::to_string(i % 2), 1000.0 * i, 1).prints;
    auto& next = log.start("g" + std::to_string(i % 2), 1000.0 * i + 60);
    next.prints.root = first.root;
    next.prints.flags = 0;
    next.prints.history = {first.issued};
  }
  EXPECT_EQ(run_signal(issued_continuation::kInfo, *log.build("g")).facts.front().second, 0.0);
}

}  // namespace
}  // namespace stillwatch
