#include "campaign/member_reasons.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "campaign/counted_words.h"

namespace stillwatch {
namespace {

constexpr std::size_t kMostCitations = 5;

Reason template_reason(const SignalContext& context, const GroupEvidence& evidence,
                       const MemberTest& member) {
  Reason reason{
      "template_spread",
      fmt::format("{} of {} set aside for testing fill {} of which nearly all users are in this group.",
                  member.matched, counted_words(member.tested, "conversation"),
                  counted_words(member.templates, "template")),
      {}};
  std::set<std::uint32_t> seen;  // one citation per template first
  for (const ExchangeRow& row : context.table.rows_of(member.account)) {
    if (reason.citations.size() == kMostCitations) break;
    if (!row.has_new_text() || fold_of(row) != 1) continue;
    const std::uint32_t t = evidence.signature.match(context.table, row);
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

std::string distinct_issuers(const SignalContext& context, const std::vector<Carry>& carries) {
  std::set<std::uint32_t> accounts;
  for (const Carry& carry : carries) accounts.insert(context.table.account_at(carry.issuer));
  return counted_words(accounts.size(), "other account");
}

void cite_pairs(const SignalContext& context, const std::vector<RowPair>& pairs, Reason& reason) {
  const auto rows = context.table.rows();
  for (const RowPair& pair : pairs) {
    if (reason.citations.size() + 2 > kMostCitations) break;
    reason.citations.push_back(cite(rows[pair.first]));
    reason.citations.push_back(cite(rows[pair.second]));
  }
}

Reason hand_off_reason(const SignalContext& context, const std::vector<RowPair>& pairs,
                       std::uint32_t account) {
  const auto away = static_cast<std::size_t>(std::count_if(pairs.begin(), pairs.end(), [&](const auto& pair) {
    return context.table.rows()[pair.first].account == account;
  }));
  Reason reason{
      "hand_off",
      fmt::format("After a refusal (401, 403, 429), {} of this account went on at another account of "
                  "the group within two minutes, and {} refused at another went on here.",
                  counted_words(away, "conversation"), counted_words(pairs.size() - away, "conversation")),
      {}};
  cite_pairs(context, pairs, reason);
  return reason;
}

Reason together_reason(const SignalContext& context, const std::vector<RowPair>& pairs) {
  Reason reason{
      "synchrony",
      fmt::format(
          "{} of this account began within a tenth of a second of one at another account of the group, "
          "away from the full minute; what chance gives stands with the group's signal.",
          counted_words(pairs.size(), "conversation")),
      {}};
  cite_pairs(context, pairs, reason);
  return reason;
}

Reason payment_reason(const SignalContext& context, const std::vector<std::uint32_t>& payers,
                      std::uint32_t account) {
  Reason reason{"shared_payment",
                fmt::format("It shares its means of payment with {} of the group (context; families and "
                            "companies do, too).",
                            counted_words(payers.size() - 1, "other account")),
                {}};
  reason.account_lines.push_back(context.table.account_name(account));
  for (const std::uint32_t payer : payers) {
    if (reason.account_lines.size() == kMostCitations) break;
    if (payer != account) reason.account_lines.push_back(context.table.account_name(payer));
  }
  return reason;
}

void index_pairs(const SignalContext& context, const std::vector<RowPair>& pairs,
                 std::map<std::uint32_t, std::vector<RowPair>>& index) {
  for (const RowPair& pair : pairs) {
    for (const std::uint32_t row : {pair.first, pair.second})
      index[context.table.rows()[row].account].push_back(pair);
  }
}

bool speaks(const GroupDecision& decision, std::string_view signal) {
  const SignalFinding& finding = finding_of(decision.signals, signal);
  return finding.applies && finding.log10_e >= kSpeaks;
}

}  // namespace

Citation cite(const ExchangeRow& row) {
  return {"", {row.input, row.line, row.offset}, row.time_us, row.account};
}

bool MemberEvidence::ties(const SignalContext& context, std::uint32_t account) const {
  if (continued.contains(account) || returned.contains(account) || entered.contains(account) ||
      issuers.contains(account))
    return true;
  const auto payer = payers.find(context.table.facts(account).payment);
  return payer != payers.end() && payer->second.size() > 1;
}

MemberEvidence index_members(const SignalContext& context, const GroupDecision& decision) {
  const GroupEvidence& evidence = decision.evidence;
  MemberEvidence index;
  const ExchangeTable& table = context.table;
  for (const Carry& carry : evidence.continuations)
    index.continued[table.account_at(carry.bringer)].push_back(carry);
  for (const Carry& carry : evidence.returns)
    index.returned[table.account_at(carry.bringer)].push_back(carry);
  for (const Carry& carry : evidence.returns) index.supplied[table.account_at(carry.issuer)].push_back(carry);
  for (const Carry& carry : evidence.entries) index.entered[table.account_at(carry.bringer)].push_back(carry);
  if (speaks(decision, "unclaimed_answers")) {
    for (const FollowUp& follow_up : follow_ups(context, *evidence.group)) {
      if (!follow_up.claims) index.unclaimed[follow_up.account].push_back(follow_up);
    }
  }
  for (const auto* carries : {&evidence.continuations, &evidence.returns, &evidence.entries}) {
    for (const Carry& carry : *carries) index.issuers.insert(table.account_at(carry.issuer));
  }
  for (const std::uint32_t account : evidence.group->accounts) {
    const std::string& payment = context.table.facts(account).payment;
    if (!payment.empty()) index.payers[payment].push_back(account);
  }
  if (speaks(decision, "hand_off"))
    index_pairs(context, hand_offs(context, *evidence.group), index.handed_off);
  if (speaks(decision, "synchrony")) index_pairs(context, starts_together(evidence), index.together);
  return index;
}

namespace {

// Answers that this account received and others use, conversations that it enters midway, and such as go on
// here without our answers.
void add_passing_reasons(const SignalContext& context, const MemberEvidence& evidence,
                         const MemberTest& member, std::vector<Reason>& reasons) {
  if (const auto at = evidence.supplied.find(member.account); at != evidence.supplied.end()) {
    reasons.push_back(
        carry_reason(context, "answer_supply", at->second,
                     fmt::format("Answers that were issued to this account stand in {} of other "
                                 "accounts of the group.",
                                 counted_words(at->second.size(), "prompt"))));
  }
  if (const auto at = evidence.entered.find(member.account); at != evidence.entered.end()) {
    reasons.push_back(
        carry_reason(context, "split_conversation", at->second,
                     fmt::format("{} entered midway on this account, which {} of the group had before.",
                                 counted_words(at->second.size(), "conversation"),
                                 distinct_issuers(context, at->second))));
  }
  if (const auto at = evidence.unclaimed.find(member.account); at != evidence.unclaimed.end()) {
    Reason reason{
        "unclaimed_answers",
        fmt::format("{} of {} on this account that go on after we answered in them hold none of our "
                    "answers.",
                    member.unclaimed, counted_words(member.going_on, "conversation")),
        {}};
    for (const FollowUp& follow_up : at->second) {
      if (reason.citations.size() == kMostCitations) break;
      reason.citations.push_back(cite(context.table.rows()[follow_up.row]));
    }
    reasons.push_back(std::move(reason));
  }
}

}  // namespace

std::vector<Reason> reasons_for(const SignalContext& context, const GroupDecision& decision,
                                const MemberEvidence& evidence, const MemberTest& member) {
  std::vector<Reason> reasons;
  if (member.matched > 0) reasons.push_back(template_reason(context, decision.evidence, member));
  if (const auto at = evidence.returned.find(member.account); at != evidence.returned.end()) {
    reasons.push_back(carry_reason(
        context, "issued_return", at->second,
        fmt::format("{} of this account with answers that were issued to {} of the "
                    "group and never to this one.",
                    counted_words(at->second.size(), "prompt"), distinct_issuers(context, at->second))));
  }
  if (const auto at = evidence.continued.find(member.account); at != evidence.continued.end()) {
    reasons.push_back(
        carry_reason(context, "issued_continuation", at->second,
                     fmt::format("{} on this account with answers that were issued to {} of the "
                                 "group.",
                                 counted_words(at->second.size(), "conversation"),
                                 distinct_issuers(context, at->second))));
  }
  add_passing_reasons(context, evidence, member, reasons);
  if (const auto at = evidence.handed_off.find(member.account); at != evidence.handed_off.end())
    reasons.push_back(hand_off_reason(context, at->second, member.account));
  if (const auto at = evidence.together.find(member.account); at != evidence.together.end())
    reasons.push_back(together_reason(context, at->second));
  const std::string& payment = context.table.facts(member.account).payment;
  if (const auto at = evidence.payers.find(payment);
      !payment.empty() && at != evidence.payers.end() && at->second.size() > 1)
    reasons.push_back(payment_reason(context, at->second, member.account));
  return reasons;
}

}  // namespace stillwatch
