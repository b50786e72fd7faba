#include "account/injected_openings.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "account/exchange_table.h"

namespace stillwatch {
namespace {

constexpr std::uint64_t kRoot = 77, kAnswer = 4711;

// Requests by account and time, each with a prompt and an answer of its own.
class Log {
 public:
  TextFingerprints& add(const std::string& account, double hour) {
    made_.emplace_back(Made{account, hour, {}});
    TextFingerprints& prints = made_.back().prints;
    prints.root = kRoot;
    prints.prompt = 1'000'003 * made_.size();
    prints.issued = 2'000'003 * made_.size();
    return prints;
  }
  TextFingerprints& inject(const std::string& account, double hour) {
    TextFingerprints& prints = add(account, hour);
    prints.history = {kAnswer};
    return prints;
  }
  [[nodiscard]] ExchangeTable build() const {
    std::vector<ExchangeTableBuilder> parts;
    parts.emplace_back("test");
    std::uint64_t number = 0;
    for (const Made& made : made_) {
      const std::string id = std::to_string(++number);
      Exchange exchange;
      exchange.id = id;
      exchange.account = made.account;
      exchange.time_us = static_cast<std::int64_t>(made.hour * 3.6e9);
      exchange.status = 200;
      exchange.place.offset = number;
      parts.front().add(exchange, made.prints);
    }
    return ExchangeTable::merge(std::move(parts), {}, 1);
  }

 private:
  struct Made {
    std::string account;
    double hour;
    TextFingerprints prints;
  };
  std::vector<Made> made_;
};

std::string name(int account) { return "a" + std::to_string(100 + account); }

Log crowd(int accounts, int requests) {
  Log log;
  for (int a = 0; a < accounts; ++a) {
    for (int r = 0; r < requests; ++r) log.inject(name(a), a + 100.0 * r);
  }
  return log;
}

TEST(InjectedOpenings, EveryRequestIsAConversationAndAnAccountHasThemInBothFolds) {
  const ExchangeTable table = crowd(20, 4).build();
  std::set<std::uint64_t> roots;
  int first_in_fold = 0;
  for (std::uint32_t a = 0; a < 20; ++a) {
    int in_fold = 0;
    for (const ExchangeRow& row : table.rows_of(a)) {
      EXPECT_NE(row.opening, 0U);
      EXPECT_TRUE(row.starts_conversation());
      roots.insert(row.root);
      in_fold += static_cast<int>(fold_of(row));
    }
    EXPECT_EQ(in_fold, 2);
    first_in_fold += static_cast<int>(fold_of(table.rows_of(a).front()));
  }
  EXPECT_EQ(roots.size(), 80U);
  EXPECT_GT(first_in_fold, 2);
  EXPECT_LT(first_in_fold, 18);
}

TEST(InjectedOpenings, FewAccountsHaveNone) {
  EXPECT_TRUE(find_injected_openings(crowd(static_cast<int>(kLeastCarriers) - 1, 9).build()).empty());
}

TEST(InjectedOpenings, AnAnswerOfOursIsAnExport) {
  Log log = crowd(30, 2);
  log.add("origin", 0.0).issued = kAnswer;
  const ExchangeTable table = log.build();
  for (const ExchangeRow& row : table.rows()) EXPECT_EQ(row.opening, 0U);
}

TEST(InjectedOpenings, ARetryAndWhatGoesOnStayInTheConversation) {
  Log log = crowd(20, 2);
  const TextFingerprints first = log.inject("x", 500);
  log.inject("y", 501).prompt = first.prompt;  // the same request on another account
  log.add("x", 502).history = {kAnswer, first.issued};
  log.add("z", 503).history = {kAnswer, first.issued};  // and goes on there
  const ExchangeTable table = log.build();
  std::set<std::uint64_t> roots;
  std::size_t rows = 0;
  for (const ExchangeRow& row : table.rows()) {
    if (table.account_name(row.account).size() != 1) continue;
    roots.insert(row.root);
    ++rows;
  }
  EXPECT_EQ(rows, 4U);
  EXPECT_EQ(roots.size(), 1U);
}

TEST(InjectedOpenings, WhatIsShortGoesOnWithTheAccountsLastConversation) {
  Log log = crowd(20, 2);
  log.inject("x", 500).issued = 0;
  log.add("x", 501).history = {kAnswer, 99};
  const ExchangeTable table = log.build();
  const auto rows = table.rows_of(static_cast<std::uint32_t>(table.account_count() - 1));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].root, rows[1].root);
  EXPECT_EQ(rows[1].opening, 0U);
}

}  // namespace
}  // namespace stillwatch
