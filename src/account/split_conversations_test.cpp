#include "account/split_conversations.h"

#include <gtest/gtest.h>

#include <string>

namespace stillwatch {
namespace {

struct Sent {
  std::string account;
  double hour;
  std::uint64_t root;
  bool midway;
  std::size_t depth = 1;  // answers in the history of who enters midway
};

std::vector<std::string> ties_of(const std::vector<Sent>& sent) {
  std::vector<ExchangeTableBuilder> parts;
  parts.emplace_back("test");
  std::uint64_t number = 0;
  for (const Sent& one : sent) {
    const std::string id = std::to_string(++number);
    Exchange exchange;
    exchange.id = id;
    exchange.account = one.account;
    exchange.time_us = static_cast<std::int64_t>(one.hour * 3.6e9);
    exchange.status = 200;
    exchange.place.offset = number;
    TextFingerprints prints;
    prints.root = one.root;
    prints.prompt = 1'000 + number;
    prints.flags = one.midway ? std::uint8_t{0} : std::uint8_t{kConversationStart};
    for (std::size_t i = 0; one.midway && i < one.depth; ++i) prints.history.push_back(100 * number + i);
    parts.front().add(exchange, prints);
  }
  const ExchangeTable table = ExchangeTable::merge(std::move(parts), {}, 1);
  std::vector<std::string> names;
  for (const Carry& carry : find_split_conversations(table, 2)) {
    names.push_back(std::string(table.account_name(table.rows()[carry.issuer].account)) + ">" +
                    std::string(table.account_name(table.rows()[carry.bringer].account)));
  }
  return names;
}

TEST(SplitConversations, TiesWhoEntersMidwayToWhoHadItBefore) {
  EXPECT_EQ(ties_of({{"a", 1, 9, false}, {"b", 2, 9, true}}), std::vector<std::string>{"a>b"});
  EXPECT_EQ(ties_of({{"a", 1, 9, false}, {"b", 2, 9, true}, {"c", 3, 9, true}}),
            (std::vector<std::string>{"a>b", "b>c"}));
}

TEST(SplitConversations, TheSameQuestionAskedFromTheStartTiesNobody) {
  EXPECT_TRUE(ties_of({{"a", 1, 9, false}, {"b", 2, 9, false}, {"b", 3, 9, true}}).empty());
}

TEST(SplitConversations, PublicOnesAndOldOnesTieNobody) {
  EXPECT_TRUE(ties_of({{"a", 1, 9, false}, {"b", 2, 9, true}, {"c", 3, 9, true}, {"d", 4, 9, true}}).empty());
  EXPECT_TRUE(ties_of({{"a", 1, 9, false}, {"b", 24 * 8, 9, true}}).empty());
  EXPECT_TRUE(ties_of({{"a", 5, 9, false}, {"b", 2, 9, true}}).empty());
}

TEST(SplitConversations, TurnsDealtOutOneByOneAreNoExport) {
  EXPECT_EQ(ties_of({{"a", 1, 9, false}, {"b", 2, 9, true, 1}, {"c", 3, 9, true, 2}, {"d", 4, 9, true, 3}}),
            (std::vector<std::string>{"a>b", "b>c", "c>d"}));
}

}  // namespace
}  // namespace stillwatch
