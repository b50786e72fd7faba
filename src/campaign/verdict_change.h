// What would change the verdict on one account: the outcome without each piece of evidence that carries it.
//
//   AppealFacts facts = appeal_facts(context, decisions, g, account, links, fdr);
//
// Evidence is withdrawn one piece at a time, everything else left as it is, and the rule is applied again:
//   * each signal of the group that speaks (e >= 10), as if it had not run (e = 1; campaign/decision.h);
//   * per question, the strongest of them together, as few as change the outcome of the group (an average of
//     e-values falls fastest so: no smaller set does it);
//   * the account's own evidence: its matching conversations as if they filled no template of the group, its
//     returns as if they brought nothing back, and the number of conversations that must be withdrawn until
//     it is no longer named. These are taken by template, those it filled least often first, because a
//     further template weighs more than a further conversation; last those that only bring answers back.
// Groups are not formed anew: that the account would be in the group without its ties is not examined; the
// ties by which it is in it are listed by kind. Deterministic, pure, thread-safe. Cost: about twenty times
// e-BH over all groups, and one membership test of the group.
#pragma once

#include <cstdint>
#include <vector>

#include "campaign/decision.h"

namespace stillwatch {

// `links`: all ties of the account (campaign/account_links.h).
[[nodiscard]] AppealFacts appeal_facts(const SignalContext& context,
                                       const std::vector<GroupDecision>& decisions, std::size_t group,
                                       std::uint32_t account, const std::vector<AccountLink>& links,
                                       double fdr);

}  // namespace stillwatch
