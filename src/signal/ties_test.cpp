#include "signal/ties.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/random.h"

namespace stillwatch {
namespace {

TEST(Ties, AFamilyNeedsNoCoincidence) {
  Ties ties(10);
  for (int again = 0; again < 100; ++again) {
    for (std::uint32_t m = 1; m < 5; ++m) ties.add(0, m);
  }
  EXPECT_EQ(ties.pairs(), 4U);
  EXPECT_EQ(ties.beyond_families(), 0U);
  EXPECT_EQ(ties.members_beyond_families(), 0U);
}

TEST(Ties, SixNeedOneAndElevenTwo) {
  Ties ties(30);
  for (std::uint32_t m = 1; m < 6; ++m) ties.add(m - 1, m);
  EXPECT_EQ(ties.beyond_families(), 1U);
  for (std::uint32_t m = 11; m < 21; ++m) ties.add(m - 1, m);
  EXPECT_EQ(ties.beyond_families(), 3U);
  EXPECT_EQ(ties.members_beyond_families(), 17U);
  ties.add(5, 10);  // 17 together: four families
  EXPECT_EQ(ties.beyond_families(), 3U);
  ties.add(3, 3);
  EXPECT_EQ(ties.pairs(), 16U);
}

// Each account is tied to its next two neighbours: however families are drawn, five hold seven of the pairs.
TEST(Ties, ARingOfNeighboursNeedsMoreThanItsSize) {
  Ties ties(60);
  for (std::uint32_t m = 0; m < 60; ++m) {
    ties.add(m, (m + 1) % 60);
    ties.add(m, (m + 2) % 60);
  }
  EXPECT_EQ(ties.beyond_families(), 36U);  // 120 pairs, of which twelve families of five hold 84
}

TEST(Ties, FamiliesInARowNeedTheTiesBetweenThemAlone) {
  Ties ties(50);
  for (std::uint32_t first = 0; first < 50; first += 5) {
    for (std::uint32_t a = first; a < first + 5; ++a) {
      for (std::uint32_t b = a + 1; b < first + 5; ++b) ties.add(a, b);
    }
    if (first > 0) ties.add(first - 1, first);
  }
  EXPECT_EQ(ties.beyond_families(), 9U);
}

// The fewest pairs between families over all ways to draw them, by trying all: members one after the other
// join a family that is not full, or begin one.
std::size_t fewest_between(const std::set<std::pair<std::uint32_t, std::uint32_t>>& pairs,
                           std::vector<std::uint32_t>& family, std::uint32_t members,
                           std::uint32_t families) {
  if (family.size() == members) {
    std::size_t between = 0;
    for (const auto& [a, b] : pairs) between += family[a] != family[b] ? 1 : 0;
    return between;
  }
  std::size_t best = pairs.size();
  for (std::uint32_t f = 0; f <= families; ++f) {
    if (std::count(family.begin(), family.end(), f) == Ties::kFamily) continue;
    family.push_back(f);
    best = std::min(best, fewest_between(pairs, family, members, families + (f == families ? 1 : 0)));
    family.pop_back();
  }
  return best;
}

TEST(Ties, NeverNeedsMoreThanTheBestDrawingOfFamiliesDoes) {
  constexpr std::uint32_t kMembers = 9;
  Random random(11);
  for (int graph = 0; graph < 60; ++graph) {
    Ties ties(kMembers);
    std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
    const std::uint64_t tries = 4 + random.below(20);
    for (std::uint64_t i = 0; i < tries; ++i) {
      const auto a = static_cast<std::uint32_t>(random.below(kMembers));
      const auto b = static_cast<std::uint32_t>(random.below(kMembers));
      if (a == b) continue;
      pairs.insert({std::min(a, b), std::max(a, b)});
      ties.add(a, b);
    }
    std::vector<std::uint32_t> family;
    EXPECT_LE(ties.beyond_families(), fewest_between(pairs, family, kMembers, 0)) << "graph " << graph;
  }
}

}  // namespace
}  // namespace stillwatch
