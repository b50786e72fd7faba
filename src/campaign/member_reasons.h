// Why one account is named: facts that a person can look up, in words, with citations.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "campaign/decision.h"
#include "campaign/membership.h"
#include "campaign/scan_result.h"

namespace stillwatch {

// Carried text by account, so that each member's reasons cost only its own rows.
struct MemberEvidence {
  std::map<std::uint32_t, std::vector<Carry>> continued, returned;  // by bringing account
  std::map<std::string, std::uint32_t> payers;                      // payment -> members
  std::set<std::uint32_t> issuers;  // accounts whose answers another member brings
  // Is there more than likeness between the account and another member: carried text or a shared means of
  // payment?
  [[nodiscard]] bool ties(const SignalContext& context, std::uint32_t account) const;
};
[[nodiscard]] MemberEvidence index_members(const SignalContext& context, const GroupEvidence& evidence);

[[nodiscard]] Citation cite(const ExchangeRow& row);

[[nodiscard]] std::vector<Reason> reasons_for(const SignalContext& context, const GroupDecision& decision,
                                              const MemberEvidence& evidence, const MemberTest& member);

}  // namespace stillwatch
