#include "signal/constant_rate/constant_rate.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

constexpr double kDayS = 86'400.0;
constexpr double kDays = 8.0;

enum class Rhythm : std::uint8_t { person, machine, ramp };

struct Crowd {
  int members = 20, others = 160;
  Rhythm group = Rhythm::person;
  double machines = 0.1;  // of the other accounts
  std::string plan = "pro";
};

// A time of someone who is awake from `morning_s` on for fifteen hours; of a machine, any.
double draw_time(Rhythm rhythm, double morning_s, Random& random) {
  if (rhythm == Rhythm::machine) return random.uniform(0, kDays * kDayS);
  if (rhythm == Rhythm::ramp) return kDays * kDayS * std::sqrt(random.uniform());
  const double day = static_cast<double>(random.below(static_cast<std::uint64_t>(kDays) - 1));
  return day * kDayS + morning_s + random.uniform(0, 15 * 3600.0);
}

std::unique_ptr<SimulatedLog::Built> build(std::uint64_t seed, const Crowd& crowd) {
  SimulatedLog log(seed);
  Random& random = log.random();
  for (int a = 0; a < crowd.members + crowd.others; ++a) {
    const bool member = a < crowd.members;
    const std::string name = (member ? "g" : "p") + std::to_string(a);
    AccountFacts& facts = log.facts().rows.emplace_back();
    facts.account = name;
    facts.plan = member ? crowd.plan : "pro";
    facts.created_us = kSimulatedStartUs - 86'400 * kSecondUs;
    const Rhythm other = random.chance(crowd.machines) ? Rhythm::machine : Rhythm::person;
    const Rhythm rhythm = member && crowd.group != Rhythm::person ? crowd.group : other;
    const double morning_s = random.uniform(0, 9 * 3600.0);
    const auto starts = 40 + random.below(60);
    for (std::uint64_t i = 0; i < starts; ++i) log.start(name, draw_time(rhythm, morning_s, random), 1);
  }
  return log.build("g");
}

TEST(ConstantRate, KeepsItsLevelAmongPeopleAndSomeMachines) {
  expect_calibrated(constant_rate::kInfo, 200, [](std::uint64_t seed) { return build(seed, {}); });
}

TEST(ConstantRate, KeepsItsLevelWhereHalfAreMachines) {
  expect_calibrated(constant_rate::kInfo, 100,
                    [](std::uint64_t seed) { return build(seed, {.machines = 0.5}); });
}

TEST(ConstantRate, SeesAccountsThatNeverSleep) {
  const SignalFinding finding = run_signal(constant_rate::kInfo, *build(1, {.group = Rhythm::machine}));
  EXPECT_TRUE(finding.applies);
  EXPECT_LT(finding.p, 1e-3) << finding.sentence;
}

// Day and night, but slow at first: where the others are machines at one rate, a ramp is no constant rate.
TEST(ConstantRate, ARampIsNoConstantRate) {
  EXPECT_GT(run_signal(constant_rate::kInfo, *build(2, {.group = Rhythm::ramp, .machines = 1.0})).p, 0.9);
}

TEST(ConstantRate, AnotherPlanIsNoComparison) {
  EXPECT_FALSE(
      run_signal(constant_rate::kInfo, *build(3, {.group = Rhythm::machine, .plan = "enterprise"})).applies);
}

TEST(ConstantRate, IsNeverCounted) { EXPECT_EQ(constant_rate::kInfo.maturity, Maturity::experimental); }

}  // namespace
}  // namespace stillwatch
