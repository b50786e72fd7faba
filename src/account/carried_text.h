// Text that was issued to one account and arrives through another.
//
//   CarriedText carried = find_carried_text(table, threads);
//   for (const Carry& c : carried.continuations) ...        // B's request history holds an answer issued to
//   A for (const Carry& c : carried.returns) ...              // B's new prompt quotes an answer issued to A
//
// A carry counts only when the text is evidence: it was never issued to the account that brings it, it was
// issued to at most kMostIssuers accounts, and it was issued before it came back. For quoted text, at least
// two winnowed fingerprints of the same answer, and two in five of those it left, must return, and a
// fingerprint that was in anybody's prompt before it was issued is public text and does not count. A
// continuation is counted once per bringing account and conversation (at its first request).
//
// Null hypothesis of what uses it: accounts are unrelated people, who pass answers on only as shared exports
// or quotations. Cost: sorting 24 bytes per answer, respectively per fingerprint, of which some account
// issues and another brings the same; some passes over the table, and one or two bytes for each fingerprint
// of an answer. With `memory` (bytes, 0: no bound) fingerprints are looked at in as many shares and passes as
// it takes; at most 64 shares and 256 passes each. The result is sorted and does not depend on the number of
// threads or on memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "account/exchange_table.h"

namespace stillwatch {

inline constexpr std::size_t kMostIssuers = 3;

struct Carry {
  std::uint32_t bringer = 0;  // row index of the request that brings the text
  std::uint32_t issuer = 0;   // row index of the exchange whose answer it was
  auto operator<=>(const Carry&) const = default;
};

// A conversation that more accounts than these go on with, in the whole log, is a public one.
inline constexpr std::size_t kMostBringers = 2;

struct CarriedText {
  std::vector<Carry> continuations;
  std::vector<Carry> returns;
  std::vector<Carry> entries;  // conversations entered midway (account/split_conversations.h)
  std::vector<std::uint64_t> public_conversations;  // roots, ascending
};

[[nodiscard]] CarriedText find_carried_text(const ExchangeTable& table, unsigned threads,
                                            std::size_t memory = 0);

}  // namespace stillwatch
