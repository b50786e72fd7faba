// Communities that a steady tie holds together are one.
//
//   auto communities = join_by_steady_ties(nodes, pairs, find_communities(graph, how));
//
// A pool that deals its work out in strict turn ties every account to its neighbours in the order, again and
// again: a ring. Cut anywhere, a ring looks like two parts with a single tie between them, and modularity
// cuts a long one into arcs. What tells a seam of a ring from the odd tie between two pools is how often it
// is seen: strangers pass on one conversation an account and year (signal/split_conversation), and seldom
// twice between the same two accounts. A pair is steady when it is seen at least kSteadyTie times and at
// least a quarter as often as the most frequent pair of either of its accounts. Parts with a steady pair
// between them are joined; a node in no part is a part alone.
//
// Pure and thread-safe. Cost: linear in nodes and pairs.
#pragma once

#include <cstdint>
#include <vector>

#include "campaign/bridges.h"

namespace stillwatch {

inline constexpr std::uint32_t kSteadyTie = 6;

// `communities` are disjoint sets of nodes below `nodes`. Parts of at least two, each ascending, in order of
// their first node.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> join_by_steady_ties(
    std::uint32_t nodes, const std::vector<TiedPair>& pairs,
    const std::vector<std::vector<std::uint32_t>>& communities);

}  // namespace stillwatch
