#include "campaign/verdict_change.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "campaign/account_links.h"
#include "campaign/membership.h"
#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// Accounts g00..g39 that fill thirty templates and fail over to each other; gbystander is linked by one. As
// many others ask in their language as they can be held against.
std::unique_ptr<SimulatedLog::Built> campaign(SimulatedLog& log) {
  const auto name = [](int i) { return std::string(i % 40 < 10 ? "g0" : "g") + std::to_string(i % 40); };
  for (int i = 0; i < 2400; ++i) {
    auto& first = log.start(name(i), 400.0 * i, i % 3 == 0 ? 0 : 1);
    first.prints.shapes = {1000 + log.random().below(30)};
    if (i % 4 != 0) continue;
    first.status = 429;
    const TextFingerprints prints = first.prints;
    log.start(name(i + 1 + i / 40), 400.0 * i + 3).prints = prints;
  }
  for (int i = 0; i < 40; ++i) log.start("gbystander", 5000.0 * i, i % 2);
  for (int i = 0; i < 240; ++i) log.start("p" + std::to_string(i % 60), 1500.0 * i, i / 60 % 2);
  return log.build("g");
}

struct Decided {
  std::unique_ptr<SimulatedLog::Built> built;
  std::vector<Group> groups;
  std::vector<GroupDecision> decisions;
  [[nodiscard]] AppealFacts appeal(const std::string& account) const {
    const SignalContext context = built->context();
    std::uint32_t number = 0;
    while (context.table.account_name(number) != account) ++number;
    return appeal_facts(context, decisions, 0, number, links_of(context, number), 0.01);
  }
};

Decided decided_campaign() {
  SimulatedLog log(1);
  Decided decided;
  decided.built = campaign(log);
  decided.groups = {decided.built->group};
  decided.decisions = decide(decided.built->context(), decided.groups, {});
  return decided;
}

const Withdrawal* without(const AppealFacts& facts, const std::string& what) {
  const auto at = std::find_if(facts.withdrawals.begin(), facts.withdrawals.end(), [&](const Withdrawal& w) {
    return w.own == what || (w.signals.size() == 1 && w.signals.front() == what);
  });
  return at == facts.withdrawals.end() ? nullptr : &*at;
}

TEST(VerdictChange, SaysWhatEachSignalCarries) {
  const Decided decided = decided_campaign();
  ASSERT_EQ(decided.decisions.front().outcome, Outcome::campaign);
  const AppealFacts facts = decided.appeal("g07");
  EXPECT_NEAR(facts.log10_bar_campaign, 2.0, 1e-9) << "one group at 1 %";
  // Without the one signal of harvest nothing says what for.
  const Withdrawal* harvest = without(facts, "template_spread");
  ASSERT_NE(harvest, nullptr);
  EXPECT_EQ(harvest->group_outcome, Outcome::pool);
  EXPECT_FALSE(harvest->named);
  EXPECT_LT(harvest->log10_e, 2.0);
  // Nothing withdrawn is what was decided.
  const OutcomeWithout same =
      outcome_without(decided.built->context(), decided.decisions, 0, std::vector<std::string>{}, 0.01);
  EXPECT_EQ(same.outcome, Outcome::campaign);
  EXPECT_EQ(same.log10_e_run, decided.decisions.front().log10_e_run);
  // Taken together, the signals of the first question clear the group.
  const auto clears = std::find_if(facts.withdrawals.begin(), facts.withdrawals.end(),
                                   [](const Withdrawal& w) { return w.group_outcome == Outcome::cleared; });
  ASSERT_NE(clears, facts.withdrawals.end());
  EXPECT_FALSE(clears->named);
}

TEST(VerdictChange, WhatNeverCountsIsNothingToWithdraw) {
  Decided decided = decided_campaign();
  for (SignalFinding& signal : decided.decisions.front().signals) {
    if (signal.counted) continue;
    signal.applies = true;
    signal.log10_e = 50.0;
  }
  for (const Withdrawal& withdrawal : decided.appeal("g07").withdrawals) {
    for (const std::string& name : withdrawal.signals)
      EXPECT_TRUE(finding_of(decided.decisions.front().signals, name).counted) << name;
  }
}

TEST(VerdictChange, SaysHowMuchOfItsOwnEvidenceAMemberNeeds) {
  const Decided decided = decided_campaign();
  const AppealFacts facts = decided.appeal("g07");
  const Withdrawal* all = without(facts, "templates");
  ASSERT_NE(all, nullptr);
  EXPECT_FALSE(all->named);
  const Withdrawal* some = without(facts, "conversations");
  ASSERT_NE(some, nullptr);
  EXPECT_FALSE(some->named);
  EXPECT_GT(some->conversations, 0U);
  EXPECT_LT(some->conversations, all->conversations);
  EXPECT_LT(some->log10_e, facts.log10_bar_member + 1e-9);
  EXPECT_FALSE(facts.ties.empty());
  EXPECT_EQ(facts.ties.front().kind, "template");
}

TEST(VerdictChange, WhoIsNotNamedHasNoEvidenceToWithdraw) {
  const AppealFacts facts = decided_campaign().appeal("gbystander");
  EXPECT_EQ(without(facts, "templates"), nullptr);
  EXPECT_EQ(without(facts, "conversations"), nullptr);
  for (const Withdrawal& withdrawal : facts.withdrawals) EXPECT_FALSE(withdrawal.named);
}

TEST(VerdictChange, AConversationIsTestedOnce) {
  std::vector<TriedConversation> tried(40);
  EXPECT_LT(test_conversations(tried, {}).log10_e, 0.0);
  for (std::uint32_t i = 0; i < 30; ++i) tried[i].match = i % 6;
  const MemberTest member = test_conversations(tried, {});
  EXPECT_EQ(member.tested, 40U);
  EXPECT_EQ(member.matched, 30U);
  EXPECT_EQ(member.templates, 6U);
  EXPECT_GT(member.log10_e, 2.0);
}

}  // namespace
}  // namespace stillwatch
