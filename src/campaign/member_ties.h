// Which members of a group are tied to which, and by what: the links of the account graph.
//
//   std::vector<LinkFinding> links = ties_between(context, evidence, accounts);   // indices into `accounts`
//
// Kinds:
//   template         templates of the group that both fill, and
//   verbatim_prompt  rare prompts that both ask word for word: for each member its two strongest ties, each
//                    shared thing weighing 1 / ln(users + 5), in the half that forms groups
//   issued_turn      answers issued to one that arrive through the other, ln(1 + count), in both halves
//   hand_off         conversations that go on at the other within two minutes of a refusal, in the tested
//   half payment          one means of payment, each member with the next that uses it
//
// At most 2,000 in all and 400 of every kind but `template`, the strongest first; each is a fact, none is
// drawn for the picture. In groups of thousands a member's ties are sought among its rarest templates first,
// and enough of their users. Deterministic. Cost: one pass over the members' rows, and at most 4,096 looks a
// member and kind.
#pragma once

#include <cstdint>
#include <vector>

#include "campaign/scan_result.h"
#include "signal/group_evidence.h"

namespace stillwatch {

// `accounts`: ascending and unique.
[[nodiscard]] std::vector<LinkFinding> ties_between(const SignalContext& context,
                                                    const GroupEvidence& evidence,
                                                    const std::vector<std::uint32_t>& accounts);

}  // namespace stillwatch
