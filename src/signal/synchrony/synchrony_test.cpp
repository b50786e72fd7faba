#include "signal/synchrony/synchrony.h"

#include <gtest/gtest.h>

#include <cmath>

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

// Busy accounts without anything in common.
std::unique_ptr<SimulatedLog::Built> busy(std::uint64_t seed, int accounts_in_seconds) {
  SimulatedLog log(seed);
  for (int a = 0; a < 20; ++a) {
    for (int day = 0; day < 3; ++day) {
      for (std::uint64_t i = log.random().poisson(120); i > 0; --i) {
        const double time = log.random().uniform(0, 86400);
        log.start("g" + std::to_string(a),
                  86400.0 * day + (a < accounts_in_seconds ? std::floor(time) : time));
      }
    }
  }
  return log.build("g");
}

// A lesson's tasks, which every pupil begins within a minute of the teacher's word.
std::unique_ptr<SimulatedLog::Built> tasks(std::uint64_t seed) {
  SimulatedLog log(seed);
  for (int day = 0; day < 4; ++day) {
    for (int task = 0; task < 12; ++task) {
      const double word = 86400.0 * day + 30000 + log.random().uniform(0, 6 * 3600);
      for (int a = 0; a < 30; ++a) log.start("g" + std::to_string(a), word + log.random().uniform(-60, 60));
    }
  }
  return log.build("g");
}

// A quarter of the accounts fires together; the others have nothing to do with anybody.
std::unique_ptr<SimulatedLog::Built> synchronous_quarter(std::uint64_t seed) {
  SimulatedLog log(seed);
  for (int day = 0; day < 3; ++day) {
    for (std::uint64_t i = log.random().poisson(120); i > 0; --i) {
      const double time = 86400.0 * day + log.random().uniform(0, 86400);
      for (int a = 0; a < 8; ++a) log.start("s" + std::to_string(a), time + log.random().uniform(0, 0.05));
    }
    for (int a = 0; a < 24; ++a) {
      for (std::uint64_t i = log.random().poisson(120); i > 0; --i)
        log.start("o" + std::to_string(a), 86400.0 * day + log.random().uniform(0, 86400));
    }
  }
  return log.build("");
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

TEST(Synchrony, AQuarterThatFiresTogetherSaysNothingOfTheRest) {
  expect_calibrated(synchrony::kInfo, 60, synchronous_quarter);
}

TEST(Synchrony, KeepsItsLevelOnAClass) { expect_calibrated(synchrony::kInfo, 200, classroom); }

TEST(Synchrony, KeepsItsLevelOnBusyStrangers) {
  expect_calibrated(synchrony::kInfo, 200, [](std::uint64_t seed) { return busy(seed, 0); });
}

TEST(Synchrony, KeepsItsLevelWhereTheLogHasWholeSeconds) {
  expect_calibrated(synchrony::kInfo, 200, [](std::uint64_t seed) { return busy(seed, 20); });
}

TEST(Synchrony, KeepsItsLevelWhereTheLogMixesClocks) {
  for (const int in_seconds : {2, 18}) {
    expect_calibrated(synchrony::kInfo, 200, [&](std::uint64_t seed) { return busy(seed, in_seconds); });
  }
}

TEST(Synchrony, TasksOfALessonAreHardlyEvidence) {
  double sum = 0.0;
  for (std::uint64_t seed = 0; seed < 60; ++seed)
    sum += run_signal(synchrony::kInfo, *tasks(seed)).log10_e / 60;
  EXPECT_LT(sum, 0.5);
}

TEST(Synchrony, FindsBatchesThatLeaveWithinASecond) {
  const SignalFinding finding = run_signal(synchrony::kInfo, *batches(2, 1.0));
  EXPECT_GT(finding.log10_e, 3.0) << finding.sentence;
}

TEST(Synchrony, AFewInStepSayNothingOfTheRest) {
  double mean = 0.0;
  constexpr int kRuns = 40;
  for (int run = 0; run < kRuns; ++run) {
    SimulatedLog log(500 + static_cast<std::uint64_t>(run));
    for (int day = 0; day < 5; ++day) {
      for (int batch = 0; batch < 20; ++batch) {
        const double time = 86400.0 * day + log.random().uniform(0, 80000);
        for (int a = 0; a < 8; ++a) log.start("g" + std::to_string(a), time + log.random().uniform(0, 0.5));
      }
      for (int a = 8; a < 48; ++a) {
        for (std::uint64_t i = log.random().poisson(15); i > 0; --i)
          log.start("g" + std::to_string(a), 86400.0 * day + log.random().uniform(0, 80000));
      }
    }
    mean += run_signal(synchrony::kInfo, *log.build("g")).log10_e / kRuns;
  }
  EXPECT_LT(mean, 0.0);
}

TEST(Synchrony, WhatIsCoarserThanAMinuteIsNoEvidence) {
  expect_calibrated(synchrony::kInfo, 200, [](std::uint64_t seed) { return batches(seed, 900.0); });
}

}  // namespace
}  // namespace stillwatch
