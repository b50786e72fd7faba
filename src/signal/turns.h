// Whether accounts take turns: each begins a conversation only after the other did.
//
//   const Turns turns(evidence.starts, evidence.group->member_count());
//   switch (turns.of(a, b)) { case Turn::taken: ... }      // members of the group
//
// Two members with two starts each at least are merged into one sequence of starts; what one of them did
// alone at either end is left out. They take turns when the sequence, of at most eight starts, then
// alternates strictly and has at least four. Not told of a pair: what recurs in 20 hours or more (daily
// habits have an order of their own), and what recurs, on either member, by whole ten minutes (jobs by the
// clock). Times alone are read. Cost: linear in the starts, then constant for each pair.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "signal/group_evidence.h"

namespace stillwatch {

enum class Turn : std::uint8_t { not_told, not_taken, taken };

class Turns {
 public:
  Turns(std::span<const ConversationStart> starts, std::size_t members);
  [[nodiscard]] Turn of(std::uint32_t a, std::uint32_t b) const;
  // Members with two starts or more, ascending.
  [[nodiscard]] const std::vector<std::uint32_t>& members() const { return members_; }
  // Does the member take turns with at least half of those of which it can be told, of at most 64?
  [[nodiscard]] bool takes_turns_with_half(std::uint32_t member) const;

 private:
  std::vector<std::vector<std::int64_t>> times_;  // by member, ascending
  std::vector<std::uint32_t> members_;
};

}  // namespace stillwatch
