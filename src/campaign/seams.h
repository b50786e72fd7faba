// Cuts a connected part of a graph along its thin seams.
//
//   split_at_seams(part, pairs, how, 8, parts);            // appends what is left of the part
//
// A large part (300 nodes or more) is cut into pieces of best modularity (campaign/communities.h), which are
// joined again where more than a few ties hold them together: a seam is thin below three ties, or below 3 %
// of the smaller side. A sparse pool that hangs together by chance alone so stays whole, and two pools with a
// few ties between them, dense or sparse, come apart. In a small part, where every seam is thin, the
// communities themselves are the result, and who is in none goes where three or more of its ties lead. Steady
// ties are never cut (campaign/steady_ties.h).
//
// Pure; deterministic for the same input and seed. Cost: that of find_communities on the ties of the part.
#pragma once

#include <cstdint>
#include <vector>

#include "campaign/bridges.h"
#include "campaign/communities.h"

namespace stillwatch {

// `part` is ascending; `pairs` may also hold pairs outside it. Appends parts of `least_part` nodes or more,
// each ascending.
void split_at_seams(const std::vector<std::uint32_t>& part, const std::vector<TiedPair>& pairs,
                    CommunityOptions how, std::size_t least_part,
                    std::vector<std::vector<std::uint32_t>>& parts);

}  // namespace stillwatch
