#include "exchange/account_facts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace stillwatch {
namespace {

TEST(AccountFacts, CsvWithQuotesAndOptionalColumns) {
  const AccountFactsTable table = parse_account_facts(
      "account_id,created,organisation,organisation_verified,banned\r\n"
      "b,2026-01-02T03:04:05Z,\"Acme, \"\"Inc\"\"\",false,\r\n"
      "a,1767323045,,,2026-02-01\n"
      "a,1,,,\n"
      ",1,,,\n"
      "c,yesterday,,,\n");
  ASSERT_EQ(table.rows.size(), 2U);
  EXPECT_EQ(table.rows[0].account, "a");
  EXPECT_EQ(table.rows[0].created_us, 1'767'323'045'000'000);
  EXPECT_EQ(table.rows[0].banned_us, 1'769'904'000'000'000);
  EXPECT_EQ(table.find("b")->organisation, "Acme, \"Inc\"");
  EXPECT_FALSE(table.find("b")->organisation_verified);
  EXPECT_EQ(table.find("b")->created_us, table.find("a")->created_us);
  EXPECT_EQ(table.find("c"), nullptr);
  EXPECT_EQ(table.anomalies.count[static_cast<std::size_t>(AnomalyKind::duplicate_id)], 1U);
  EXPECT_EQ(table.anomalies.count[static_cast<std::size_t>(AnomalyKind::missing_field)], 1U);
  EXPECT_EQ(table.anomalies.count[static_cast<std::size_t>(AnomalyKind::time_out_of_range)], 1U);
  EXPECT_EQ(table.anomalies.first[static_cast<std::size_t>(AnomalyKind::time_out_of_range)][0].place.line,
            6U);
}

std::uint64_t count_of(const AccountFactsTable& table, AnomalyKind kind) { return table.anomalies.of(kind); }

TEST(AccountFacts, AnUnknownWordIsNoVerification) {
  const AccountFactsTable table = parse_account_facts(
      "account_id,organisation,organisation_verified\n"
      "a,Acme,unverified\nb,Acme,maybe\nc,Acme,YES\nd,Acme,No\ne,Acme,\nf,Acme,1\n");
  ASSERT_EQ(table.rows.size(), 6U);
  for (const auto& [account, verified] : {std::pair("a", false), std::pair("b", false), std::pair("c", true),
                                          std::pair("d", false), std::pair("e", true), std::pair("f", true)})
    EXPECT_EQ(table.find(account)->organisation_verified, verified) << account;
  EXPECT_EQ(count_of(table, AnomalyKind::bad_value), 2U);
  const auto fault = table.first_fault("accounts.csv");
  ASSERT_TRUE(fault);
  EXPECT_TRUE(fault->what.starts_with("accounts.csv:2 ")) << fault->what;
}

TEST(AccountFacts, ColumnsThatAreNotReadAreNamed) {
  for (const char* text : {"account_id,organization,colour\na,Acme,red\nb,Acme,red\n",
                           "{\"account_id\":\"a\",\"organization\":\"Acme\",\"colour\":\"red\"}\n"
                           "{\"account_id\":\"b\",\"organization\":\"Acme\"}\n"}) {
    const AccountFactsTable table = parse_account_facts(text);
    EXPECT_EQ(table.rows.size(), 2U);
    EXPECT_EQ(count_of(table, AnomalyKind::unknown_column), 2U);
    const auto& places = table.anomalies.first[static_cast<std::size_t>(AnomalyKind::unknown_column)];
    const auto named = std::find_if(places.begin(), places.end(),
                                    [](const AnomalyPlace& place) { return place.field == "organization"; });
    ASSERT_NE(named, places.end());
    EXPECT_NE(named->remedy.find("is organisation meant?"), std::string::npos) << named->remedy;
    EXPECT_FALSE(table.first_fault("accounts.csv"));
  }
}

TEST(AccountFacts, JsonLinesGiveTheSameRows) {
  const AccountFactsTable csv =
      parse_account_facts("account_id;created;plan;organisation\nx;1767323045;pro;Acme\n");
  const AccountFactsTable json = parse_account_facts(
      "{\"account_id\":\"x\",\"created\":1767323045,\"plan\":\"pro\",\"organisation\":\"Acme\"}\n");
  ASSERT_EQ(csv.rows.size(), 1U);
  ASSERT_EQ(json.rows.size(), 1U);
  EXPECT_EQ(csv.rows[0].created_us, json.rows[0].created_us);
  EXPECT_EQ(csv.rows[0].plan, json.rows[0].plan);
  EXPECT_TRUE(csv.rows[0].organisation_verified);
  EXPECT_TRUE(json.rows[0].organisation_verified);
}

TEST(AllowList, EveryEntryNeedsReasonOwnerAndExpiry) {
  const auto path =
      std::filesystem::temp_directory_path() / ("stillwatch_allow_" + std::to_string(::getpid()));
  std::ofstream(path)
      << "subject,reason,owner,expiry\norg-1,signed research agreement,trust team,2027-01-01\n";
  const auto good = read_allow_list(path.string());
  ASSERT_TRUE(good.has_value()) << good.error().what;
  EXPECT_EQ(good.value().entries.size(), 1U);
  EXPECT_EQ(good.value().stored.sha256.size(), 64U);
  std::ofstream(path) << "subject,reason,owner\norg-1,signed,team\n";
  const auto bad = read_allow_list(path.string());
  ASSERT_FALSE(bad.has_value());
  EXPECT_NE(bad.error().what.find(":2: expiry"), std::string::npos) << bad.error().what;
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace stillwatch
