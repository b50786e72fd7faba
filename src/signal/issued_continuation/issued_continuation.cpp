#include "signal/issued_continuation/issued_continuation.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "signal/ties.h"

namespace stillwatch::issued_continuation {
namespace {

constexpr double kExportsPerAccountWeek = 0.02;
constexpr double kLeastExports = 3.0;

// The conversations that moved, each with who continued it.
std::map<std::uint64_t, std::vector<Carry>> moved_conversations(const SignalContext& context,
                                                                const GroupEvidence& evidence) {
  std::map<std::uint64_t, std::vector<Carry>> moved;
  for (const Carry& carry : evidence.continuations) {
    moved[context.table.rows()[carry.bringer].root].push_back(carry);
  }
  return moved;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const auto& public_roots = context.carried.public_conversations;
  std::vector<Carry> counted;
  std::size_t moved = 0;
  for (const auto& [root, carries] : moved_conversations(context, evidence)) {
    ++moved;
    if (!std::binary_search(public_roots.begin(), public_roots.end(), root))
      counted.insert(counted.end(), carries.begin(), carries.end());
  }
  const Ties ties = ties_of(context, *evidence.group, counted);
  SignalFinding finding = tie_finding(kInfo, context, *evidence.group, ties,
                                      {kExportsPerAccountWeek, kLeastExports}, "conversations", moved);
  finding.sentence = fmt::format(
      "{} conversations were continued on an account that never received the answers they hold, which ties "
      "{} "
      "accounts to each other in sets larger than a family. Families and {:.1f} conversations passed on "
      "between "
      "strangers are allowed in this time; these ties need at least {}.",
      moved, ties.members_beyond_families(), fact_of(finding, "honest_bound"), ties.beyond_families());
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "issued_continuation",
    "S13",
    Question::run_as_one,
    Maturity::candidate,
    "Conversations continued on another account",
    "Members are unrelated people and families of up to five accounts: strangers pass on at "
    "most one conversation per account and year (and at least three in the group).",
    "A fold-1 conversation whose history on one account holds answers issued only to another "
    "member ties the two; one that more than two accounts of the log continue is public and does not. "
    "Counted are the coincidences that the tied sets need at least, if they consist of families: "
    "ceil(n / 5) - 1 for a set of n, or its pairs beyond those inside families of five. Poisson tail and a "
    "mixture of Poisson likelihood ratios "
    "against the bound.",
    "People sharing a chat export (public: continued by many), one person with a few keys (up "
    "to five accounts are free).",
    "Pools that never fail over, histories that are rewritten.",
    "gen_ai.input.messages, gen_ai.output.messages",
    &test};

}  // namespace stillwatch::issued_continuation
