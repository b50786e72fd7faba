#include "campaign/member_reasons.h"

#include <fmt/format.h>

#include <set>

namespace stillwatch {
namespace {

constexpr std::size_t kMostCitations = 5;

Reason template_reason(const SignalContext& context, const GroupEvidence& evidence,
                       const MemberTest& member) {
  Reason reason{
      "template_spread",
      fmt::format(
          "{} of {} requests set aside for testing fill {} templates that are used almost only inside this "
          "group.",
          member.matched, member.tested, member.templates),
      {}};
  std::set<std::uint32_t> seen;  // one citation per template first
  for (const ExchangeRow& row : context.table.rows_of(member.account)) {
    if (reason.citations.size() == kMostCitations) break;
    if (!row.has_new_text() || fold_of(row) != 1) continue;
    const std::uint32_t t = evidence.signature.match(context.table.shapes(row));
    if (t != kNoTemplate && seen.insert(t).second) reason.citations.push_back(cite(row));
  }
  return reason;
}

Reason carry_reason(const SignalContext& context, const char* code, const std::vector<Carry>& carries,
                    std::string sentence) {
  Reason reason{code, std::move(sentence), {}};
  const auto rows = context.table.rows();
  for (const Carry& carry : carries) {
    if (reason.citations.size() + 2 > kMostCitations) break;
    reason.citations.push_back(cite(rows[carry.issuer]));
    reason.citations.push_back(cite(rows[carry.bringer]));
  }
  return reason;
}

std::size_t distinct_issuers(const SignalContext& context, const std::vector<Carry>& carries) {
  std::set<std::uint32_t> accounts;
  for (const Carry& carry : carries) accounts.insert(context.table.rows()[carry.issuer].account);
  return accounts.size();
}

}  // namespace

Citation cite(const ExchangeRow& row) { return {"", {row.input, row.line, row.offset}, row.time_us}; }

bool MemberEvidence::ties(const SignalContext& context, std::uint32_t account) const {
  if (continued.contains(account) || returned.contains(account) || issuers.contains(account)) return true;
  const auto payer = payers.find(context.table.facts(account).payment);
  return payer != payers.end() && payer->second > 1;
}

MemberEvidence index_members(const SignalContext& context, const GroupEvidence& evidence) {
  MemberEvidence index;
  const auto rows = context.table.rows();
  for (const Carry& carry : evidence.continuations)
    index.continued[rows[carry.bringer].account].push_back(carry);
  for (const Carry& carry : evidence.returns) index.returned[rows[carry.bringer].account].push_back(carry);
  for (const auto* carries : {&evidence.continuations, &evidence.returns}) {
    for (const Carry& carry : *carries) index.issuers.insert(rows[carry.issuer].account);
  }
  for (const std::uint32_t account : evidence.group->accounts) {
    const std::string& payment = context.table.facts(account).payment;
    if (!payment.empty()) ++index.payers[payment];
  }
  return index;
}

std::vector<Reason> reasons_for(const SignalContext& context, const GroupDecision& decision,
                                const MemberEvidence& evidence, const MemberTest& member) {
  std::vector<Reason> reasons;
  if (member.matched > 0) reasons.push_back(template_reason(context, decision.evidence, member));
  if (const auto at = evidence.returned.find(member.account); at != evidence.returned.end()) {
    reasons.push_back(carry_reason(context, "issued_return", at->second,
                                   fmt::format("{} of its prompts quote answers that were issued to {} other "
                                               "accounts of the group and never to this one.",
                                               at->second.size(), distinct_issuers(context, at->second))));
  }
  if (const auto at = evidence.continued.find(member.account); at != evidence.continued.end()) {
    reasons.push_back(carry_reason(context, "issued_continuation", at->second,
                                   fmt::format("{} conversations on this account hold answers that were "
                                               "issued to {} other accounts of the group.",
                                               at->second.size(), distinct_issuers(context, at->second))));
  }
  const std::string& payment = context.table.facts(member.account).payment;
  if (const auto at = evidence.payers.find(payment);
      !payment.empty() && at != evidence.payers.end() && at->second > 1) {
    reasons.push_back(
        {"shared_payment",
         fmt::format("It shares its means of payment with {} other accounts of the group (context; "
                     "families and companies do, too).",
                     at->second - 1),
         {}});
  }
  if (reasons.empty()) {
    reasons.push_back(
        {"linked", "Linked by what its requests share with the other accounts; no evidence of its own.", {}});
  }
  return reasons;
}

}  // namespace stillwatch
