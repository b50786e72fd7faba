#include "campaign/findings.h"

#include <gtest/gtest.h>

#include "campaign/explanations.h"
#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

const ExplanationFinding& explanation(const GroupDecision& decision, const std::string& name) {
  static const ExplanationFinding kNone;
  for (const ExplanationFinding& e : decision.explanations) {
    if (e.name == name) return e;
  }
  return kNone;
}

// Six accounts that share no template, in both folds.
std::unique_ptr<SimulatedLog::Built> plain_group(SimulatedLog& log) {
  for (int i = 0; i < 120; ++i) log.start("g" + std::to_string(i % 6), 3600.0 * i);
  return log.build("g");
}

TEST(Findings, WhatWasNotMeasuredIsNotPrintedAsMeasured) {
  SimulatedLog log(1);
  const auto built = plain_group(log);
  const std::vector<Group> groups = {built->group};  // decisions point to it
  const auto decision = decide(built->context(), groups, {}).front();
  ASSERT_FALSE(finding_of(decision.signals, "template_spread").applies);
  EXPECT_FALSE(explanation(decision, "users of one framework").tested);
  const ExplanationFinding& reseller = explanation(decision, "reseller with real users");
  EXPECT_NE(reseller.sentence.find("sweep templates of the group's own was not tested"), std::string::npos)
      << reseller.sentence;
  EXPECT_EQ(reseller.sentence.find("0.0 %"), std::string::npos) << reseller.sentence;
  EXPECT_FALSE(explanation(decision, "batch job or CI fleet").tested);
  const auto considered = consider_explanations(built->context(), decision.evidence, decision.signals, true);
  EXPECT_FALSE(considered[6].tested) << "fits for want of a measurement";
}

TEST(Findings, AClearedGroupIsToldWhatWasAndWasNotShown) {
  SimulatedLog log(2);
  const auto built = plain_group(log);
  const std::vector<Group> groups = {built->group};  // decisions point to it
  GroupDecision decision = decide(built->context(), groups, {}).front();
  ASSERT_EQ(decision.outcome, Outcome::cleared);
  GroupFinding found = describe_cleared(built->context(), decision, {});
  EXPECT_NE(found.summary.find("6 accounts: not shown to be run as one"), std::string::npos) << found.summary;
  EXPECT_NE(found.summary.find("whether they harvest could not be tested"), std::string::npos)
      << found.summary;
  EXPECT_EQ(found.exchanges, 120U);
  EXPECT_GT(found.first_us, 0);
  decision.explanations.front().fits = false;  // as where the first question was answered with yes
  decision.log10_e_run = 150.0;
  found = describe_cleared(built->context(), decision, {});
  EXPECT_NE(found.summary.find(": run as one, which alone is no offence"), std::string::npos)
      << found.summary;
  EXPECT_EQ(found.summary.find("not shown to be run as one"), std::string::npos) << found.summary;
}

}  // namespace
}  // namespace stillwatch
