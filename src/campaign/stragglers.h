// Accounts that grouping put elsewhere although they ask what one group asks.
//
//   attach_stragglers(context, nodes, threads, parts);   // parts: disjoint sets of nodes; stragglers move to
//   theirs
//
// Short-lived accounts share too little to be drawn into a dense block, or are trimmed from it, and a group
// that is a good part of the log falls into pieces. An account outside a part of at least kLeastMembers nodes
// moves to it when, in fold 0, at least half of its conversations, and at least three, fill the part's
// templates (each known from three members or more), over three templates or more. One prompt that a stranger
// likes as well does not suffice, and an account of a verified organisation stays with it. Only fold 0 is
// read, as by everything that forms groups; whoever moves is then tested like every member.
//
// Deterministic. Cost: learning the signatures of the larger parts, and one pass over the rows of fold 0, on
// all threads.
#pragma once

#include <cstdint>
#include <vector>

#include "campaign/link_graph.h"
#include "signal/group_evidence.h"

namespace stillwatch {

inline constexpr std::size_t kLeastMembers =
    16;  // smaller ones cannot be accused (template_spread, issued_return)

void attach_stragglers(const SignalContext& context, const AccountNodes& nodes, unsigned threads,
                       std::vector<std::vector<std::uint32_t>>& parts);

}  // namespace stillwatch
