// Candidate groups from what passes between accounts: conversations that are taken over, and answers that
// come back elsewhere.
//
//   add_carry_groups(context, nodes, how, parts);
//
// Linking by traces needs accounts that say the same things; a relay of real people's prompts, a replay of
// stored conversations, and accounts that grade what others received do not. Here accounts are linked when,
// in fold 0, one brings what another had (CarriedText: continuations, returns, entries; public conversations
// left out). Everything that hangs together, without ties on which alone a large part hangs
// (campaign/bridges.h) and without sparse ties between dense parts (campaign/communities.h), is a candidate;
// parts with a tie between them that is seen again and again stay together (campaign/steady_ties.h).
// A part that lies mostly inside a candidate is joined with it, without its verified organisations (groups of
// their own), and one that holds two of them gives them up.
// A candidate accuses nobody: fold 1 decides. Cost: that of find_communities on the carries.
#pragma once

#include <cstdint>
#include <vector>

#include "campaign/communities.h"
#include "campaign/link_graph.h"
#include "signal/group_evidence.h"

namespace stillwatch {

// Fewer accounts than these are left to the other ways of grouping: families and friends pass things on.
inline constexpr std::uint32_t kLeastCarryGroup = 8;

void add_carry_groups(const SignalContext& context, const AccountNodes& nodes, const CommunityOptions& how,
                      std::vector<std::vector<std::uint32_t>>& parts);

}  // namespace stillwatch
