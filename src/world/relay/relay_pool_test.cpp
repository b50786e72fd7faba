#include "world/relay/relay_pool.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace stillwatch::world {
namespace {

constexpr std::int64_t kS = 1'000'000;

RelayPool pool_of(const RelayPoolOptions& options, std::uint32_t accounts, std::uint64_t seed = 7) {
  RelayPool pool(options, seed);
  for (std::uint32_t i = 0; i < accounts; ++i) pool.add(100 + i, 0);
  return pool;
}

TEST(RelayPool, LeastRecentlyUsedVisitsEveryAccountBeforeAnyAgain) {
  RelayPool pool = pool_of({}, 5);
  std::vector<RelayPool::Member> order;
  for (std::uint64_t key = 0; key < 15; ++key)
    order.push_back(*pool.choose(static_cast<std::int64_t>(key) * kS, key));
  for (std::size_t i = 5; i < order.size(); ++i) EXPECT_EQ(order[i], order[i - 5]);
  EXPECT_EQ(std::set<RelayPool::Member>(order.begin(), order.begin() + 5).size(), 5U);
}

TEST(RelayPool, RoundRobinGoesInOrder) {
  RelayPoolOptions options;
  options.rule = ChoiceRule::round_robin;
  RelayPool pool = pool_of(options, 4);
  for (std::uint64_t key = 0; key < 12; ++key) EXPECT_EQ(*pool.choose(kS, key), key % 4);
}

TEST(RelayPool, RandomUsesAllAccountsUnevenly) {
  RelayPoolOptions options;
  options.rule = ChoiceRule::random;
  RelayPool pool = pool_of(options, 8);
  std::map<RelayPool::Member, int> count;
  for (std::uint64_t key = 0; key < 400; ++key) ++count[*pool.choose(kS, key)];
  EXPECT_EQ(count.size(), 8U);
  int least = 400;
  int most = 0;
  for (const auto& [member, uses] : count) {
    least = std::min(least, uses);
    most = std::max(most, uses);
  }
  EXPECT_GT(most, least + 5) << "a random choice is not even, seed 7";
}

TEST(RelayPool, AConversationSticksForAnHourFromItsFirstRequest) {
  RelayPool pool = pool_of({}, 3);
  const auto first = pool.choose(0, 42);
  EXPECT_EQ(pool.choose(1'800 * kS, 42), first);
  EXPECT_EQ(pool.choose(3'599 * kS, 42), first);
  EXPECT_NE(pool.choose(3'601 * kS, 42), first)
      << "the hour is counted from the first request and not renewed";
}

TEST(RelayPool, WithoutStickinessEveryRequestMoves) {
  RelayPoolOptions options;
  options.sticky_s = 0.0;
  RelayPool pool = pool_of(options, 3);
  EXPECT_NE(pool.choose(0, 42), pool.choose(1, 42));
}

TEST(RelayPool, FailsOverAfterARefusalAndRestsTheRefusedAccount) {
  RelayPool pool = pool_of({}, 2);
  const auto first = pool.choose(0, 1);
  const auto second = pool.fail_over(kS, 1, *first, 429);
  ASSERT_TRUE(second.has_value());
  EXPECT_NE(second, first);
  EXPECT_EQ(pool.choose(2 * kS, 1), second) << "the conversation stays where it went";
  EXPECT_FALSE(pool.in_service(*first, 30 * kS));
  EXPECT_TRUE(pool.in_service(*first, 62 * kS));
}

TEST(RelayPool, WithoutFailOverTheSameAccountTriesAgain) {
  RelayPoolOptions options;
  options.fail_over = false;
  RelayPool pool = pool_of(options, 2);
  const auto first = pool.choose(0, 1);
  EXPECT_EQ(pool.fail_over(kS, 1, *first, 429), first);
}

TEST(RelayPool, ABannedAccountNeverServesAgain) {
  RelayPool pool = pool_of({}, 2);
  const auto first = pool.choose(0, 1);
  ASSERT_TRUE(pool.fail_over(kS, 1, *first, 403).has_value());
  for (std::uint64_t key = 10; key < 40; ++key) EXPECT_NE(pool.choose(1'000'000 * kS, key), first);
}

TEST(RelayPool, NobodyInServiceGivesNothing) {
  RelayPool pool = pool_of({}, 1);
  pool.ban(0, 5 * kS);
  EXPECT_TRUE(pool.choose(4 * kS, 1).has_value());
  EXPECT_FALSE(pool.choose(6 * kS, 2).has_value());
}

TEST(RelayPool, ReplacementsComeLater) {
  RelayPool pool = pool_of({}, 1);
  for (int i = 0; i < 100; ++i) EXPECT_GT(pool.replacement_time(50 * kS), 50 * kS + 170 * kS);
}

}  // namespace
}  // namespace stillwatch::world
