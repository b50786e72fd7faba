// Conversations whose turns arrive through several accounts.
//
//   const std::vector<Carry> entries = find_split_conversations(table, threads);
//
// A conversation is known by its first user turn. An account enters it midway when the first request that it
// sends of it already holds answers. When another account sent a request of the same conversation before, in
// the last seven days, the two are tied: the entering row is the bringer, the other's row the issuer. It does
// not matter whether the answers are ours, or still read as we issued them: a client that rewrites its
// history, and one that replays another service's conversations, enter midway as well.
//
// Null hypothesis of what uses it: accounts are unrelated people; a conversation moves only when somebody
// passes it on, or when two people happen to open with the same words and one of them imports his from
// elsewhere. First turns that more than kMostHolders accounts send (greetings, framework openings) do not
// count, nor do exports: conversations that more than two accounts enter, several of them at the same turn.
//
// Cost: two passes over the rows and a sort of 16 bytes for every conversation whose first turn two accounts
// may share. The result is sorted and does not depend on the number of threads.
#pragma once

#include <vector>

#include "account/carried_text.h"

namespace stillwatch {

inline constexpr std::size_t kMostHolders = 6;

[[nodiscard]] std::vector<Carry> find_split_conversations(const ExchangeTable& table, unsigned threads);

}  // namespace stillwatch
