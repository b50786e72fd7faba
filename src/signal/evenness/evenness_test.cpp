#include "signal/evenness/evenness.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

std::unique_ptr<SimulatedLog::Built> counts(std::uint64_t seed,
                                            const std::function<std::uint64_t(Random&)>& of_day) {
  SimulatedLog log(seed);
  for (int a = 0; a < 12; ++a) {
    for (int day = 0; day < 10; ++day) {
      const std::uint64_t n = of_day(log.random());
      for (std::uint64_t i = 0; i < n; ++i) {
        log.start("g" + std::to_string(a), 86400.0 * day + log.random().uniform(0, 86000));
      }
    }
  }
  return log.build("g");
}

TEST(Evenness, KeepsItsLevelAtTheEdgeOfTheNull) {
  expect_calibrated(evenness::kInfo, 400, [](std::uint64_t seed) {
    return counts(seed, [](Random& random) { return random.poisson(6.0); });
  });
}

TEST(Evenness, KeepsItsLevelWhereCountsAreSmall) {
  expect_calibrated(evenness::kInfo, 400, [](std::uint64_t seed) {
    SimulatedLog log(seed);
    for (int a = 0; a < 5; ++a) {
      for (int day = 0; day < 3; ++day) {
        const std::uint64_t n = day == 1 ? log.random().poisson(3.0) : 1;
        for (std::uint64_t i = 0; i < n; ++i)
          log.start("g" + std::to_string(a), 86400.0 * day + log.random().uniform(0, 86000));
      }
    }
    return log.build("g");
  });
}

TEST(Evenness, OneConversationEachIsNoMiracle) {
  SimulatedLog log(3);
  for (int a = 0; a < 5; ++a) {
    for (int day = 0; day < 3; ++day)
      log.start("g" + std::to_string(a), 86400.0 * day + log.random().uniform(0, 86000));
  }
  const SignalFinding finding = run_signal(evenness::kInfo, *log.build("g"));
  EXPECT_GT(finding.p, 0.05) << finding.sentence;
  EXPECT_LT(finding.log10_e, 1.0);
}

TEST(Evenness, PeopleVaryMoreThanChance) {
  const auto built = counts(4, [](Random& random) { return random.poisson(6.0 * random.exponential(1.0)); });
  EXPECT_GT(run_signal(evenness::kInfo, *built).p, 0.5);
}

TEST(Evenness, FindsALoadBalancer) {
  const auto built = counts(4, [](Random& random) { return 6 + random.below(2); });
  const SignalFinding finding = run_signal(evenness::kInfo, *built);
  EXPECT_GT(finding.log10_e, 5.0) << finding.sentence;
}

TEST(Evenness, HomeworkPastedByEverybodyIsLeftOut) {
  SimulatedLog log(6);
  for (int day = 0; day < 8; ++day) {
    for (int question = 0; question < 4; ++question) {
      for (int a = 0; a < 10; ++a) {
        log.start("g" + std::to_string(a), 86400.0 * day + 36000 + log.random().uniform(0, 3000))
            .prints.prompt = 1 + static_cast<std::uint64_t>(day * 4 + question);
      }
    }
  }
  EXPECT_FALSE(run_signal(evenness::kInfo, *log.build("g")).applies);
}

TEST(Evenness, JobsByTheClockAreLeftOut) {
  SimulatedLog log(7);
  for (int a = 0; a < 10; ++a) {
    const double phase = log.random().uniform(0, 3600);
    for (int hour = 0; hour < 24 * 8; ++hour) log.start("g" + std::to_string(a), 3600.0 * hour + phase);
  }
  EXPECT_FALSE(run_signal(evenness::kInfo, *log.build("g")).applies);
}

}  // namespace
}  // namespace stillwatch
