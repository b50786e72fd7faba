#include "report/explain.h"

#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "report/sample_result.h"

namespace stillwatch {
namespace {

using Json = nlohmann::json;

Json parsed(const ScanResult& result, const AccountExplanation& account) {
  std::ostringstream out;
  write_explanation_json(result, account, out);
  return Json::parse(out.str());
}

TEST(Explain, AnAllegedMemberGetsReasonsErrorRateAndAppeal) {
  const ScanResult result = sample_result();
  const MemberFinding& member = result.campaigns[0].members[0];
  const AccountExplanation account = sample_explanation(member.account_id);
  TerminalOptions options;
  options.colour = true;
  std::ofstream(STILLWATCH_SAMPLE_DIR "/explain_sample.ansi") << explanation_text(result, account, options);
  const std::string text = explanation_text(result, account, {});
  for (const char* words : {"Alleged to be a member of campaign C-3f9a12bc77e0", "WHY IT IS NAMED",
                            "WHAT IT DID", "THE GROUP C-3f9a12bc77e0", "Looked for and not found",
                            "Could not be tested", "HOW SURE", "APPEAL"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << '\n' << text;
  }
  EXPECT_NE(text.find(member.reasons[0].citations[0].exchange_id), std::string::npos);
  const Json json = parsed(result, account);
  EXPECT_EQ(json.at("schema"), "stillwatch.explanation/1");
  EXPECT_EQ(json.at("named_in")[0].at("campaign_id"), "C-3f9a12bc77e0");
  EXPECT_EQ(json.at("named_in")[0].at("reasons").size(), member.reasons.size());
  EXPECT_EQ(json.at("profile").at("exchanges"), 348);
  EXPECT_EQ(json.at("tested_in").size(), 2U);
  EXPECT_TRUE(json.at("named_in")[0].at("named").get<bool>());
  EXPECT_GE(json.at("certainty").size(), 3U);
}

// The text from a heading to the next one.
std::string section_of(const std::string& text, const std::string& heading) {
  const std::size_t begin = text.find('\n' + heading);
  if (begin == std::string::npos) return {};
  std::size_t end = begin + 1;
  do end = text.find("\n\n", end + 1);
  while (end != std::string::npos && text[end + 2] == ' ');
  return text.substr(begin, end - begin);
}

TEST(Explain, AnAdjacentAccountIsToldItsOwnFactsOnly) {
  ScanResult result = sample_result();
  GroupFinding& group = result.campaigns[0];
  MemberFinding& member = group.members[7];
  ASSERT_EQ(member.outcome, Outcome::adjacent);
  member.reasons = {{"linked", "Linked by what its requests share; no evidence of its own.", {}}};
  member.tested_conversations = 9;
  AccountExplanation account = sample_explanation(member.account_id);
  account.groups.resize(1);
  account.groups[0].member_outcome = Outcome::adjacent;
  const std::string text = explanation_text(result, account, {});
  EXPECT_EQ(text.find("WHY IT IS NAMED"), std::string::npos) << text;
  const std::string own = section_of(text, "LINKED TO C-3f9a12bc77e0, NOT NAMED BY IT");
  EXPECT_NE(own.find("by the 9 conversations"), std::string::npos) << text;
  EXPECT_EQ(own.find(group.summary.substr(0, 40)), std::string::npos) << own;
  EXPECT_EQ(own.find("62 %"), std::string::npos) << own;
  const std::string of_group = section_of(text, "THE GROUP C-3f9a12bc77e0");
  EXPECT_NE(of_group.find("not of this one"), std::string::npos) << text;
  EXPECT_NE(of_group.find("62 % of the requests per account"), std::string::npos) << of_group;
  EXPECT_NE(section_of(text, "HOW SURE").find("It did not pass at an error rate of 1%"), std::string::npos)
      << text;
  EXPECT_FALSE(parsed(result, account).at("named_in")[0].at("named").get<bool>());
}

TEST(Explain, AnUnaccusedAccountIsToldHowSureThatIs) {
  const ScanResult result = sample_result();
  AccountExplanation account = sample_explanation("acct-honest");
  account.groups.erase(account.groups.begin());
  std::string text = section_of(explanation_text(result, account, {}), "HOW SURE");
  EXPECT_NE(text.find("P-44aa01923bce (tested and cleared)"), std::string::npos) << text;
  EXPECT_NE(text.find("not tested one by one"), std::string::npos) << text;
  EXPECT_NE(text.find("412 groups were tested"), std::string::npos) << text;
  account.groups.clear();
  account.untested_because = "it shares nothing.";
  text = section_of(explanation_text(result, account, {}), "HOW SURE");
  EXPECT_NE(text.find("Nothing was tested about this account: it shares nothing."), std::string::npos)
      << text;
}

TEST(Explain, OnlyOutcomeCampaignAccuses) {
  const ScanResult result = sample_result();
  struct Case {
    std::string account;
    std::string standing;
  };
  const Case cases[] = {
      {"acct-honest", "Nothing is alleged about this account, and no group"},
      {result.campaigns[0].members[7].account_id, "as: adjacent, not accused. Nothing is alleged"},
      {result.campaigns[0].members[11].account_id, "as: possible victim, not accused. Nothing is alleged"},
      {result.pools[0].members[0].account_id, "as: linked, not accused. Nothing is alleged"},
      {result.campaigns[0].members[1].account_id, "Alleged to be a member"},
  };
  for (const auto& [account, standing] : cases) {
    const std::string text = standing_sentence(result, sample_explanation(account));
    EXPECT_NE(text.find(standing), std::string::npos) << account << ": " << text;
  }
}

TEST(Explain, AnUnknownAccountSaysSo) {
  AccountExplanation account;
  account.account_id = "nobody";
  const std::string text = explanation_text(sample_result(), account, {});
  EXPECT_NE(text.find("nothing can be said about it"), std::string::npos);
  EXPECT_EQ(text.find("WHAT IT DID"), std::string::npos);
  EXPECT_FALSE(parsed(sample_result(), account).at("seen").get<bool>());
}

}  // namespace
}  // namespace stillwatch
