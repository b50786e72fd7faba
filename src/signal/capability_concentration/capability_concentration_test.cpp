#include "signal/capability_concentration/capability_concentration.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// People, each with a favourite ability of their own on half of the requests; the group's `focus` of requests
// is for one ability.
std::unique_ptr<SimulatedLog::Built> build(std::uint64_t seed, double focus, int members = 40) {
  SimulatedLog log(seed);
  for (int a = 0; a < members + 120; ++a) {
    const bool member = a < members;
    const std::uint64_t favourite = log.random().below(kCapabilityCount);
    const std::uint64_t requests = 20 + log.random().below(60);
    for (std::uint64_t i = 0; i < requests; ++i) {
      const std::string name = (member ? "g" : "p") + std::to_string(a);
      auto& entry = log.start(name, log.random().uniform(0, 1e6));
      const bool own = log.random().chance(0.5);
      entry.prints.capability =
          static_cast<Capability>(own ? favourite : log.random().below(kCapabilityCount));
      if (member && log.random().chance(focus)) entry.prints.capability = Capability::coding;
    }
  }
  return log.build("g");
}

TEST(CapabilityConcentration, KeepsItsLevelAmongAccountsLikeOthers) {
  expect_calibrated(capability_concentration::kInfo, 200, [](std::uint64_t seed) { return build(seed, 0); });
}

TEST(CapabilityConcentration, SeesANarrowGroup) {
  const SignalFinding finding = run_signal(capability_concentration::kInfo, *build(1, 0.8));
  EXPECT_TRUE(finding.applies);
  EXPECT_GT(finding.log10_e, 3.0) << finding.sentence;
}

TEST(CapabilityConcentration, NeedsEnoughAccounts) {
  EXPECT_FALSE(run_signal(capability_concentration::kInfo, *build(2, 0.8, 10)).applies);
}

TEST(CapabilityConcentration, IsNeverCounted) {
  EXPECT_EQ(capability_concentration::kInfo.maturity, Maturity::experimental);
}

}  // namespace
}  // namespace stillwatch
