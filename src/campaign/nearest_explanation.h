// Which honest explanation comes nearest to one account, measured on the account's own exchanges.
//
//   std::vector<OwnExplanation> list = own_explanations(context, decision, account);   // the nearest first
//
// A group can be a campaign while one of its accounts belongs to a student or a job that was taken along: so
// every explanation that was considered for the group (honest_explanations(), but "independent people", which
// is about the group alone) is held against this account by the number that decides it for groups: the same
// rows (fold 1), the same bounds. How far it is from fitting is a factor, so that explanations can be
// compared: for a count, how many times too large it is; for a share, how many times its odds would have to
// change to reach the bound (half an observation is added on either side, so that 0 of n is no infinity). 1
// means that the account alone would fit. Nothing is decided by it: an explanation that fits one member does
// not clear a group, it says what to ask for.
//
// Pure and thread-safe. Cost: two passes over the group's tested rows.
#pragma once

#include <cstdint>
#include <vector>

#include "campaign/decision.h"

namespace stillwatch {

// `account` is one of the table; it need not be of the group.
[[nodiscard]] std::vector<OwnExplanation> own_explanations(const SignalContext& context,
                                                           const GroupDecision& decision,
                                                           std::uint32_t account);

// The factor by which the odds of the share k / n are away from `bound` from below, resp. from above; at
// least 1, which means that the share is there already. n > 0, 0 < bound < 1.
[[nodiscard]] double odds_short_of(std::uint64_t k, std::uint64_t n, double bound);
[[nodiscard]] double odds_beyond(std::uint64_t k, std::uint64_t n, double bound);

}  // namespace stillwatch
