#include "bench/detect/result.h"

#include <gtest/gtest.h>

namespace stillwatch {
namespace {

AccountTruth account(const char* name, const char* class_name, const char* campaign,
                     std::uint64_t exchanges = 10) {
  AccountTruth truth;
  truth.facts.account = name;
  truth.class_name = class_name;
  truth.campaign = campaign;
  truth.exchanges = exchanges;
  return truth;
}

GroupFinding group(Outcome outcome, std::vector<std::pair<const char*, Outcome>> members) {
  GroupFinding finding;
  finding.outcome = outcome;
  for (const auto& [name, of_member] : members) {
    finding.members.emplace_back();
    finding.members.back().account_id = name;
    finding.members.back().outcome = of_member;
  }
  return finding;
}

WorldTruth world() {
  WorldTruth truth;  // sorted by account
  truth.accounts = {account("c1", "reseller", "reseller-1"),
                    account("c2", "reseller", "reseller-1"),
                    account("c3", "reseller", "reseller-1"),
                    account("c4", "reseller", "reseller-1"),
                    account("c5", "reseller", "reseller-1", 0),
                    account("h1", "reseller", ""),
                    account("h2", "person", ""),
                    account("h3", "person", "")};
  return truth;
}

TEST(CellResult, CountsEachAccountOnceByItsGravestOutcome) {
  const auto result = count_findings(
      {group(Outcome::pool, {{"c1", Outcome::pool}, {"c2", Outcome::adjacent}, {"h1", Outcome::pool}}),
       group(Outcome::campaign,
             {{"c1", Outcome::campaign}, {"c3", Outcome::victim}, {"h2", Outcome::campaign}}),
       group(Outcome::single_customer, {{"h3", Outcome::single_customer}, {"h1", Outcome::single_customer}})},
      world());
  EXPECT_EQ(result.campaign.accounts, 4U);  // c5 never sent anything
  EXPECT_EQ(result.campaign.named, 1U);
  EXPECT_EQ(result.campaign.linked(), 3U);
  EXPECT_EQ(result.recall(), 0.25);
  EXPECT_EQ(result.linked_recall(), 0.75);
  EXPECT_EQ(result.honest.at("reseller").pooled, 1U);  // an honest one of the campaign's class is honest
  EXPECT_EQ(result.honest.at("reseller").review, 0U);
  EXPECT_EQ(result.honest.at("person").named, 1U);
  EXPECT_EQ(result.honest.at("person").review, 1U);
  EXPECT_EQ(result.precision(), 0.5);
  EXPECT_EQ(result.campaign_exchanges, 40U);
  EXPECT_EQ(result.exchanges, 70U);
}

TEST(CellResult, ClearedGroupsCountForWhatWasFormedOnly) {
  const auto result =
      count_findings({group(Outcome::cleared, {{"c1", Outcome::cleared}, {"h1", Outcome::cleared}}),
                      group(Outcome::cleared, {{"h1", Outcome::cleared}, {"h2", Outcome::cleared}}),
                      group(Outcome::pool, {{"c2", Outcome::pool}, {"c3", Outcome::pool}})},
                     world());
  EXPECT_EQ(result.formed.share(), 0.75);  // the group without an account of the campaign is no part of it
  EXPECT_EQ(result.listed.share(), 1.0);
  EXPECT_EQ(result.recall(), 0.0);
  EXPECT_EQ(result.campaign.linked(), 2U);
  EXPECT_EQ(result.honest.at("reseller").linked(), 0U);
  EXPECT_EQ(result.groups, 3U);
}

TEST(CellResult, MaskedAccountsAreCountedApart) {
  const auto result =
      count_findings({group(Outcome::campaign, {{"c1", Outcome::campaign}, {"h2", Outcome::campaign}})},
                     world(), {"h2", "h3"});
  EXPECT_EQ(result.honest.at("person").masked, 1U);  // h2 stands in a group that the list does not cover
  EXPECT_EQ(result.honest.at("person").named, 1U);
}

}  // namespace
}  // namespace stillwatch
