#include "account/shared_traces.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "base/random.h"

namespace stillwatch {
namespace {

class Log {
 public:
  void add(const std::string& account, unsigned fold, std::uint64_t prompt,
           std::vector<std::uint64_t> shapes) {
    const std::string id = std::to_string(++number_);
    Exchange exchange;
    exchange.id = id;
    exchange.account = account;
    exchange.place.offset = number_;
    TextFingerprints prints;
    prints.root = static_cast<std::uint64_t>(fold) << 63 | number_;
    prints.prompt = prompt;
    prints.shapes = std::move(shapes);
    parts_.front().add(exchange, prints);
  }
  [[nodiscard]] ExchangeTable table() { return ExchangeTable::merge(std::move(parts_), {}, 1); }

 private:
  std::vector<ExchangeTableBuilder> parts_ = [] {
    std::vector<ExchangeTableBuilder> parts;
    parts.emplace_back("secret");
    return parts;
  }();
  std::uint64_t number_ = 0;
};

std::vector<TraceUse> uses_of(const SharedTraces& shared) {
  std::vector<TraceUse> uses;
  shared.for_each([&](std::uint64_t trace, std::span<const TraceUse> users) {
    for (const TraceUse& use : users) {
      EXPECT_EQ(use.trace, trace);
      uses.push_back(use);
    }
  });
  return uses;
}

TEST(TraceUsers, CountsAccountsOfTheFold) {
  Log log;
  for (int a = 0; a < 5; ++a) {
    for (int i = 0; i < 3; ++i) {  // the fifth account's conversations are in fold 1
      log.add("a" + std::to_string(a), a == 4 ? 1 : 0, 7, {100, 200 + static_cast<std::uint64_t>(a)});
    }
  }
  const ExchangeTable table = log.table();
  EXPECT_EQ(count_trace_users(find_shared_traces(table, 0, 2)).count(100), 4U);
  EXPECT_EQ(count_trace_users(find_shared_traces(table, 0, 2)).count(201), 1U);
  EXPECT_EQ(count_trace_users(find_shared_traces(table, 1, 1)).count(100), 1U);
}

TEST(SharedTraces, APromptAskedVerbatimIsATraceOfItsOwn) {
  Log log;
  log.add("a", 0, 7, {7});
  log.add("b", 0, 7, {8});
  const ExchangeTable table = log.table();
  const auto uses = uses_of(find_shared_traces(table, 0, 1));
  ASSERT_EQ(uses.size(), 2U);  // the prompt; each shape has one user
  EXPECT_NE(uses.front().trace, 7U);
}

TEST(SharedTraces, AreThoseOfASlowCountForAnyNumberOfThreadsAndAnyMemory) {
  Random random(5);
  Log log;
  std::map<std::uint64_t, std::set<std::string>> slow;
  for (int i = 0; i < 60'000; ++i) {
    const std::string account = "a" + std::to_string(random.below(300));
    const unsigned fold = random.chance(0.5) ? 1 : 0;
    std::vector<std::uint64_t> shapes;
    for (int s = 0; s < 4; ++s) {  // half of them everybody's, half nobody else's; top bits uneven
      const std::uint64_t shape =
          mix64(random.chance(0.5) ? random.below(3000) : random.next()) >> random.below(20);
      shapes.push_back(shape);
      if (fold == 0) slow[shape].insert(account);
    }
    log.add(account, fold, random.next() | 1, shapes);
  }
  const ExchangeTable table = log.table();
  std::vector<TraceUse> expected;
  for (const auto& [trace, accounts] : slow) {
    if (accounts.size() < 2) continue;
    for (std::uint32_t a = 0; a < table.account_count(); ++a) {
      if (accounts.contains(table.account_name(a))) expected.push_back({trace, a});
    }
  }
  ASSERT_GT(expected.size(), 1000U);
  for (const unsigned threads : {1U, 2U, 7U}) {
    EXPECT_EQ(uses_of(find_shared_traces(table, 0, threads)), expected);
    for (const std::size_t memory : {std::size_t{1}, std::size_t{1} << 20})  // in 16 shares, and in some
      EXPECT_EQ(uses_of(find_shared_traces(table, 0, threads, memory)), expected) << memory;
  }
}

}  // namespace
}  // namespace stillwatch
