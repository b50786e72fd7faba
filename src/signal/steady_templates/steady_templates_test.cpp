#include "signal/steady_templates/steady_templates.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

constexpr double kDays = 10.0, kDay = 86'400.0;

// When a template is used.
enum class Pace { steady, nightly, office, one_burst };

double draw_time(Pace pace, std::uint64_t t, Random& random) {
  const double day = static_cast<double>(random.below(static_cast<std::uint64_t>(kDays)));
  const auto first = static_cast<double>(t % 24);  // each customer has hours of its own
  if (pace == Pace::nightly) return (day + (first + random.uniform()) / 24.0) * kDay;
  if (pace == Pace::office) return (day + (first + random.uniform(0.0, 10.0)) / 24.0) * kDay;
  if (pace == Pace::one_burst) return (static_cast<double>(t % 10) + random.uniform(0.0, 0.3)) * kDay;
  return random.uniform(0.0, kDays * kDay);
}

// 60 accounts with people's traffic around the clock; each request fills one of `templates` of the group's
// own with chance `share`, at its time, on any account.
std::unique_ptr<SimulatedLog::Built> pool(std::uint64_t seed, std::uint64_t templates, double share,
                                          Pace pace = Pace::steady, int each = 100) {
  SimulatedLog log(seed);
  for (int i = 0; i < 60 * each; ++i) {
    const bool fills = log.random().chance(share);
    const std::uint64_t t = log.random().below(templates);
    const double time = draw_time(fills ? pace : Pace::steady, t, log.random());
    auto& entry = log.start("g" + std::to_string(log.random().below(60)), time);
    if (fills) entry.prints.shapes = {1000 + t};
  }
  return log.build("g");
}

// 64 steady templates, of which 32 are forgiven, on a tenth of the requests.
TEST(SteadyTemplates, KeepsItsLevelAtTheHonestBound) {
  expect_calibrated(steady_templates::kInfo, 60,
                    [](std::uint64_t seed) { return pool(seed, 64, 0.1, Pace::steady, 300); });
}

TEST(SteadyTemplates, FindsAQueueBehindOtherTraffic) {
  const SignalFinding finding = run_signal(steady_templates::kInfo, *pool(2, 200, 0.2, Pace::steady, 300));
  EXPECT_GT(finding.log10_e, 5.0) << finding.sentence;
}

TEST(SteadyTemplates, CustomersWorkWhenTheyWork) {
  for (const Pace pace : {Pace::nightly, Pace::office, Pace::one_burst}) {
    const SignalFinding finding = run_signal(steady_templates::kInfo, *pool(3, 100, 0.5, pace));
    EXPECT_TRUE(finding.applies);
    EXPECT_LT(finding.log10_e, -2.0) << finding.sentence;
  }
}

TEST(SteadyTemplates, ServicesWithFewTemplatesAreForgiven) {
  const auto built = pool(4, 30, 0.5, Pace::steady, 300);
  EXPECT_FALSE(run_signal(steady_templates::kInfo, *built).applies);
  const GroupEvidence evidence = gather_evidence(built->context(), built->group);
  const auto steady = steady_templates::steady(built->context(), evidence);
  EXPECT_GE(std::count(steady.begin(), steady.end(), true), 25) << "each is steady, and forgiven";
}

// Two hundred templates with some uses each: as paraphrases of one queue's, or as many small customers have.
TEST(SteadyTemplates, RareTemplatesAreJudgedTogether) {
  const SignalFinding queue = run_signal(steady_templates::kInfo, *pool(5, 200, 0.4));
  EXPECT_GT(queue.log10_e, 5.0) << queue.sentence;
  const SignalFinding customers = run_signal(steady_templates::kInfo, *pool(5, 200, 0.4, Pace::office));
  EXPECT_LT(customers.log10_e, -2.0) << customers.sentence;
}

}  // namespace
}  // namespace stillwatch
