#include "campaign/steady_ties.h"

#include <gtest/gtest.h>

namespace stillwatch {
namespace {

using Parts = std::vector<std::vector<std::uint32_t>>;

// A ring of `size` nodes from `first` on, whose pairs are seen this often each.
void add_ring(std::vector<TiedPair>& pairs, std::uint32_t first, std::uint32_t size, std::uint32_t seen) {
  for (std::uint32_t i = 0; i < size; ++i) pairs.push_back({first + i, first + (i + 1) % size, seen});
}

std::vector<std::uint32_t> nodes_from(std::uint32_t first, std::uint32_t size) {
  std::vector<std::uint32_t> nodes;
  for (std::uint32_t i = 0; i < size; ++i) nodes.push_back(first + i);
  return nodes;
}

TEST(SteadyTies, ARingThatWasCutIsWholeAgain) {
  std::vector<TiedPair> pairs;
  add_ring(pairs, 0, 30, 15);
  const Parts arcs = {nodes_from(0, 10), nodes_from(10, 10), nodes_from(20, 8)};  // two nodes in none
  EXPECT_EQ(join_by_steady_ties(30, pairs, arcs), Parts{nodes_from(0, 30)});
}

TEST(SteadyTies, APoolWithWeakTiesKeepsItsSeams) {
  std::vector<TiedPair> pairs;
  add_ring(pairs, 0, 20, kSteadyTie - 1);
  const Parts arcs = {nodes_from(0, 10), nodes_from(10, 10)};
  EXPECT_EQ(join_by_steady_ties(20, pairs, arcs), arcs);
}

TEST(SteadyTies, TwoRingsWithSomeTiesBetweenThemStayTwo) {
  std::vector<TiedPair> pairs;
  add_ring(pairs, 0, 12, 40);
  add_ring(pairs, 12, 12, 40);
  pairs.push_back({3, 17, kSteadyTie});  // often enough, and far below what either is used to
  pairs.push_back({5, 14, 1});
  EXPECT_EQ(join_by_steady_ties(24, pairs, {}), (Parts{nodes_from(0, 12), nodes_from(12, 12)}));
}

TEST(SteadyTies, WhoHasNoSteadyTieIsLeftWhereItWas) {
  const std::vector<TiedPair> pairs = {{0, 1, 9}, {1, 2, 1}, {3, 4, 2}};
  EXPECT_EQ(join_by_steady_ties(6, pairs, {}), (Parts{{0, 1}}));
  EXPECT_EQ(join_by_steady_ties(6, pairs, {{2, 5}}), (Parts{{0, 1}, {2, 5}}));
}

}  // namespace
}  // namespace stillwatch
