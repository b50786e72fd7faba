#include "campaign/bridges.h"

#include <gtest/gtest.h>

namespace stillwatch {
namespace {

// Two rings of `size` nodes each.
std::vector<TiedPair> two_rings(std::uint32_t size) {
  std::vector<TiedPair> pairs;
  for (std::uint32_t ring = 0; ring < 2; ++ring) {
    for (std::uint32_t i = 0; i < size; ++i) {
      const std::uint32_t a = ring * size + i, b = ring * size + (i + 1) % size;
      pairs.push_back({std::min(a, b), std::max(a, b), 1});
    }
  }
  return pairs;
}

TEST(Bridges, OneTieDoesNotJoinTwoPools) {
  auto pairs = two_rings(10);
  pairs.push_back({3, 14, 1});
  const auto parts = parts_without_bridges(20, pairs, 8);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].size(), 10U);
  EXPECT_EQ(parts[1].front(), 10U);
}

TEST(Bridges, TwoTiesOrOneSeenTwiceDo) {
  auto pairs = two_rings(10);
  pairs.push_back({3, 14, 2});
  EXPECT_EQ(parts_without_bridges(20, pairs, 8).size(), 1U);
  pairs.back().seen = 1;
  pairs.push_back({5, 17, 1});
  EXPECT_EQ(parts_without_bridges(20, pairs, 8).size(), 1U);
}

TEST(Bridges, SmallSidesStayAttachedAndSmallPartsAreLeftOut) {
  auto pairs = two_rings(10);
  pairs.push_back({2, 20, 1});   // one account hangs on a ring
  pairs.push_back({21, 22, 1});  // and two hang together
  const auto parts = parts_without_bridges(23, pairs, 8);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].back(), 20U);
}

TEST(Bridges, AChainOfManyIsWalkedWithoutRecursion) {
  std::vector<TiedPair> pairs;
  for (std::uint32_t i = 0; i + 1 < 200'000; ++i) pairs.push_back({i, i + 1, 2});
  EXPECT_EQ(parts_without_bridges(200'000, pairs, 8).size(), 1U);
}

}  // namespace
}  // namespace stillwatch
