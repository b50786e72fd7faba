// Conversation starts that fill the group's templates, read apart from the rest of its accounts' traffic.
//
//   SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
//     return of_all_and_templated(context, evidence, &finding_of);  // finding_of(context, evidence, starts)
//   }
//
// Accounts that hide one queue among other people's text look independent as a whole, and are dealt out in
// turn where the queue shows. A test whose null hypothesis speaks of times holds for any part of the starts
// that is chosen by what they say, by templates learned on fold 0: so it is made on all starts, and, where
// templates are between a hundredth and nine tenths of them, on the templated ones as well. The e-value is
// the mean of the two, which is an e-value; the sentence and the facts are those of the larger. Cost: one
// look at each start's shapes.
#pragma once

#include <span>

#include "signal/group_evidence.h"
#include "signal/signal.h"
#include "signal/signal_finding.h"

namespace stillwatch {

using StartsTest = SignalFinding (*)(const SignalContext&, const GroupEvidence&,
                                     std::span<const ConversationStart> starts);

[[nodiscard]] SignalFinding of_all_and_templated(const SignalContext& context, const GroupEvidence& evidence,
                                                 StartsTest test);

}  // namespace stillwatch
