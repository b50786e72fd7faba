// Accounts that grouping put elsewhere although what they leave is what one group leaves.
//
//   attach_stragglers(graph, parts);          // parts: disjoint sets of nodes; stragglers are added to
//   theirs
//
// Short-lived accounts share too little to be drawn into a dense block, or are trimmed from it. A node
// outside all parts joins the one whose own traces it leaves: traces with at least three users in the part
// and four in five of their users there. It must leave at least kLeastOwn of them, more than any single
// prompt makes, and they must be at least a fifth, by weight, of all it shares with anybody (what people
// share is mostly common). Reads fold 0 only, as everything that forms groups; the node is then tested like
// every member. Deterministic. Cost: two passes over the edges.
#pragma once

#include <cstdint>
#include <vector>

#include "campaign/communities.h"

namespace stillwatch {

// One prompt leaves up to twelve shapes, a system prompt and tool schemas: this is at least two to three
// prompts.
inline constexpr std::uint32_t kLeastOwn = 20;

void attach_stragglers(const BipartiteGraph& graph, std::vector<std::vector<std::uint32_t>>& parts);

}  // namespace stillwatch
