// Whether accounts take turns: each begins a conversation only after the other did.
//
//   const Turns turns(evidence.starts, evidence.group->member_count());
//   for (const auto& [a, b] : turns.neighbours()) switch (turns.of(a, b)) { case Turn::taken: ... }
//
// Two members with three starts each at least are merged into one sequence of starts; what one of them did
// alone at either end is left out. They take turns when the sequence, of at most eight starts, alternates
// strictly. Not told of a pair: what recurs in 20 hours or more (daily habits have an order of their own),
// what recurs, on either member, by whole ten minutes or at equal gaps (jobs by the clock, timers), and two
// members whose gaps are the same to a minute (one script). Neighbours began for the first time within five
// minutes of each other: people who come again vary by more than that, so that which of the two is first the
// next time is a toss. Times alone are read. Cost: a sort of the starts, then constant for each pair.
#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "signal/group_evidence.h"

namespace stillwatch {

enum class Turn : std::uint8_t { not_told, not_taken, taken };

class Turns {
 public:
  Turns(std::span<const ConversationStart> starts, std::size_t members);
  [[nodiscard]] Turn of(std::uint32_t a, std::uint32_t b) const;
  // Members with three starts or more, in order of their first.
  [[nodiscard]] const std::vector<std::uint32_t>& members() const { return members_; }
  // Pairs of these that began within five minutes of each other, each member in one at most.
  [[nodiscard]] std::vector<std::pair<std::uint32_t, std::uint32_t>> neighbours() const;

 private:
  std::vector<std::vector<std::int64_t>> times_;  // by member, ascending
  std::vector<std::uint32_t> members_;
};

}  // namespace stillwatch
