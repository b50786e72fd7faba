#include "signal/sign_up_burst/sign_up_burst.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

struct Crowd {
  int members = 20, others = 200;
  double burst = 0.0;    // of the members, made within half a day
  double opening = 0.0;  // of everybody, made on the day on which the service opened
  bool known = true;
  std::string plan = "pro";
};

std::unique_ptr<SimulatedLog::Built> build(std::uint64_t seed, const Crowd& crowd) {
  SimulatedLog log(seed);
  Random& random = log.random();
  const auto ago = [](double days) {
    return kSimulatedStartUs - static_cast<std::int64_t>(days * 86'400.0) * kSecondUs;
  };
  for (int a = 0; a < crowd.members + crowd.others; ++a) {
    const bool member = a < crowd.members;
    const std::string name = (member ? "g" : "p") + std::to_string(a);
    AccountFacts& facts = log.facts().rows.emplace_back();
    facts.account = name;
    facts.plan = member ? crowd.plan : "pro";
    // A service that grows: more sign-ups of late than long ago.
    facts.created_us = ago(400 * random.uniform() * random.uniform());
    if (random.chance(crowd.opening)) facts.created_us = ago(90 + random.uniform());
    if (member && random.chance(crowd.burst)) facts.created_us = ago(30 + 0.5 * random.uniform());
    if (!crowd.known) facts.created_us = 0;
    log.start(name, random.uniform(0, 1e6));
  }
  return log.build("g");
}

TEST(SignUpBurst, KeepsItsLevelInAServiceThatGrows) {
  expect_calibrated(sign_up_burst::kInfo, 1000, [](std::uint64_t seed) { return build(seed, {}); });
}

TEST(SignUpBurst, KeepsItsLevelWhereAThirdCameOnTheFirstDay) {
  expect_calibrated(sign_up_burst::kInfo, 1000,
                    [](std::uint64_t seed) { return build(seed, {.opening = 0.33}); });
}

TEST(SignUpBurst, SeesAccountsThatWereMadeTogether) {
  const SignalFinding finding = run_signal(sign_up_burst::kInfo, *build(1, {.burst = 0.6}));
  EXPECT_DOUBLE_EQ(finding.p, 1.0 / 1000) << finding.sentence;
}

TEST(SignUpBurst, SaysNothingWithoutTimesOrOthersOfThePlan) {
  EXPECT_FALSE(run_signal(sign_up_burst::kInfo, *build(2, {.burst = 1, .known = false})).applies);
  EXPECT_FALSE(run_signal(sign_up_burst::kInfo, *build(2, {.burst = 1, .plan = "team"})).applies);
}

TEST(SignUpBurst, IsNeverCounted) { EXPECT_EQ(sign_up_burst::kInfo.maturity, Maturity::experimental); }

}  // namespace
}  // namespace stillwatch
