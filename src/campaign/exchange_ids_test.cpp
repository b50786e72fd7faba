#include "campaign/exchange_ids.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "base/random.h"

namespace stillwatch {
namespace {

void note(ExchangeIds& ids, unsigned worker, std::uint32_t input, std::uint64_t offset,
          const std::string& id) {
  Exchange exchange;
  exchange.id = id;
  exchange.place.input = input;
  exchange.place.offset = offset;
  ids.note(worker, exchange);
}

std::string id_of(std::uint32_t input, std::uint64_t offset) {
  const std::string text = std::to_string(mix64(offset * 7 + input));
  return std::string(offset % 5, 'x') + text + (offset % 1000 == 0 ? std::string(300, 'y') : "");
}

// Two workers read several inputs by turns; together more than either holds in memory.
TEST(ExchangeIds, AreFoundAgainByPlace) {
  ExchangeIds ids(2, testing::TempDir());
  Random random(3);
  IdsByPlace wanted, expected;
  for (std::uint64_t i = 0; i < 600'000; ++i) {
    const auto input = static_cast<std::uint32_t>(i / 1000 % 7);
    const std::uint64_t offset = i * 3001;
    note(ids, static_cast<unsigned>(i / 1000 % 2), input, offset, id_of(input, offset));
    if (random.below(100) != 0) continue;
    wanted[{input, offset}];
    expected[{input, offset}] = id_of(input, offset);
  }
  wanted[{1, 17}] = "as it was";  // nothing is there
  expected[{1, 17}] = "as it was";
  ASSERT_TRUE(ids.look_up(wanted, 2));
  EXPECT_EQ(wanted, expected);
}

TEST(ExchangeIds, OfOnePlaceTheLastStays) {
  ExchangeIds ids(1, testing::TempDir());
  note(ids, 0, 0, 50, "first");
  note(ids, 0, 0, 50, "second");
  note(ids, 0, 0, 20, "before");
  IdsByPlace wanted;
  wanted[{0, 50}];
  wanted[{0, 20}];
  ASSERT_TRUE(ids.look_up(wanted, 1));
  EXPECT_EQ((wanted[{0, 50}]), "second");
  EXPECT_EQ((wanted[{0, 20}]), "before");
}

TEST(ExchangeIds, SayWhenTheyCouldNotBeKept) {
  ExchangeIds ids(1, "/no/such/folder");
  for (std::uint64_t i = 0; i < 200; ++i) note(ids, 0, 0, i, std::string(40'000, 'a'));
  IdsByPlace wanted;
  wanted[{0, 5}];
  EXPECT_FALSE(ids.look_up(wanted, 1));
}

}  // namespace
}  // namespace stillwatch
