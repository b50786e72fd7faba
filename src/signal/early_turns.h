// Requests that go on with a conversation before our answer to the turn before was complete.
//
//   const EarlyTurns turns = early_turns(context, group);
//   turns.log_e()     // ln e against "members wait for our answers"; 0 where the log has no end times
//
// Whoever goes on with a conversation waits for the answer, whatever he makes of it: a history cannot hold,
// in any form, what does not exist yet. Who replays stored conversations need not wait. Of both folds, in
// conversations (known by their first user turn) that the group began once, requests with n answers in
// their history are looked at when the group sent one with n - 1 before: early when the first answer to such
// a one was complete, by the log's own end time, more than a second after this one began. Any account may
// have sent either. Turns beyond the fourth answer are not told apart, and only the first of them counts.
//
// Null hypothesis: apart from kHonestTeam members, on average at most kHonestEarlyShare of an account's
// requests that go on are early (answers that were stopped and whose end the log gives too late, clocks).
// Pure and thread-safe. Cost: one pass over the group's rows, hashing 16 bytes for each.
#pragma once

#include <cstddef>
#include <vector>

#include "signal/group_evidence.h"
#include "signal/shares_by_member.h"

namespace stillwatch {

inline constexpr double kHonestEarlyShare = 0.02;

struct EarlyTurns {
  bool says_when_answered = false;  // the log has end times
  std::vector<double> shares;       // of each account that goes on with conversations
  std::size_t requests = 0, early = 0;

  [[nodiscard]] double log_e() const;
};

// Conversations that began before `from_us` are left out.
[[nodiscard]] EarlyTurns early_turns(const SignalContext& context, const Group& group,
                                     std::int64_t from_us = kBeginningOfTime);

}  // namespace stillwatch
