#include "signal/shared_identifiers/shared_identifiers.h"

#include <gtest/gtest.h>

#include <cmath>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// 30 accounts, each on a means of payment of `per_means` accounts.
std::unique_ptr<SimulatedLog::Built> paying(std::uint64_t seed, int per_means, int elsewhere = 0) {
  SimulatedLog log(seed);
  for (int a = 0; a < 30 + elsewhere; ++a) {
    const std::string name = (a < 30 ? "g" : "p") + std::to_string(a);
    log.start(name, 100.0 * a);
    AccountFacts facts;
    facts.account = name;
    facts.payment = "card-" + std::to_string(a < 30 ? a / per_means : 0);
    log.facts().rows.push_back(facts);
  }
  return log.build("g");
}

TEST(SharedIdentifiers, FamiliesAreNoEvidence) {
  expect_calibrated(shared_identifiers::kInfo, 50, [](std::uint64_t seed) { return paying(seed, 5); });
}

TEST(SharedIdentifiers, OnePayerForEverybodyInOneGroupOfTwenty) {
  expect_calibrated(shared_identifiers::kInfo, 400,
                    [](std::uint64_t seed) { return paying(seed, Random(seed).chance(0.05) ? 30 : 5); });
}

TEST(SharedIdentifiers, OnePayerIsOneFact) {
  const SignalFinding finding = run_signal(shared_identifiers::kInfo, *paying(1, 30));
  EXPECT_DOUBLE_EQ(finding.log10_e, std::log10(10.5)) << finding.sentence;
  EXPECT_DOUBLE_EQ(finding.p, 0.05);
}

TEST(SharedIdentifiers, ADeclaredOrganisationMayPayForItsOwn) {
  SimulatedLog log(2);
  for (int a = 0; a < 30; ++a) {
    const std::string name = "g" + std::to_string(a);
    log.start(name, 100.0 * a);
    AccountFacts facts;
    facts.account = name;
    facts.payment = "card";
    facts.organisation = "acme";
    facts.organisation_verified = false;
    log.facts().rows.push_back(facts);
  }
  EXPECT_LE(run_signal(shared_identifiers::kInfo, *log.build("g")).log10_e, 0.0);
}

TEST(SharedIdentifiers, ACommonTokenIsNotRare) {
  EXPECT_LE(run_signal(shared_identifiers::kInfo, *paying(1, 30, 200)).log10_e, 0.0);
}

}  // namespace
}  // namespace stillwatch
