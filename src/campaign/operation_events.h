// Where two accounts of a group touch in operation: exchanges that a person can look up, of which the signals
// hand_off and synchrony say whether there are more than chance gives.
//
//   for (const RowPair& pair : hand_offs(context, group)) cite(rows[pair.first]), cite(rows[pair.second]);
//
// The rules are those of the two signals, so that what is cited is what was counted. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "signal/group_evidence.h"

namespace stillwatch {

// Rows of two members of the group, in order of time.
struct RowPair {
  std::uint32_t first = 0, second = 0;
};

// Conversations of fold 1 that were refused (401, 403, 429) at one member and went on at another within two
// minutes, each once; conversations on more than three members are public questions. By row.
[[nodiscard]] std::vector<RowPair> hand_offs(const SignalContext& context, const Group& group);

// Conversations that began within two seconds of one before at another member, away from the full minute. By
// time.
[[nodiscard]] std::vector<RowPair> starts_together(const GroupEvidence& evidence);

}  // namespace stillwatch
