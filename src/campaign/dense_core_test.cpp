#include "campaign/dense_core.h"

#include <gtest/gtest.h>

#include <numeric>
#include <set>

#include "base/random.h"

namespace stillwatch {
namespace {

// Accounts 0..39 leave most of 30 traces; accounts 40..159 leave two of them and three of 400 others.
BipartiteGraph core_with_hangers_on(std::uint64_t seed) {
  Random random(seed);
  std::set<std::pair<std::uint32_t, std::uint32_t>> edges;
  for (std::uint32_t a = 0; a < 40; ++a) {
    for (std::uint32_t t = 0; t < 30; ++t) {
      if (random.chance(0.8)) edges.emplace(a, t);
    }
  }
  for (std::uint32_t a = 40; a < 160; ++a) {
    for (int i = 0; i < 2; ++i) edges.emplace(a, static_cast<std::uint32_t>(random.below(30)));
    for (int i = 0; i < 3; ++i) edges.emplace(a, 30 + static_cast<std::uint32_t>(random.below(400)));
  }
  BipartiteGraph graph{160, 430, {}};
  for (const auto& [a, t] : edges) graph.edges.push_back({a, t, 0.3F});
  return graph;
}

TEST(DenseCores, SplitsTheCoreFromItsHangersOn) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const DenseCores cores(core_with_hangers_on(seed));
    std::vector<std::uint32_t> all(160);
    std::iota(all.begin(), all.end(), 0U);
    const auto parts = cores.split(all);
    ASSERT_GE(parts.size(), 2U) << "seed " << seed;
    std::vector<std::uint32_t> core(40);
    std::iota(core.begin(), core.end(), 0U);
    EXPECT_EQ(parts.front(), core) << "seed " << seed;
    std::set<std::uint32_t> seen;
    for (const auto& part : parts) {
      for (const std::uint32_t a : part) EXPECT_TRUE(seen.insert(a).second) << "seed " << seed;
    }
  }
}

TEST(DenseCores, AnEvenGroupStaysWhole) {
  BipartiteGraph graph{10, 10, {}};
  for (std::uint32_t a = 0; a < 10; ++a) {
    for (std::uint32_t t = 0; t < 10; ++t) graph.edges.push_back({a, t, 1.0F});
  }
  const DenseCores cores(graph);
  std::vector<std::uint32_t> all(10);
  std::iota(all.begin(), all.end(), 0U);
  EXPECT_EQ(cores.split(all), (std::vector<std::vector<std::uint32_t>>{all}));
}

TEST(DenseCores, WhoSharesNothingIsDropped) {
  const DenseCores cores(BipartiteGraph{3, 2, {{0, 0, 1.0F}, {1, 0, 1.0F}, {2, 1, 1.0F}}});
  EXPECT_EQ(cores.split({0, 1, 2}), (std::vector<std::vector<std::uint32_t>>{{0, 1}}));
}

}  // namespace
}  // namespace stillwatch
