// Where two accounts of a group touch in operation: exchanges that a person can look up, of which the signals
// hand_off and synchrony say whether there are more than chance gives.
//
//   for (const RowPair& pair : hand_offs(context, group)) cite(rows[pair.first]), cite(rows[pair.second]);
//
// The two signals count these, so that what is cited is what was counted. Pure and thread-safe. Cost: a sort
// of the group's rows of fold 1, resp. one pass over its starts.
#pragma once

#include <cstdint>
#include <vector>

#include "signal/group_evidence.h"

namespace stillwatch {

inline constexpr std::int64_t kHandOffUs =
    120'000'000;  // a conversation goes on elsewhere at most so long after
inline constexpr std::int64_t kTogetherUs = 100'000;  // starts that lie no further apart are together
// Jobs that start on the minute do so everywhere: starts within kRoundUs of one are left out.
inline constexpr std::int64_t kMinuteUs = 60'000'000, kRoundUs = 3'000'000;
[[nodiscard]] inline bool near_full_minute(std::int64_t time_us) {
  return time_us % kMinuteUs < kRoundUs || time_us % kMinuteUs >= kMinuteUs - kRoundUs;
}

// How long the group's accounts were seen, together, in weeks.
[[nodiscard]] double account_weeks(const SignalContext& context, const Group& group);

// Rows of two members of the group, in order of time.
struct RowPair {
  std::uint32_t first = 0, second = 0;
};

// Conversations of fold 1 that were refused (401, 403, 429) at one member and went on at another within two
// minutes, each once; conversations on more than three members are public questions. Rows before `from_us`
// are left out. By row.
[[nodiscard]] std::vector<RowPair> hand_offs(const SignalContext& context, const Group& group,
                                             std::int64_t from_us = kBeginningOfTime);

// Conversations that began within a tenth of a second of one before at another member, away from the full
// minute. By time.
[[nodiscard]] std::vector<RowPair> starts_together(const GroupEvidence& evidence);

}  // namespace stillwatch
