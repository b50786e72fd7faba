// Candidate groups from injected openings: accounts that begin most of their conversations with the same
// history, which nobody was ever answered (account/injected_openings.h).
//
//   add_opening_groups(context, nodes, parts);
//
// What such accounts ask is their own, so shared wordings tie them weakly, and to strangers. Here, in fold 0,
// all nodes that begin at least half of their conversations with one of a set of openings are one candidate;
// openings belong together when a fifth of the users of the rarer one use both, or when their users go on
// from them in the same words, which hardly anybody else uses. Openings of more than a quarter of all nodes
// are public and left out. The accounts leave the parts that they were in. A candidate accuses nobody. Cost:
// one pass over the rows of fold 0.
#pragma once

#include <cstdint>
#include <vector>

#include "campaign/link_graph.h"
#include "signal/group_evidence.h"

namespace stillwatch {

void add_opening_groups(const SignalContext& context, const AccountNodes& nodes,
                        std::vector<std::vector<std::uint32_t>>& parts);

}  // namespace stillwatch
