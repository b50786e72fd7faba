#include "campaign/masking.h"

#include <gtest/gtest.h>

#include <string>

#include "base/time.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kNow = kEarliestTime + 1000 * kDay;

// Accounts a0..a3, one exchange each.
ExchangeTable small_table() {
  std::vector<ExchangeTableBuilder> parts;
  parts.emplace_back("secret");
  for (int i = 0; i < 4; ++i) {
    const std::string id = "e" + std::to_string(i), account = "a" + std::to_string(i);
    Exchange exchange;
    exchange.id = id;
    exchange.account = account;
    exchange.request_model = "m";
    exchange.time_us = kEarliestTime + i * kHour;
    parts.front().add(exchange, {});
  }
  return ExchangeTable::merge(std::move(parts), {}, 1);
}

MemberFinding member(const std::string& account, Outcome outcome) {
  MemberFinding found;
  found.account_id = account;
  found.organisation = account == "a3" ? "org" : "";
  found.outcome = outcome;
  found.exchanges = 1;
  found.first_us = found.last_us = kEarliestTime;
  return found;
}

// A campaign that names a0 and a1; a2 and a3 are adjacent.
ScanResult one_campaign() {
  GroupFinding group;
  group.id = "C-1";
  group.outcome = Outcome::campaign;
  group.members = {member("a0", Outcome::campaign), member("a1", Outcome::campaign),
                   member("a2", Outcome::adjacent), member("a3", Outcome::adjacent)};
  group.links = {{0, 1, 3.0, "template"}, {1, 2, 2.0, "template"}, {2, 3, 1.0, "payment"}};
  group.exchanges = 4;
  ScanResult result;
  result.campaigns.push_back(group);
  return result;
}

AllowEntry entry(const std::string& subject, std::int64_t expiry_us = kNow + kDay) {
  return {subject, "a red team", "trust team", expiry_us};
}

TEST(Masking, CountsWhatRemains) {
  ScanResult result = one_campaign();
  mask_findings({entry("a0")}, kNow, small_table(), result);
  ASSERT_EQ(result.campaigns.size(), 1U);
  const GroupFinding& group = result.campaigns.front();
  EXPECT_EQ(group.members.size(), 3U);
  EXPECT_EQ(group.exchanges, 1U);
  EXPECT_EQ(group.models.front().second, 1U);
  EXPECT_TRUE(group.summary.starts_with("1 account is linked")) << group.summary;
  EXPECT_TRUE(
      group.summary.ends_with("1 account more of the group is masked by the allow list and not "
                              "counted."))
      << group.summary;
  ASSERT_EQ(group.links.size(), 2U);  // those of a0 are gone, the others lead to the same accounts
  EXPECT_EQ(group.members[group.links[0].from].account_id, "a1");
  EXPECT_EQ(group.members[group.links[0].to].account_id, "a2");
  EXPECT_EQ(group.members[group.links[1].to].account_id, "a3");
  ASSERT_EQ(result.masked.size(), 1U);
  EXPECT_FALSE(result.masked.front().whole_group);
}

TEST(Masking, DropsACampaignThatNamesNobodyAnyLonger) {
  ScanResult result = one_campaign();
  mask_findings({entry("a0"), entry("a1")}, kNow, small_table(), result);
  EXPECT_TRUE(result.campaigns.empty());
  ASSERT_EQ(result.masked.size(), 2U);
  for (const MaskedFinding& masked : result.masked) {
    EXPECT_TRUE(masked.whole_group);
    EXPECT_EQ(masked.group_id, "C-1");
  }
}

TEST(Masking, AnAdjacentAccountTakesOnlyItsOwnLinksAlong) {
  ScanResult result = one_campaign();
  mask_findings({entry("org")}, kNow, small_table(), result);
  ASSERT_EQ(result.campaigns.size(), 1U);
  EXPECT_EQ(result.campaigns.front().links.size(), 2U);
  EXPECT_EQ(result.campaigns.front().exchanges, 2U);
}

TEST(Masking, AnEntryEndsAtItsExpiry) {
  ScanResult result = one_campaign();
  mask_findings({entry("a0", kNow)}, kNow, small_table(), result);
  EXPECT_TRUE(result.masked.empty());
  EXPECT_EQ(result.campaigns.front().exchanges, 4U);  // untouched
}

TEST(Masking, TheExplanationSaysByWhichEntry) {
  ScanResult result = one_campaign();
  AccountExplanation& account = result.explanation.emplace();
  account.account_id = "a0";
  TestedIn& named = account.groups.emplace_back();
  named.group_id = "C-1";
  named.group_outcome = named.member_outcome = Outcome::campaign;
  account.groups.emplace_back().group_id = "G-2";
  SignalNote& note = account.signals.emplace_back();
  note.signal = "work_queue";
  note.group_id = "C-1";
  note.applies = note.found = true;
  mask_findings({entry("a0")}, kNow, small_table(), result);
  EXPECT_EQ(account.masked_by, "a0; a red team; allowed by trust team until 2002-09-28T00:00:00Z");
  ASSERT_EQ(account.groups.size(), 1U);
  EXPECT_EQ(account.groups.front().group_id, "G-2");
  EXPECT_TRUE(account.signals.empty());
}

TEST(Masking, NothingNamesAMaskedAccountAnyLonger) {
  ScanResult result = one_campaign();
  Reason reason{"shared_payment", "It shares its means of payment with 2 other accounts.", {}};
  reason.account_lines = {"a1", "a0", "a2"};
  result.campaigns.front().members[1].reasons = {reason};
  reason.account_lines = {"a2", "a0"};
  result.campaigns.front().members[2].reasons = {reason};
  mask_findings({entry("a0")}, kNow, small_table(), result);
  const auto& members = result.campaigns.front().members;
  EXPECT_EQ(members[0].reasons.front().account_lines, (std::vector<std::string>{"a1", "a2"}));
  EXPECT_TRUE(members[1].reasons.empty());
}

TEST(Masking, AGroupThatIsMaskedAsAWholeIsNotToldOfItsNeighbours) {
  ScanResult result = one_campaign();
  std::vector<AllowEntry> entries;
  for (const MemberFinding& member : result.campaigns.front().members) {
    if (member.outcome == Outcome::campaign) entries.push_back(entry(member.account_id));
  }
  AccountExplanation& account = result.explanation.emplace();
  account.account_id = "neighbour";
  account.groups.emplace_back().group_id = result.campaigns.front().id;
  account.signals.emplace_back().group_id = result.campaigns.front().id;
  mask_findings(entries, kNow, small_table(), result);
  EXPECT_TRUE(result.campaigns.empty());
  EXPECT_TRUE(account.groups.empty());
  EXPECT_TRUE(account.signals.empty());
}

TEST(Masking, AnAccountWithoutFindingsIsNotCalledMasked) {
  ScanResult result = one_campaign();
  result.explanation.emplace().account_id = "elsewhere";
  mask_findings({entry("elsewhere")}, kNow, small_table(), result);
  EXPECT_EQ(result.explanation->masked_by, "");
}

TEST(Masking, AClearedGroupThatIsCoveredAsAWholeIsNotListed) {
  ScanResult result;
  for (const std::size_t members : {1U, 2U}) {
    GroupFinding group;
    group.id = "G-" + std::to_string(members);
    group.members = {member("a3", Outcome::cleared), member("a2", Outcome::cleared)};
    group.members.resize(members);
    result.cleared.push_back(group);
  }
  mask_findings({entry("org")}, kNow, small_table(), result);
  ASSERT_EQ(result.cleared.size(), 1U);
  EXPECT_EQ(result.cleared.front().id, "G-2") << "a2 is not covered";
  EXPECT_TRUE(result.masked.empty()) << "nothing was found";
}

}  // namespace
}  // namespace stillwatch
