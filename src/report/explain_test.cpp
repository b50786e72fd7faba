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
  for (const char* words :
       {"Alleged to be a member of campaign C-3f9a12bc77e0", "WHY IT IS NAMED", "WHAT IT DID",
        "LOOKED FOR AND NOT FOUND", "COULD NOT BE TESTED", "HOW SURE", "APPEAL"}) {
    EXPECT_NE(text.find(words), std::string::npos) << words << '\n' << text;
  }
  EXPECT_NE(text.find(member.reasons[0].citations[0].exchange_id), std::string::npos);
  const Json json = parsed(result, account);
  EXPECT_EQ(json.at("schema"), "stillwatch.explanation/1");
  EXPECT_EQ(json.at("named_in")[0].at("campaign_id"), "C-3f9a12bc77e0");
  EXPECT_EQ(json.at("named_in")[0].at("reasons").size(), member.reasons.size());
  EXPECT_EQ(json.at("profile").at("exchanges"), 348);
  EXPECT_EQ(json.at("tested_in").size(), 2U);
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
