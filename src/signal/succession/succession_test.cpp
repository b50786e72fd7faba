#include "signal/succession/succession.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// Ten bans; twelve members appear later, after a ban with the given chance, else at any time.
std::unique_ptr<SimulatedLog::Built> bans(std::uint64_t seed, double succeed) {
  SimulatedLog log(seed);
  std::vector<double> ban_times;
  for (int a = 0; a < 20; ++a) {
    const std::string name = "g-old" + std::to_string(a);
    log.start(name, log.random().uniform(0, 80000));
    if (a >= 10) continue;
    AccountFacts facts;
    facts.account = name;
    ban_times.push_back(log.random().uniform(1e5, 1.1e6));
    facts.banned_us = kSimulatedStartUs + static_cast<std::int64_t>(ban_times.back() * 1e6);
    log.facts().rows.push_back(facts);
  }
  for (int a = 0; a < 12; ++a) {
    const double ban = ban_times[log.random().below(ban_times.size())];
    const double first = log.random().chance(succeed) ? ban + log.random().uniform(60, 7200)
                                                      : log.random().uniform(9e4, 1.2e6);
    log.start("g-new" + std::to_string(a), first);
  }
  log.start("x", 0);
  log.start("x", 1.2e6);
  return log.build("g");
}

TEST(Succession, KeepsItsLevel) {
  expect_calibrated(succession::kInfo, 300, [](std::uint64_t seed) { return bans(seed, 0.0); });
}

TEST(Succession, FindsReplacement) {
  const SignalFinding finding = run_signal(succession::kInfo, *bans(4, 0.9));
  EXPECT_GT(finding.log10_e, 0.5) << finding.sentence;
  EXPECT_LT(finding.p, 0.05);
}

}  // namespace
}  // namespace stillwatch
