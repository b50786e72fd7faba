// Requests that all begin with the same history, which this service never answered.
//
//   for (const InjectedOpening& o : find_injected_openings(table)) { ... o.row, o.opening, o.conversation ...
//   }
//
// A client may put turns in front of a request that never took place: a few examples, a persona that "agrees"
// to something, a worked protocol. Many accounts that do so with the same words have the same first user
// turn, so the whole crowd would be one conversation, and all of it one fold. Here such a history is found,
// and every request that begins with it is a conversation of its own, with the request that goes on from the
// answer in the same one.
//
// An opening is a first user turn with the last four answers of the history, as known again from the
// fingerprints, that at least kLeastCarriers accounts send and none of whose answers any account was issued
// in this log. So shared exports of conversations held here are none, and short greetings, whose fingerprint
// is left out, are none. Null hypothesis: none, this is bookkeeping. That a crowd shares an opening says that
// it has one piece of software, notebook or operator in common, and not which.
//
// Conversations of one account go to the two folds by turns, in order of time, the first by chance; the same
// prompt after the same opening is one conversation, on whichever account (a retry, an exercise).
//
// Cost: a pass over the rows with a sieve of two bytes for each request in the middle of a conversation, then
// sorting what is shared. The result does not depend on the order of the inputs.
#pragma once

#include <cstdint>
#include <vector>

namespace stillwatch {

class ExchangeTable;

// Exports handed round and classes that go on from one are smaller, as a rule.
inline constexpr std::uint32_t kLeastCarriers = 12;

struct InjectedOpening {
  std::uint32_t row = 0;
  std::uint64_t opening = 0;       // which one; 0: the request goes on with a conversation begun by one
  std::uint64_t conversation = 0;  // its top bit is the fold
};

// Ascending by row.
[[nodiscard]] std::vector<InjectedOpening> find_injected_openings(const ExchangeTable& table);

}  // namespace stillwatch
