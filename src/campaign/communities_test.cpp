#include "campaign/communities.h"

#include <gtest/gtest.h>

#include <set>

#include "base/memory_bound.h"
#include "base/random.h"

namespace stillwatch {
namespace {

// `blocks` dense blocks of `size` accounts over `traces` traces each, inside noise.
BipartiteGraph planted(std::uint32_t blocks, std::uint32_t size, std::uint32_t traces, std::uint32_t others,
                       std::uint64_t seed) {
  Random random(seed);
  std::set<std::pair<std::uint32_t, std::uint32_t>> edges;
  BipartiteGraph graph;
  graph.accounts = blocks * size + others;
  graph.traces = blocks * traces + 200;
  for (std::uint32_t b = 0; b < blocks; ++b) {
    for (std::uint32_t a = 0; a < size; ++a) {
      for (std::uint32_t t = 0; t < traces; ++t) {
        if (random.chance(0.7)) edges.emplace(b * size + a, b * traces + t);
      }
    }
  }
  for (std::uint32_t a = 0; a < graph.accounts; ++a) {
    for (int i = 0; i < 4; ++i) {
      edges.emplace(a, blocks * traces + static_cast<std::uint32_t>(random.zipf(200, 1.1)));
    }
  }
  for (const auto& [a, t] : edges) graph.edges.push_back({a, t, 1.0F});
  return graph;
}

TEST(Communities, FindsPlantedBlocks) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const BipartiteGraph graph = planted(6, 40, 20, 400, seed);
    CommunityOptions options;
    options.seed = seed;
    const auto found = find_communities(graph, options);
    for (std::uint32_t b = 0; b < 6; ++b) {
      std::size_t best = 0, strangers = 0;
      for (const auto& community : found) {
        std::size_t hits = 0;
        for (const std::uint32_t a : community) hits += a / 40 == b && a < 240 ? 1 : 0;
        if (hits > best) {
          best = hits;
          strangers = community.size() - hits;
        }
      }
      EXPECT_GE(best, 39U) << "seed " << seed << " block " << b;
      EXPECT_LE(strangers, 6U) << "seed " << seed << " block " << b;
    }
  }
}

TEST(Communities, SameSeedSameResult) {
  const BipartiteGraph graph = planted(4, 30, 10, 100, 9);
  EXPECT_EQ(find_communities(graph, {}), find_communities(graph, {}));
}

TEST(Communities, AreTheSameInManyPassesWhereMemoryIsShort) {
  const BipartiteGraph graph = planted(6, 60, 20, 600, 3);  // networks of some 130 KB
  for (const unsigned threads : {1U, 2U}) {
    CommunityOptions options;
    options.threads = threads;
    const auto roomy = find_communities(graph, options);
    constexpr std::size_t kMargin = std::size_t{8} << 20;
    const MemoryBound bound({kMargin + (std::size_t{64} << 10), [](std::size_t) {}});
    ASSERT_TRUE(MemoryBound::is_short_for(16 * graph.edges.size()));
    EXPECT_EQ(find_communities(graph, options), roomy);
    EXPECT_GE(roomy.size(), 6U);
  }
}

TEST(Communities, EmptyAndTiny) {
  EXPECT_TRUE(find_communities({}, {}).empty());
  EXPECT_TRUE(find_communities({1, 1, {{0, 0, 1.0F}}}, {}).empty());
  EXPECT_EQ(find_communities({4, 2, {{0, 0, 1.0F}, {1, 0, 1.0F}, {2, 1, 1.0F}, {3, 1, 1.0F}}}, {}).size(),
            2U);
}

}  // namespace
}  // namespace stillwatch
