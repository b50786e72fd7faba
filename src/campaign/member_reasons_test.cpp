#include "campaign/member_reasons.h"

#include <gtest/gtest.h>

#include "campaign/findings.h"
#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

const Reason* reason_of(const std::vector<Reason>& reasons, const std::string& code) {
  for (const Reason& reason : reasons) {
    if (reason.code == code) return &reason;
  }
  return nullptr;
}

// Refusals of g0..g39 that go on at other accounts after three seconds.
std::unique_ptr<SimulatedLog::Built> failing_over(SimulatedLog& log) {
  for (int i = 0; i < 800; ++i) {
    auto& first = log.start("g" + std::to_string(i % 40), 500.0 * i, 1);
    first.status = i % 2 == 0 ? 429 : 200;
    const TextFingerprints prints = first.prints;
    if (i % 2 == 0)
      log.start("g" + std::to_string((i % 40 + 1 + i / 40) % 40), 500.0 * i + 3).prints = prints;
  }
  for (const char* name : {"g0", "g4"}) {
    log.facts().rows.push_back({});
    log.facts().rows.back().account = name;
    log.facts().rows.back().payment = "card";
  }
  return log.build("g");
}

TEST(MemberReasons, HandOffsAndPaymentsCiteWhereTheyStand) {
  SimulatedLog log(1);
  const auto built = failing_over(log);
  const std::vector<Group> groups = {built->group};
  const auto decisions = decide(built->context(), groups, {});
  const MemberEvidence evidence = index_members(built->context(), decisions.front());
  MemberTest member;
  member.account = built->group.accounts.front();
  const auto reasons = reasons_for(built->context(), decisions.front(), evidence, member);
  const Reason* handed = reason_of(reasons, "hand_off");
  ASSERT_NE(handed, nullptr);
  EXPECT_NE(handed->sentence.find("20 conversations of this account went on"), std::string::npos)
      << handed->sentence;
  EXPECT_EQ(handed->citations.size(), 4U) << "two pairs";
  const Reason* payment = reason_of(reasons, "shared_payment");
  ASSERT_NE(payment, nullptr);
  EXPECT_NE(payment->sentence.find("1 other account of the group"), std::string::npos) << payment->sentence;
  EXPECT_EQ(payment->account_lines, (std::vector<std::string>{"g0", "g4"}));
}

TEST(MemberReasons, CoincidencesOfAGroupThatIsNotRunAsOneAreNoReason) {
  SimulatedLog log(2);
  auto& refused = log.start("g0", 100, 1);
  refused.status = 429;
  const TextFingerprints prints = refused.prints;
  log.start("g1", 103).prints = prints;
  const auto built = log.build("g");
  const std::vector<Group> groups = {built->group};
  const auto decisions = decide(built->context(), groups, {});
  MemberTest member;
  member.account = built->group.accounts.front();
  const MemberEvidence evidence = index_members(built->context(), decisions.front());
  EXPECT_TRUE(reasons_for(built->context(), decisions.front(), evidence, member).empty());
}

TEST(MemberReasons, WhoHasNoneIsToldByWhatItIsLinked) {
  SimulatedLog log(3);
  log.start("g0", 1, 0).prints.shapes = {9};
  log.start("g1", 2, 0).prints.shapes = {9};
  log.start("g2", 3, 0);
  log.start("g3", 4, 0).prints.shapes = {11};  // shared, but with nobody of the group
  log.start("x", 5, 0).prints.shapes = {11};
  for (const char* name : {"g1", "g2"}) {
    log.facts().rows.push_back({});
    log.facts().rows.back().account = name;
    log.facts().rows.back().organisation = "firm";
    log.facts().rows.back().organisation_verified = true;
  }
  const auto built = log.build("g");
  std::vector<MemberFinding> members(4);
  cite_links(built->context(), built->group.accounts, members);
  EXPECT_EQ(members[0].reasons[0].code, "linked");
  EXPECT_EQ(members[0].reasons[0].citations.size(), 1U);
  EXPECT_EQ(members[2].reasons[0].code, "same_organisation");
  EXPECT_EQ(members[2].reasons[0].account_lines, (std::vector<std::string>{"g2", "g1"}));
  EXPECT_TRUE(members[3].reasons[0].citations.empty());
}

}  // namespace
}  // namespace stillwatch
