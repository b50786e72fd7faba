#include "report/json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "report/csv.h"
#include "report/sample_result.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

using Json = nlohmann::json;

Json parsed(const ScanResult& result) {
  std::ostringstream out;
  write_scan_json(result, 0, out);
  return Json::parse(out.str());
}

TEST(ScanJson, HasTheDocumentedKeys) {
  const ScanResult result = sample_result();
  const Json json = parsed(result);
  EXPECT_EQ(json.at("schema"), "stillwatch.scan/1");
  EXPECT_EQ(json.at("status").at("exit_code"), 0);
  EXPECT_EQ(json.at("inputs").size(), 4U);
  EXPECT_EQ(json.at("inputs")[3].at("role"), "accounts");
  EXPECT_EQ(json.at("inputs")[0].at("sha256"), std::string(64, 'a'));
  EXPECT_EQ(json.at("campaigns").size(), 2U);
  EXPECT_EQ(json.at("pools").size(), 1U);
  EXPECT_EQ(json.at("single_customers").size(), 1U);
  EXPECT_EQ(json.at("masked").size(), 1U);
  for (const char* key : {"version", "configuration", "scope", "error_control", "coverage", "anomalies",
                          "cleared", "limits", "appeal_route"}) {
    EXPECT_TRUE(json.contains(key)) << key;
  }
}

TEST(ScanJson, CampaignsAndPoolsHaveTheSameForm) {
  const ScanResult result = sample_result();
  const Json json = parsed(result);
  Json campaign = json.at("campaigns")[0];
  Json pool = json.at("pools")[0];
  EXPECT_EQ(campaign.at("campaign_id"), "C-3f9a12bc77e0");
  EXPECT_EQ(pool.at("pool_id"), "P-0b77d1945a3c");
  EXPECT_EQ(campaign.at("log10_e").at("decision"), 12.7);
  EXPECT_EQ(campaign.at("signals")[0].at("p"), 2.1e-9);
  campaign.erase("campaign_id");
  pool.erase("pool_id");
  for (const auto& [key, value] : campaign.items()) EXPECT_TRUE(pool.contains(key)) << key;

  const Json& account = campaign.at("accounts")[0];
  const MemberFinding& member = result.campaigns[0].members[0];
  EXPECT_EQ(account.at("account_id"), member.account_id);
  EXPECT_EQ(account.at("p"), member.p);
  EXPECT_EQ(account.at("facts").at("plan"), "team");
  EXPECT_FALSE(account.at("facts").contains("programme"));
  const Json& cited = account.at("reasons")[0].at("citations")[0];
  const Citation& citation = member.reasons[0].citations[0];
  EXPECT_EQ(cited.at("exchange_id"), citation.exchange_id);
  EXPECT_EQ(cited.at("file"), result.inputs[citation.place.input].path);
  EXPECT_EQ(cited.at("offset"), citation.place.offset);
}

TEST(ScanJson, HostileTextSurvivesUnchanged) {
  const std::string hostile = "\"},\\ <script>\n\x01";
  SampleOptions options;
  options.hostile = hostile;
  const ScanResult result = sample_result(options);
  const Json json = parsed(result);
  EXPECT_EQ(json.at("campaigns")[0].at("accounts")[0].at("organisation"), hostile);
}

TEST(ScanJson, EmptyResultIsComplete) {
  const Json json = parsed(ScanResult{});
  EXPECT_TRUE(json.at("campaigns").empty());
  EXPECT_TRUE(json.at("pools").is_array());
}

TEST(ScanJson, PlaceOutsideTheInputsIsNamedUnknown) {
  ScanResult result = sample_result();
  result.inputs.clear();
  EXPECT_EQ(
      parsed(result).at("campaigns")[0].at("accounts")[0].at("reasons")[0].at("citations")[0].at("file"),
      "unknown input");
}

std::size_t named_in(const ScanResult& result) {
  std::size_t named = 0;
  for (const auto* groups : {&result.campaigns, &result.pools, &result.single_customers}) {
    for (const GroupFinding& group : *groups) named += named_accounts(group);
  }
  return named;
}

TEST(ScanJson, AccountsThatAreNotNamedStandApart) {
  const ScanResult result = sample_result();
  const Json campaign = parsed(result).at("campaigns")[0];
  EXPECT_EQ(campaign.at("account_count"), campaign.at("accounts").size());
  EXPECT_EQ(campaign.at("accounts").size(), named_accounts(result.campaigns[0]));
  EXPECT_EQ(campaign.at("accounts").size() + campaign.at("adjacent_accounts").size(),
            result.campaigns[0].members.size());
  for (const Json& account : campaign.at("accounts")) EXPECT_EQ(account.at("outcome"), "campaign");
  for (const Json& account : campaign.at("adjacent_accounts")) EXPECT_NE(account.at("outcome"), "campaign");
}

TEST(ScanJsonl, OneTaggedRecordPerLine) {
  const ScanResult result = sample_result();
  std::ostringstream out;
  write_scan_jsonl(result, 4, out);
  std::istringstream lines(out.str());
  std::map<std::string, std::size_t> types;
  for (std::string line; std::getline(lines, line);) {
    const Json json = Json::parse(line);
    ++types[json.at("type")];
    if (json.at("type") == "scan") {
      EXPECT_EQ(json.at("status").at("name"), "partial");
    }
    if (json.at("type") == "account") {
      EXPECT_TRUE(json.contains("campaign_id") || json.contains("pool_id") || json.contains("group_id"));
    }
  }
  EXPECT_EQ(types["scan"], 1U);
  EXPECT_EQ(types["campaign"], 2U);
  EXPECT_EQ(types["pool"], 1U);
  EXPECT_EQ(types["single_customer"], 1U);
  EXPECT_EQ(types["account"] + types["adjacent_account"], 64U + 14 + 9 + 4);
  EXPECT_EQ(types["adjacent_account"], 64U + 14 + 9 + 4 - named_in(result));
  EXPECT_GT(types["adjacent_account"], 0U);
}

TEST(ScanCsv, OneRowPerAccount) {
  std::ostringstream out;
  write_scan_csv(sample_result(), out);
  const std::string text = out.str();
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + 64 + 14 + 9 + 4);
  EXPECT_EQ(text.rfind("group_id,group_outcome,confidence,account_id,", 0), 0U);
  EXPECT_NE(text.find("\r\nC-3f9a12bc77e0,campaign,high,acct-"), std::string::npos);
  EXPECT_NE(text.find("template_spread;issued_return"), std::string::npos);
}

TEST(ScanCsv, FormulasAreDisarmed) {
  ScanResult result = sample_result();
  result.campaigns[0].members[0].account_id = "=HYPERLINK(\"x\")";
  std::ostringstream out;
  write_scan_csv(result, out);
  EXPECT_NE(out.str().find("\"'=HYPERLINK(\"\"x\"\")\""), std::string::npos);
}

}  // namespace
}  // namespace stillwatch
