// Connected parts of a graph that do not hang on one edge.
//
//   auto parts = parts_without_bridges(nodes, edges, 8);   // edges: pairs of nodes, with how often each is
//   seen
//
// A bridge is an edge that is the only way between two sides (Tarjan, "A note on finding the bridges of a
// graph", Information Processing Letters 1974). An edge that was seen once and whose two sides both have at
// least `least_side` nodes is cut; smaller sides stay attached. So one conversation that somebody passed on
// does not make one group of two pools.
//
// Cost: linear. Pure and thread-safe.
#pragma once

#include <cstdint>
#include <vector>

namespace stillwatch {

struct TiedPair {
  std::uint32_t a = 0, b = 0;
  std::uint32_t seen = 1;
};

// Parts with at least `least_side` nodes, each ascending, in order of their first node. No pair twice.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> parts_without_bridges(
    std::uint32_t nodes, const std::vector<TiedPair>& pairs, std::uint32_t least_side);

}  // namespace stillwatch
