// Does a group that would be named still look like a campaign on later days alone?
//
//   const LaterDays later = confirm_on_later_days(context, evidence, findings,
//   /*alone=*/share.undecidable()); if (later.answer == LaterDays::Answer::refuted) ...    // not named
//
// An account keeps its habits across the folds, which are by conversation. So the group's time is cut in two
// where half of its tested requests lie behind, at midnight where that leaves enough. Templates are learned
// again from fold 0 before the cut, and both questions are asked again of fold 1 after it, by the signals
// that read times and texts; conversations that began before are left out. Facts of the account table (means
// of payment, succession) have no later days and are not asked. The evidence is disjoint in time and by hash.
//
// Null hypothesis: as for the group; each e-value here is one by itself, so that 20 or more for both
// questions has a chance of at most 5 % under it. It is a condition on top of e-BH, which stays valid:
// whatever is set aside counts as e = 0. Half of the data cannot always repeat what all of it shows:
// `confirmed` from 20 on; `refuted` where either question, tested on enough data by a signal that answered it
// on all days (e of 10 or more), has an e-value below 1, that is, where later days speak for the honest side;
// `not_confirmed` in between, and `too_little` where it could not be tested. Only `refuted` keeps a group
// from being named; the others stand in the report. Pure and thread-safe. Cost: that of testing the group
// once more, for groups that would be named only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "signal/signal.h"

namespace stillwatch {

struct LaterDays {
  enum class Answer : std::uint8_t { not_asked, confirmed, not_confirmed, refuted, too_little };
  Answer answer = Answer::not_asked;
  std::int64_t cut_us = 0;
  std::uint64_t tested = 0;  // requests after the cut
  double log10_e_run = 0.0, log10_e_harvest = 0.0;
  std::string sentence;
};
[[nodiscard]] std::string_view name_of(LaterDays::Answer answer);  // "not_asked", "confirmed", ...

// A group's evidence and findings of all days; `alone`: signals that need others are not counted.
struct LaterQuestion {
  const GroupEvidence* evidence = nullptr;
  std::span<const SignalFinding> findings;
  bool alone = false;
};

// One answer for each question, on so many threads: every signal of every group is handed out by itself, in
// the order of the questions, so the largest group should be the first. The answers do not depend on the
// number of threads.
[[nodiscard]] std::vector<LaterDays> confirm_on_later_days(const SignalContext& context,
                                                           std::span<const LaterQuestion> questions,
                                                           unsigned threads);
[[nodiscard]] LaterDays confirm_on_later_days(const SignalContext& context, const GroupEvidence& evidence,
                                              std::span<const SignalFinding> findings, bool alone);

}  // namespace stillwatch
