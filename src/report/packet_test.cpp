#include "report/packet.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "report/packet_words.h"
#include "report/sample_result.h"

namespace stillwatch {
namespace {

using Json = nlohmann::json;

constexpr std::uint32_t kOwn = 3, kOther = 4;

// A member of the sample's first campaign, with everything that an appeal needs.
AccountExplanation appealing(ScanResult& result) {
  MemberFinding& member = result.campaigns[0].members[0];
  for (Reason& reason : member.reasons) {
    for (std::size_t i = 0; i < reason.citations.size(); ++i)
      reason.citations[i].account = i == 0 ? kOwn : kOther;
    reason.account_lines = {member.account_id, "acct-of-somebody"};
  }
  AccountExplanation account = sample_explanation(member.account_id);
  account.account = kOwn;
  account.links = {{"acct-7f31",
                    "quoted_here",
                    2.0,
                    "4 prompts of this account with answers issued to acct-7f31.",
                    {},
                    "A-00aa11"}};
  AppealFacts facts;
  facts.log10_bar_run = facts.log10_bar_campaign = 3.6;
  facts.log10_bar_member = 2.0;
  facts.explanations = {{"classroom", false, true, "1 % of the conversations begin alike.", true,
                         "3 of its 171 tested conversations are shared.", 4.5},
                        {"batch job or CI fleet", false, false, "", false, "nothing could be held.", 1.0}};
  facts.withdrawals = {{{"hand_off"}, "", 0, 1.5, Outcome::pool, false},
                       {{}, "conversations", 88, 1.9, Outcome::campaign, false}};
  facts.ties = {{"template", 12, 40.0}};
  account.groups[0].appeal = facts;
  return account;
}

std::string html_of(const ScanResult& result, const AccountExplanation& account) {
  std::ostringstream out;
  write_packet_html(result, account, out);
  return out.str();
}

Json json_of(const ScanResult& result, const AccountExplanation& account) {
  std::ostringstream out;
  write_packet_json(result, account, out);
  return Json::parse(out.str());
}

TEST(Packet, KeepsFactsAndInferencesApart) {
  ScanResult result = sample_result();
  const AccountExplanation account = appealing(result);
  const std::string html = html_of(result, account);
  std::ofstream(STILLWATCH_SAMPLE_DIR "/packet_sample.html") << html;
  std::size_t at = 0;
  for (const char* words :
       {"1. What is alleged", "Alleged to be a member of campaign C-3f9a12bc77e0", "2. Facts",
        "3. Inferences", "own membership", "4. The honest explanation that comes nearest", "<b>Classroom</b>",
        "a factor of 4.5 away", "course page, enrolment", "5. What would change the verdict",
        "the signal hand off", "the group would be a pool", "88 conversations of its own",
        "it would not be named", "6. How sure", " at 1,000 (", "It is no chance about this account",
        "7. How to answer", "the account holder is told"}) {
    const std::size_t next = html.find(words, at);
    ASSERT_NE(next, std::string::npos) << words << " after " << html.substr(at, 200);
    at = next;
  }
  const Json json = json_of(result, account);
  EXPECT_EQ(json.at("schema"), "stillwatch.packet/1");
  EXPECT_TRUE(json.at("accused").get<bool>());
  const Json& group = json.at("groups")[0];
  EXPECT_EQ(group.at("inferences")[0].at("question"), "membership");
  EXPECT_FALSE(group.at("inferences")[1].at("null_hypothesis").get<std::string>().empty());
  EXPECT_EQ(group.at("explanations")[0].at("name"), "classroom");
  EXPECT_EQ(group.at("changes").size(), 2U);
  EXPECT_EQ(group.at("changes")[0].at("group_outcome"), "pool");
  EXPECT_EQ(group.at("positive_predictive_value").size(), 3U);
}

TEST(Packet, HoldsNothingOfOthers) {
  ScanResult result = sample_result();
  const AccountExplanation account = appealing(result);
  const std::string both = html_of(result, account) + json_of(result, account).dump();
  const GroupFinding& group = result.campaigns[0];
  for (std::size_t m = 1; m < group.members.size(); ++m)
    EXPECT_EQ(both.find(group.members[m].account_id), std::string::npos) << m;
  for (const TemplateFinding& found : group.templates) {
    if (found.text.empty()) continue;
    EXPECT_EQ(both.find(found.text.substr(0, 24)), std::string::npos);
  }
  for (const char* other : {"acct-7f31", "acct-of-somebody"}) EXPECT_EQ(both.find(other), std::string::npos);
  EXPECT_NE(both.find("answers issued to A-00aa11."), std::string::npos);
  for (const Reason& reason : group.members[0].reasons) {
    for (const Citation& citation : reason.citations) {
      EXPECT_EQ(both.find(citation.exchange_id) != std::string::npos, citation.account == kOwn)
          << citation.exchange_id;
    }
  }
}

TEST(Packet, SaysWhereNothingIsAlleged) {
  ScanResult result = sample_result();
  AccountExplanation account = sample_explanation("acct-honest");
  account.groups.erase(account.groups.begin());
  const std::string html = html_of(result, account);
  EXPECT_NE(html.find("Nothing is alleged about this account"), std::string::npos);
  EXPECT_NE(html.find("no measure against it can rest on this scan"), std::string::npos);
  EXPECT_EQ(html.find("class=\"verdict alarm\""), std::string::npos);
  EXPECT_FALSE(json_of(result, account).at("accused").get<bool>());
  account.groups.clear();
  EXPECT_NE(html_of(result, account).find("nothing was concluded"), std::string::npos);
  // Linked and not named: the group's outcome does not accuse it.
  const AccountExplanation adjacent = sample_explanation(result.campaigns[0].members[7].account_id);
  EXPECT_FALSE(json_of(result, adjacent).at("accused").get<bool>());
}

TEST(Packet, TextOfTheLogCannotActOnThePage) {
  SampleOptions options;
  options.hostile = "<script>alert(1)</script>";
  ScanResult result = sample_result(options);
  AccountExplanation account = appealing(result);
  account.organisation = options.hostile;
  account.models = {{options.hostile, 3}};
  EXPECT_EQ(html_of(result, account).find("<script"), std::string::npos);
}

TEST(PacketWords, ChancesAreBounds) {
  EXPECT_EQ(chance_words(0.001, 0.0, "group"), "at most 1 in 1 k honest groups");
  EXPECT_EQ(chance_words(1.0, 2.0, "account"), "at most 1 in 100 honest accounts");
  EXPECT_EQ(chance_words(0.4, 0.3, "group"), "nothing unusual: honest groups look like this");
  for (const char* name : {"one organisation", "classroom", "reseller with real users"})
    EXPECT_FALSE(supporting_documents(name).empty()) << name;
  EXPECT_TRUE(supporting_documents("independent people").empty());
}

}  // namespace
}  // namespace stillwatch
