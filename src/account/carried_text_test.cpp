#include "account/carried_text.h"

#include <gtest/gtest.h>

#include <set>

#include "base/random.h"

namespace stillwatch {
namespace {

struct Said {
  std::string account;
  std::int64_t time_us = 0;
  TextFingerprints prints;
};

ExchangeTable table_of(const std::vector<Said>& log) {
  std::vector<ExchangeTableBuilder> parts;
  parts.emplace_back("secret");
  int number = 0;
  for (const Said& said : log) {
    const std::string id = std::to_string(number++);
    Exchange exchange;
    exchange.id = id;
    exchange.account = said.account;
    exchange.time_us = said.time_us;
    exchange.place.offset = static_cast<std::uint64_t>(number);
    parts.front().add(exchange, said.prints);
  }
  return ExchangeTable::merge(std::move(parts), {}, 1);
}

Said issue(const std::string& account, std::int64_t time_us, std::uint64_t answer) {
  Said said{account, time_us, {}};
  said.prints.root = answer;
  said.prints.issued = answer;
  said.prints.answer_prints = {answer + 1, answer + 2, answer + 3};
  return said;
}

Said bring(const std::string& account, std::int64_t time_us, std::uint64_t answer) {
  Said said{account, time_us, {}};
  said.prints.root = answer;
  said.prints.history = {answer};
  return said;
}

Said quote(const std::string& account, std::int64_t time_us, std::vector<std::uint64_t> prints) {
  Said said{account, time_us, {}};
  said.prints.prompt_prints = std::move(prints);
  return said;
}

constexpr std::uint64_t kAnswer = 0x5000'0000'0000'0000ULL;

TEST(CarriedText, AContinuationOnAnotherAccountIsCarried) {
  const ExchangeTable table =
      table_of({issue("a", 1, kAnswer), bring("b", 2, kAnswer), bring("b", 3, kAnswer)});
  const CarriedText carried = find_carried_text(table, 1);
  ASSERT_EQ(carried.continuations.size(), 1U) << "once per account and conversation";
  EXPECT_EQ(table.account_name(table.rows()[carried.continuations[0].bringer].account), "b");
  EXPECT_EQ(table.account_name(table.rows()[carried.continuations[0].issuer].account), "a");
  EXPECT_EQ(table.rows()[carried.continuations[0].bringer].time_us, 2);
}

TEST(CarriedText, NotEvidence) {
  const auto continuations = [](const std::vector<Said>& log) {
    return find_carried_text(table_of(log), 1).continuations;
  };
  EXPECT_TRUE(continuations({issue("a", 1, kAnswer), bring("a", 2, kAnswer)}).empty()) << "its own answer";
  EXPECT_TRUE(continuations({issue("a", 1, kAnswer), issue("b", 1, kAnswer), bring("b", 2, kAnswer)}).empty())
      << "issued to both";
  EXPECT_TRUE(continuations({issue("a", 5, kAnswer), bring("b", 2, kAnswer)}).empty())
      << "before it was issued";
  EXPECT_TRUE(continuations({issue("a", 1, kAnswer), issue("c", 1, kAnswer), issue("d", 1, kAnswer),
                             issue("e", 1, kAnswer), bring("b", 2, kAnswer)})
                  .empty())
      << "issued to more than three accounts: boilerplate";
}

TEST(CarriedText, AQuotationNeedsTwoFingerprintsOfOneAnswer) {
  const auto returns = [](const std::vector<Said>& log) {
    return find_carried_text(table_of(log), 1).returns;
  };
  EXPECT_EQ(returns({issue("a", 1, kAnswer), quote("b", 2, {kAnswer + 1, kAnswer + 3})}).size(), 1U);
  EXPECT_TRUE(returns({issue("a", 1, kAnswer), quote("b", 2, {kAnswer + 1})}).empty());
  EXPECT_TRUE(returns({issue("a", 1, kAnswer), issue("c", 1, kAnswer + 100),
                       quote("b", 2, {kAnswer + 1, kAnswer + 101})})
                  .empty());
  EXPECT_TRUE(returns({quote("z", 0, {kAnswer + 1, kAnswer + 3}), issue("a", 1, kAnswer),
                       quote("b", 2, {kAnswer + 1, kAnswer + 3})})
                  .empty())
      << "public before it was issued";
}

// Against the definition, on random logs; and the same for every number of threads.
TEST(CarriedText, MatchesItsDefinition) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    Random random(seed);
    std::vector<Said> log;
    for (int i = 0; i < 120; ++i) {
      const std::string account = "a" + std::to_string(random.below(6));
      const std::uint64_t answer = (random.below(16) << 60) + 1 + random.below(3);
      const auto time = static_cast<std::int64_t>(random.below(1000));
      log.push_back(random.chance(0.5) ? issue(account, time, answer) : bring(account, time, answer));
    }
    const ExchangeTable table = table_of(log);
    std::set<std::pair<std::uint32_t, std::uint64_t>> expected;  // account, conversation
    for (const ExchangeRow& row : table.rows()) {
      for (const std::uint64_t answer : table.history(row)) {
        std::set<std::uint32_t> issuers;
        bool before = false;
        for (const ExchangeRow& other : table.rows()) {
          if (other.issued != answer) continue;
          issuers.insert(other.account);
          before = before || other.time_us < row.time_us;
        }
        if (before && issuers.size() <= kMostIssuers && !issuers.contains(row.account)) {
          expected.emplace(row.account, row.root);
        }
      }
    }
    const CarriedText one = find_carried_text(table, 1);
    std::set<std::pair<std::uint32_t, std::uint64_t>> found;
    for (const Carry& carry : one.continuations) {
      const ExchangeRow& row = table.rows()[carry.bringer];
      EXPECT_TRUE(found.emplace(row.account, row.root).second) << "seed " << seed;
    }
    EXPECT_EQ(found, expected) << "seed " << seed;
    EXPECT_EQ(find_carried_text(table, 4).continuations, one.continuations) << "seed " << seed;
    const CarriedText in_shares = find_carried_text(table, 2, 1);  // as many shares of the hashes as may be
    EXPECT_EQ(in_shares.continuations, one.continuations) << "seed " << seed;
    EXPECT_EQ(in_shares.returns, one.returns) << "seed " << seed;
  }
}

TEST(CarriedText, TheLastIssueBeforeTheRequestIsMeant) {
  const ExchangeTable table =
      table_of({issue("a", 1, kAnswer), issue("a", 5, kAnswer), issue("c", 3, kAnswer),
                issue("c", 9, kAnswer), bring("b", 4, kAnswer)});
  const CarriedText carried = find_carried_text(table, 1);
  ASSERT_EQ(carried.continuations.size(), 1U);
  EXPECT_EQ(table.rows()[carried.continuations.front().issuer].time_us, 3);
}

TEST(CarriedText, WhatManyGoOnWithIsPublic) {
  const ExchangeTable few =
      table_of({issue("a", 1, kAnswer), bring("b", 2, kAnswer), bring("c", 3, kAnswer)});
  EXPECT_TRUE(find_carried_text(few, 1).public_conversations.empty());
  const ExchangeTable many = table_of({issue("a", 1, kAnswer), bring("b", 2, kAnswer), bring("c", 3, kAnswer),
                                       bring("d", 4, kAnswer), bring("d", 5, kAnswer)});
  EXPECT_EQ(find_carried_text(many, 1).public_conversations, std::vector<std::uint64_t>{kAnswer});
}

}  // namespace
}  // namespace stillwatch
