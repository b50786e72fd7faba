#include "campaign/decision.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// A group whose every request is for grading, free-form, and for one ability: what two experimental signals
// see.
TEST(Decision, ExperimentalSignalsAreShownAndNeverCounted) {
  SimulatedLog log(1);
  for (int a = 0; a < 160; ++a) {
    for (int i = 0; i < 40; ++i) {
      auto& entry = log.start((a < 60 ? "g" : "p") + std::to_string(a), log.random().uniform(0, 1e6));
      entry.prints.capability = static_cast<Capability>(log.random().below(kCapabilityCount));
      if (a >= 60) continue;
      entry.prints.capability = Capability::grading;
      entry.prints.intent = Intent::rubric_grading;
    }
  }
  const auto built = log.build("g");
  const auto decisions = decide(built->context(), {built->group}, {});
  ASSERT_EQ(decisions.size(), 1U);
  const GroupDecision& decision = decisions.front();
  std::size_t shown = 0;
  std::vector<double> counted;
  for (const SignalInfo& info : all_signals()) {
    const SignalFinding& finding = finding_of(decision.signals, info.name);
    EXPECT_EQ(finding.counted, info.maturity != Maturity::experimental) << info.name;
    if (info.question != Question::harvest) continue;
    if (finding.counted) {
      counted.push_back(finding.log10_e * std::numbers::ln10);
    } else {
      shown += finding.applies && finding.log10_e > 2 ? 1 : 0;
    }
  }
  EXPECT_GE(shown, 2U) << "the simulated group does not speak";
  EXPECT_NEAR(decision.log10_e_harvest, log_mean_exp(counted) / std::numbers::ln10, 1e-9);
  EXPECT_LT(decision.log10_e_harvest, 1.0);
}

}  // namespace
}  // namespace stillwatch
