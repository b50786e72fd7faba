// Why one account is named: facts that a person can look up, in words, each citing exchanges or lines of the
// account table.
//
//   const MemberEvidence evidence = index_members(context, decision);          // once per group
//   std::vector<Reason> reasons = reasons_for(context, decision, evidence, test);
//   cite_links(context, accounts, members);     // once per group: for those who have no reason of their own
//
// Codes: "template_spread", "issued_return", "unclaimed_answers" (harvest); "issued_continuation",
// "answer_supply", "split_conversation", "hand_off", "synchrony", "shared_payment" (run as one; hand_off and
// synchrony only where the group's signal speaks, because single coincidences happen to everybody); "linked"
// and "same_organisation" (no evidence of its own).
#pragma once

#include <map>
#include <set>
#include <vector>

#include "campaign/decision.h"
#include "campaign/membership.h"
#include "campaign/scan_result.h"
#include "signal/follow_ups.h"
#include "signal/operation_events.h"

namespace stillwatch {

// What crosses between members, by account, so that each member's reasons cost only its own rows.
struct MemberEvidence {
  std::map<std::uint32_t, std::vector<Carry>> continued, returned, entered;  // by bringing account
  std::map<std::uint32_t, std::vector<Carry>> supplied;                      // by issuing account
  std::map<std::uint32_t, std::vector<FollowUp>> unclaimed;
  std::map<std::uint32_t, std::vector<RowPair>> handed_off, together;  // by either account
  std::map<std::string, std::vector<std::uint32_t>> payers;            // payment -> members
  std::set<std::uint32_t> issuers;  // accounts whose answers another member brings
  // Is there more than likeness between the account and another member: carried text or a shared means of
  // payment?
  [[nodiscard]] bool ties(const SignalContext& context, std::uint32_t account) const;
};
[[nodiscard]] MemberEvidence index_members(const SignalContext& context, const GroupDecision& decision);

[[nodiscard]] Citation cite(const ExchangeRow& row);

// Empty where the account has no evidence of its own.
[[nodiscard]] std::vector<Reason> reasons_for(const SignalContext& context, const GroupDecision& decision,
                                              const MemberEvidence& evidence, const MemberTest& member);

// Gives each member without reasons the one by which it is linked to the others: exchanges of fold 0 that
// leave a rare trace which another member leaves as well, or its verified organisation. `accounts`: of the
// members, in the same order. Cost: two passes over their rows, and none where every member has reasons.
void cite_links(const SignalContext& context, const std::vector<std::uint32_t>& accounts,
                std::vector<MemberFinding>& members);

}  // namespace stillwatch
