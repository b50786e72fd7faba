// Which accounts of a group carry evidence of their own: nobody is named for the company kept.
//
//   std::vector<MemberTest> members = test_members(context, evidence, purpose_of(decision.signals), fdr);
//
// Null hypothesis per account: it is not part of what the group does. Apart from one template that it may
// like as much as the group does, at most 20 % of its conversations of fold 1 match the group's templates
// (learned on fold 0, each known from at least three accounts), it meets on average at most one further
// template, at most 0.2 % fill the group's steady templates (signal/steady_templates), at most 5 % of its
// conversations bring back text issued to other members, at most 5 % issue what returns through others, and
// at most half of those that go on after our answers hold none of them.
// Templates count only for members that also fill them more often than the rest of the log accounts for: an
// account drawn like those outside the group (campaign/likeness.h) would do so with p-values that the
// procedure of Benjamini and Hochberg at `fdr` holds for chance. Where one in twenty conversations outside
// fills them, templates are topics and name nobody, steady or not. Returns count for accounts that share them
// with twelve others or more: a team grades its own answers.
// Conversations are the unit: turns of one are no further evidence. The e-value is
// the weighted average of those that count (0.6 for the first, 0.3 for steady templates, 0.1
// for the others); e-BH inside the group controls the share of wrongly named accounts at `fdr`. Who fails is
// adjacent, not accused. Accounts outside the group whose fold-0 requests match the signature are tested too:
// those that pass are adjacent, never named, because nothing shows that they are run with the others.
//
//   const auto outsiders = outside_candidates(context, groups, threads);   // for many groups in one pass
//   members = test_members(context, *groups[g], purpose, fdr, &outsiders[g]);
//
// Cost: one pass over the group's rows and those of 2,000 others; one over all rows of fold 0 for the
// outsiders of all groups.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "signal/group_evidence.h"
#include "signal/signal_finding.h"

namespace stillwatch {

// What the group is shown to do: a member is tested for this, not for what it has in common with the others
// besides. Everything, where nothing is shown.
struct Purpose {
  bool templates = true, steady = true, returns = true, unclaimed = true;
  // Of evidence that an account was found not to have: it keeps its weight and says nothing, so that failing
  // a test never helps what is left.
  double lost_weight = 0.0;
};
[[nodiscard]] Purpose purpose_of(const std::vector<SignalFinding>& signals);

struct MemberTest {
  std::uint32_t account = 0;
  double log10_e = 0.0;
  double p = 1.0;
  bool named = false;
  bool joined = false;                                 // not among the accounts that formed the group
  std::uint64_t tested = 0, matched = 0, returns = 0;  // conversations
  std::uint64_t supplied = 0;                          // whose answers return through other members
  std::uint64_t going_on = 0, unclaimed = 0;  // that go on after our answers, and without any of them
  std::uint64_t templates = 0;
};

// A conversation of fold 1 as the test reads it.
struct TriedConversation {
  std::uint32_t match = kNoTemplate;  // the commonest template of the group that it fills
  bool asks = true;                   // has text of its own, not tool results alone
  bool steady = false;                // that template is steady: used around the clock and in no bursts
  bool returns = false;               // brings back text issued to another member
  bool supplies = false;              // its answers return through other members
  bool goes_on = false,
       unclaimed = false;  // goes on after our answers (signal/follow_ups.h), without any of them
};

// The conversations of one account, in no order.
[[nodiscard]] std::vector<TriedConversation> tried_conversations(const SignalContext& context,
                                                                 const GroupEvidence& evidence,
                                                                 std::uint32_t account);

// The test of one account by its conversations alone; `account`, `named` and `joined` are not set.
[[nodiscard]] MemberTest test_conversations(const std::vector<TriedConversation>& conversations,
                                            const Purpose& purpose);

// For each group the accounts outside it of which two requests of fold 0 fill its templates, ascending.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> outside_candidates(
    const SignalContext& context, std::span<const GroupEvidence* const> groups, unsigned threads);

// Ascending by account. `outsiders`: those of outside_candidates, where they are known; null: they are looked
// for.
[[nodiscard]] std::vector<MemberTest> test_members(const SignalContext& context,
                                                   const GroupEvidence& evidence, const Purpose& purpose,
                                                   double fdr,
                                                   const std::vector<std::uint32_t>* outsiders = nullptr);

}  // namespace stillwatch
