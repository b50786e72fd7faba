#include "signal/matched_accounts.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

std::unique_ptr<SimulatedLog::Built> build(std::uint64_t seed, int members, int others) {
  SimulatedLog log(seed);
  for (int a = 0; a < members + others; ++a) {
    const std::string name = (a < members ? "g" : "p") + std::to_string(a);
    log.start(name, log.random().uniform(0, 1e5)).prints.topic = static_cast<std::uint8_t>(a % 2);
  }
  return log.build("g");
}

std::optional<std::uint64_t> topic_of(const SimulatedLog::Built& built, std::uint32_t account) {
  return built.table.rows_of(account).front().topic;
}

TEST(MatchedAccounts, OthersAreNoMembersAndAreDrawnOnce) {
  const auto built = build(1, 5, 12);
  OtherAccounts others(built->table, built->group);
  Random random(1);
  std::set<std::uint32_t> drawn;
  for (;;) {
    const auto other = others.draw(random);
    if (!other) break;
    EXPECT_TRUE(drawn.insert(*other).second);
    EXPECT_EQ(built->table.account_name(*other)[0], 'p');
  }
  EXPECT_EQ(drawn.size(), 12U);
}

TEST(MatchedAccounts, SetsKeepTheMixOfStrata) {
  const auto built = build(2, 21, 400);
  OtherAccounts others(built->table, built->group);
  Random random(2);
  const auto stratum = [&](std::uint32_t account) { return topic_of(*built, account); };
  MatchedSets sets = match_sets(built->group, others, stratum, {.reference = 3}, random);
  const auto odd = [&](std::span<const std::uint32_t> set) {
    return std::count_if(set.begin(), set.end(), [&](std::uint32_t a) { return stratum(a) == 1; });
  };
  EXPECT_EQ(sets.group.size(), 21U);
  EXPECT_EQ(sets.reference.size(), 63U);
  EXPECT_EQ(3 * odd(sets.group), odd(sets.reference));
  std::vector<std::uint32_t> set;
  for (int i = 0; i < 20; ++i) {
    sets.relabel(random, set);
    EXPECT_EQ(std::set(set.begin(), set.end()).size(), 21U);
    EXPECT_EQ(odd(set), odd(sets.group));
    for (const std::uint32_t account : set)
      EXPECT_EQ(std::count(sets.reference.begin(), sets.reference.end(), account), 0);
  }
}

TEST(MatchedAccounts, MembersWithoutOthersLikeThemAreLeftOut) {
  const auto built =
      build(3, 40, 60);  // twenty of each stratum, and thirty others: two others each for fifteen
  OtherAccounts others(built->table, built->group);
  Random random(3);
  const MatchedSets sets =
      match_sets(built->group, others, [&](std::uint32_t a) { return topic_of(*built, a); }, {}, random);
  EXPECT_LE(sets.group.size(), 30U);
  EXPECT_GE(sets.group.size(), 20U);
}

TEST(MatchedAccounts, OneAccountOfAnOrganisation) {
  const auto built = build(4, 6, 10);
  Group group = built->group;
  group.member_of = {0, 0, 0, 1, 1, 2};
  group.members = 3;
  Random random(4);
  EXPECT_EQ(one_account_each(group, random).size(), 3U);
}

// A statistic that depends on the accounts alone, not on who is a member, is no evidence; one that knows the
// members is as much as the draws can show.
TEST(MatchedAccounts, RelabellingKnowsWhoStandsOut) {
  const auto built = build(5, 20, 400);
  OtherAccounts others(built->table, built->group);
  Random random(5);
  MatchedSets sets =
      match_sets(built->group, others, [&](std::uint32_t a) { return topic_of(*built, a); }, {}, random);
  const auto members = [&](std::span<const std::uint32_t> set) {
    return static_cast<double>(std::count_if(
        set.begin(), set.end(), [&](std::uint32_t a) { return built->table.account_name(a)[0] == 'g'; }));
  };
  const RelabelTest out = relabel_test(sets, random, members);
  EXPECT_DOUBLE_EQ(out.p, 1.0 / 1000);
  EXPECT_NEAR(out.expected, 20.0 / 3, 1.0);
  EXPECT_DOUBLE_EQ(relabel_test(sets, random, [](auto) { return 1.0; }).p, 1.0);
}

}  // namespace
}  // namespace stillwatch
