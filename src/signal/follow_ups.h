// Requests that go on with a conversation after we answered in it, and whether they hold an answer of ours.
//
//   for (const FollowUp& f : follow_ups(context, group)) { ... f.account, f.claims ... }
//
// A client sends its history with every request, so whoever goes on from our answer brings it back. Who asks
// stored conversations again, turn by turn, brings the answers that another service gave; who rewrites what
// he received brings neither. Counted once for each account and conversation of fold 1, at requests with
// earlier answers in their history that follow an answered request of the same conversation, on whichever
// account of the group, that was long enough to be known again. It claims when any such request holds an
// answer that was issued in this conversation to the group. Conversations that began before `from_us` are
// left out. Pure and thread-safe. Cost: one pass over the
// group's rows, hashing 16 bytes for each.
#pragma once

#include <cstdint>
#include <vector>

#include "signal/group_evidence.h"

namespace stillwatch {

struct FollowUp {
  std::uint32_t account = 0;
  std::uint32_t row = 0;  // its first such request
  bool claims = false;
};

// By account, then row.
[[nodiscard]] std::vector<FollowUp> follow_ups(const SignalContext& context, const Group& group,
                                               std::int64_t from_us = kBeginningOfTime);

}  // namespace stillwatch
