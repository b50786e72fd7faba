#include "campaign/link_graph.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/random.h"

namespace stillwatch {
namespace {

class Log {
 public:
  struct Request {
    std::uint64_t root = 0, prompt = 0, issued = 0;
    std::vector<std::uint64_t> shapes{}, histories{};
  };
  void add(const std::string& account, const Request& request) {
    const std::string id = std::to_string(++number_);
    Exchange exchange;
    exchange.id = id;
    exchange.account = account;
    exchange.place.offset = number_;
    exchange.time_us = static_cast<std::int64_t>(number_) * 1000;
    TextFingerprints prints;
    prints.root = request.root != 0 ? request.root : number_;  // fold 0
    prints.prompt = request.prompt != 0 ? request.prompt : mix64(number_);
    prints.issued = request.issued;
    prints.shapes = request.shapes;
    prints.history = request.histories;
    prints.flags = request.histories.empty() ? kConversationStart : 0;
    parts_.front().add(exchange, prints);
  }
  [[nodiscard]] ExchangeTable table() { return ExchangeTable::merge(std::move(parts_), {}, 2); }

 private:
  std::vector<ExchangeTableBuilder> parts_ = [] {
    std::vector<ExchangeTableBuilder> parts;
    parts.emplace_back("secret");
    return parts;
  }();
  std::uint64_t number_ = 0;
};

// All that later stages work on: each is linear in it. Pairs of accounts are never formed.
struct Work {
  std::size_t uses = 0, edges = 0, carries = 0;
  PublicTraces left_out;
};

Work work_on(const ExchangeTable& table) {
  Work work;
  const CarriedText carried = find_carried_text(table, 2);
  work.carries = carried.continuations.size() + carried.returns.size() + carried.entries.size();
  const SharedTraces shared = find_shared_traces(table, 0, 2);
  for (const auto& part : shared.parts()) work.uses += part.size();
  const AccountNodes nodes = merge_organisations(table);
  const BipartiteGraph graph = link_accounts(table, shared, carried, nodes, 2);
  work.edges = graph.edges.size();
  work.left_out = public_traces(shared, nodes);
  return work;
}

constexpr std::uint64_t kHot = 0x123456789abcdef;

// A framework's prompt: one trace that 20,000 accounts leave, with and without as many others beside them
// that it is not public.
TEST(LinkAccounts, ATraceOfTwentyThousandAccountsGivesOneEdgeEach) {
  constexpr std::size_t kUsers = 20'000;
  for (const std::size_t others : {std::size_t{0}, 3 * kUsers + 4}) {
    Log log;
    for (std::size_t a = 0; a < kUsers; ++a) log.add("u" + std::to_string(a), {.shapes = {kHot}});
    for (std::size_t a = 0; a < others; ++a) log.add("o" + std::to_string(a), {});
    const ExchangeTable table = log.table();
    const Work work = work_on(table);
    EXPECT_EQ(work.uses, kUsers);
    EXPECT_EQ(work.edges, others == 0 ? 0 : kUsers);
    EXPECT_EQ(work.left_out.traces, others == 0 ? 1U : 0U);
    EXPECT_EQ(work.left_out.uses, others == 0 ? kUsers : 0U);
    EXPECT_EQ(work.carries, 0U);
  }
}

// An adversary floods one bucket: 200,000 requests of 2,000 accounts with one first turn, one prompt, one
// shape and one answer in their histories, which was issued to one of them.
TEST(LinkAccounts, AFloodedBucketGivesNoMoreThanItsAccounts) {
  constexpr std::size_t kAccounts = 2000, kRows = 200'000;
  Log log;
  log.add("u0", {.root = 77, .issued = 4711});
  for (std::size_t r = 0; r < kRows; ++r)
    log.add("u" + std::to_string(r % kAccounts),
            {.root = 77, .prompt = kHot, .issued = 0, .shapes = {kHot}, .histories = {4711}});
  for (std::size_t a = 0; a < 4 * kAccounts; ++a) log.add("o" + std::to_string(a), {});
  const ExchangeTable table = log.table();
  const Work work = work_on(table);
  EXPECT_EQ(work.uses, 2 * kAccounts);  // the shape and the prompt, once for each account
  EXPECT_LE(work.carries, kAccounts);   // the conversation once for each account that goes on with it
  EXPECT_LE(work.edges, 2 * work.carries + work.uses);
  EXPECT_EQ(work.left_out.traces, 0U);
}

TEST(LinkAccounts, DoesNotDependOnThreads) {
  Log log;
  for (std::uint64_t a = 0; a < 300; ++a) {
    for (std::uint64_t i = 0; i < 6; ++i)
      log.add("a" + std::to_string(a), {.shapes = {1000 + mix64(a * 8 + i) % 150, 5000 + mix64(a + i) % 15}});
  }
  const ExchangeTable table = log.table();
  const SharedTraces shared = find_shared_traces(table, 0, 1);
  const AccountNodes nodes = merge_organisations(table);
  const BipartiteGraph one = link_accounts(table, shared, {}, nodes, 1),
                       many = link_accounts(table, shared, {}, nodes, 5);
  ASSERT_GT(one.edges.size(), 1000U);
  ASSERT_EQ(one.edges.size(), many.edges.size());
  EXPECT_EQ(one.traces, many.traces);
  for (std::size_t e = 0; e < one.edges.size(); ++e) {
    EXPECT_EQ(one.edges[e].account, many.edges[e].account);
    EXPECT_EQ(one.edges[e].trace, many.edges[e].trace);
    EXPECT_EQ(one.edges[e].weight, many.edges[e].weight);
  }
}

}  // namespace
}  // namespace stillwatch
