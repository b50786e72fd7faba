#include "signal/synchrony/synchrony.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// A class: everybody begins within minutes of the bell, day after day.
std::unique_ptr<SimulatedLog::Built> classroom(std::uint64_t seed) {
  SimulatedLog log(seed);
  for (int a = 0; a < 25; ++a) {
    for (int day = 0; day < 6; ++day) {
      double time = 86400.0 * day + 10 * 3600 + log.random().uniform(0, 300);
      for (int i = 0; i < 3; ++i) {
        log.start("g" + std::to_string(a), time);
        time += 120 + log.random().exponential(600);
      }
    }
  }
  return log.build("g");
}

// A dispatcher that sends batches of one conversation per account within a second.
std::unique_ptr<SimulatedLog::Built> batches(std::uint64_t seed, double spread_s) {
  SimulatedLog log(seed);
  for (int day = 0; day < 6; ++day) {
    for (int batch = 0; batch < 5; ++batch) {
      const double time = 86400.0 * day + log.random().uniform(0, 80000);
      for (int a = 0; a < 12; ++a)
        log.start("g" + std::to_string(a), time + log.random().uniform(0, spread_s));
    }
  }
  return log.build("g");
}

TEST(Synchrony, KeepsItsLevelOnAClass) { expect_calibrated(synchrony::kInfo, 200, classroom); }

TEST(Synchrony, FindsBatchesThatLeaveWithinASecond) {
  const SignalFinding finding = run_signal(synchrony::kInfo, *batches(2, 1.0));
  EXPECT_GT(finding.log10_e, 3.0) << finding.sentence;
}

TEST(Synchrony, WhatIsCoarserThanAMinuteIsNoEvidence) {
  expect_calibrated(synchrony::kInfo, 200, [](std::uint64_t seed) { return batches(seed, 900.0); });
}

}  // namespace
}  // namespace stillwatch
