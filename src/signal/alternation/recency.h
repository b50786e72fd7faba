// How long ago the account that is used next was used last, counted in other accounts: the inner loop of the
// alternation signal, once for every start of every surrogate.
//
//   std::vector<std::int8_t> ranks(starts.size());
//   recency_ranks(starts, ranks.data());        // starts: words of an Interleaving, in order
//
// A start's rank is how many members were used, later, since its member was last used (ties in time count for
// it: who was used at the same moment is not later), and kFirstUse where it was not used before. Of a pool
// that always takes the least recently used account all ranks are the highest.
//
// `recency_ranks_scalar` defines what is right; `recency_ranks` gives the same faster (Highway, for every
// instruction set; text/kernels/ascii_blocks.h): the stamps of all members lie side by side, and those above
// one are counted at once. Pure, thread-safe. Cost: 1 to 3 ns a start, the scalar one some 10.
#pragma once

#include <cstdint>
#include <span>

namespace stillwatch::alternation {

inline constexpr std::uint32_t kMostMembers = 32;  // of a set; all starts are of members below it
inline constexpr std::int8_t kFirstUse = -1;

void recency_ranks_scalar(std::span<const std::uint64_t> starts, std::int8_t* ranks);
void recency_ranks(std::span<const std::uint64_t> starts, std::int8_t* ranks);

}  // namespace stillwatch::alternation
