#include "signal/split_conversation/split_conversation.h"

#include <fmt/format.h>

#include <algorithm>

#include "signal/ties.h"

namespace stillwatch::split_conversation {
namespace {

constexpr double kPassedOnPerAccountWeek = 0.02;  // as for issued_continuation
constexpr double kLeastPassedOn = 3.0;

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  if (evidence.entries.empty())
    return not_applicable(kInfo, "no conversation of the tested half is entered midway by another member");
  const Ties ties = ties_of(context, *evidence.group, evidence.entries);
  SignalFinding finding =
      tie_finding(kInfo, context, *evidence.group, ties, {kPassedOnPerAccountWeek, kLeastPassedOn}, "entries",
                  evidence.entries.size());
  finding.sentence = fmt::format(
      "{} conversations that one account of the group began were entered midway by another; this ties {} "
      "pairs of "
      "accounts, and {} accounts to each other in sets larger than a family. Families and {:.1f} "
      "conversations "
      "passed on between strangers are allowed in this time; these ties need at least {}.",
      evidence.entries.size(), ties.pairs(), ties.members_beyond_families(), fact_of(finding, "honest_bound"),
      ties.beyond_families());
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "split_conversation",
    "S13",
    Question::run_as_one,
    Maturity::candidate,
    "Turns of one conversation through several accounts",
    "Members are unrelated people and families of up to five accounts: strangers pass on at most one "
    "conversation per account and year (and at least three in the group).",
    "A fold-1 conversation, known by its first user turn, that at most six accounts of the log hold, one of "
    "which "
    "sends its first request of it with earlier answers in the history, at most seven days after another "
    "member "
    "had it, ties the two; the answers need not be ours, nor unchanged. Counted are the coincidences that "
    "the "
    "tied sets need at least, if they consist of families: ceil(n / 5) - 1 for a set of n, or its pairs "
    "beyond "
    "those inside families of five. Poisson tail and a mixture of Poisson likelihood ratios against the "
    "bound.",
    "People sharing a chat export (entered by many: public), one person with a few keys (up to five accounts "
    "are "
    "free), honest resellers and aggregators, which are run as one.",
    "Pools whose conversations stay on one account, first turns that are rewritten on every request.",
    "gen_ai.input.messages",
    &test};

}  // namespace stillwatch::split_conversation
