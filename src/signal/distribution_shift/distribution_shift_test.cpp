#include "signal/distribution_shift/distribution_shift.h"

#include <gtest/gtest.h>

#include <cmath>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

struct Crowd {
  int members = 24, others = 300;
  double share = 0.0;  // of a member's requests that are about the group's one subject
  bool own_ability =
      false;  // members all code, as half of the others do, and coders have subjects of their own
  int requests = 20;
};

Projection near(const std::array<double, kProjectionSize>& subject, double spread, Random& random) {
  std::array<double, kProjectionSize> x{};
  double square = 0.0;
  for (std::size_t i = 0; i < kProjectionSize; ++i) {
    x[i] = subject[i] + spread * random.normal();
    square += x[i] * x[i];
  }
  Projection projection{};
  for (std::size_t i = 0; i < kProjectionSize; ++i)
    projection[i] = static_cast<std::int8_t>(std::lround(127.0 * x[i] / std::sqrt(square)));
  return projection;
}

std::array<double, kProjectionSize> draw_subject(Random& random) {
  std::array<double, kProjectionSize> subject{};
  for (double& value : subject) value = random.normal();
  return subject;
}

// Everybody has a subject of their own on half of their requests; the rest is about anything.
std::unique_ptr<SimulatedLog::Built> build(std::uint64_t seed, const Crowd& crowd) {
  SimulatedLog log(seed);
  Random& random = log.random();
  const auto of_group = draw_subject(random), of_coders = draw_subject(random);
  for (int a = 0; a < crowd.members + crowd.others; ++a) {
    const bool member = a < crowd.members;
    const bool codes = crowd.own_ability && (member || a % 2 == 0);
    const auto own = draw_subject(random);
    for (int i = 0; i < crowd.requests; ++i) {
      auto& entry = log.start((member ? "g" : "p") + std::to_string(a), random.uniform(0, 1e6), 1);
      entry.prints.capability = codes ? Capability::coding : Capability::writing;
      if (member && random.chance(crowd.share)) {
        entry.prints.projection = near(of_group, 0.7, random);
      } else if (codes && random.chance(0.5)) {
        entry.prints.projection = near(of_coders, 0.7, random);
      } else {
        entry.prints.projection =
            random.chance(0.5) ? near(own, 0.7, random) : near(draw_subject(random), 0, random);
      }
    }
  }
  return log.build("g");
}

TEST(DistributionShift, KeepsItsLevelAmongPeopleWithSubjectsOfTheirOwn) {
  expect_calibrated(distribution_shift::kInfo, 200, [](std::uint64_t seed) { return build(seed, {}); });
}

TEST(DistributionShift, SeesASharedSubject) {
  const SignalFinding finding = run_signal(distribution_shift::kInfo, *build(1, {.share = 0.6}));
  EXPECT_TRUE(finding.applies);
  EXPECT_DOUBLE_EQ(finding.p, 1.0 / 1000) << finding.sentence;
}

TEST(DistributionShift, SeesHarvestThatIsAFifth) {
  EXPECT_LE(run_signal(distribution_shift::kInfo, *build(2, {.members = 48, .share = 0.2})).p, 0.05);
}

// Coders differ from the crowd; they are held against coders.
TEST(DistributionShift, AnAbilityThatOthersHaveTooIsMatched) {
  int low = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed)
    low += run_signal(distribution_shift::kInfo, *build(seed, {.own_ability = true})).p <= 0.05 ? 1 : 0;
  EXPECT_LE(low, 6);
}

TEST(DistributionShift, NeedsMembersWithRequests) {
  EXPECT_FALSE(run_signal(distribution_shift::kInfo, *build(3, {.members = 7})).applies);
  EXPECT_FALSE(run_signal(distribution_shift::kInfo, *build(3, {.requests = 7})).applies);
}

TEST(DistributionShift, IsNeverCounted) {
  EXPECT_EQ(distribution_shift::kInfo.maturity, Maturity::experimental);
}

}  // namespace
}  // namespace stillwatch
