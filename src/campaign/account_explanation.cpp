#include "campaign/account_explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "campaign/account_links.h"
#include "campaign/counted_words.h"
#include "campaign/findings.h"
#include "campaign/verdict_change.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr std::int64_t kHourUs = 3'600'000'000;
constexpr std::size_t kMostLinks = 20;
constexpr double kSpeaks =
    1.0;  // log10 of the e-value from which a signal speaks for the claim, as on the page

void add_activity(const ExchangeTable& table, std::uint32_t account, AccountExplanation& explanation) {
  std::map<std::uint32_t, std::uint64_t> models;
  std::set<std::int64_t> days;
  for (const ExchangeRow& row : table.rows_of(account)) {
    ++explanation.exchanges;
    explanation.conversations += row.starts_conversation() ? 1 : 0;
    explanation.input_tokens += row.input_tokens;
    explanation.output_tokens += row.output_tokens;
    explanation.reasoning_tokens += row.reasoning_tokens;
    explanation.asks_for_reasoning += (row.flags & kAsksForReasoning) != 0 ? 1 : 0;
    explanation.asks_for_grading += (row.flags & kAsksForGrading) != 0 ? 1 : 0;
    ++explanation.hours[static_cast<std::size_t>((row.time_us % kDayUs + kDayUs) % kDayUs / kHourUs)];
    if (row.has_new_text()) ++explanation.capabilities[static_cast<std::size_t>(row.capability)];
    ++models[row.model];
    days.insert(row.time_us / kDayUs);
  }
  const auto rows = table.rows_of(account);
  if (!rows.empty()) {
    explanation.first_us = rows.front().time_us;
    explanation.last_us = rows.back().time_us;
  }
  explanation.days_active = static_cast<std::uint32_t>(days.size());
  for (const auto& [model, count] : models) explanation.models.emplace_back(table.model_name(model), count);
  std::sort(explanation.models.begin(), explanation.models.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
}

std::string membership_sentence(Outcome outcome, const GroupFinding& group) {
  switch (outcome) {
    case Outcome::campaign:
      return "Its own requests carry the group's signature: named as an alleged member.";
    case Outcome::adjacent:
      return "Linked to the group, without evidence of its own that it is run with it: not accused.";
    case Outcome::victim:
      return "It had an earlier life of its own on other networks and clients: consistent with a stolen or "
             "resold credential; not accused.";
    case Outcome::pool:
      return "Linked as run with others; the purpose is undetermined and nobody is accused.";
    case Outcome::single_customer:
      return "Openly belongs together with the others, or one of a handful of keys: for a person to review.";
    case Outcome::cleared:
      return group.summary;
  }
  return {};
}

std::optional<TestedIn> tested_in(const SignalContext& context, const GroupDecision& decision, double fdr,
                                  std::uint32_t account, SipKey id_key) {
  const bool cleared = decision.outcome == Outcome::cleared;
  const GroupFinding group =
      cleared ? describe_cleared(context, decision, id_key) : describe_group(context, decision, fdr, id_key);
  TestedIn tested;
  tested.group_id = group.id;
  tested.group_outcome = group.outcome;
  tested.log10_e_run = group.log10_e_run;
  tested.log10_e_harvest = group.log10_e_harvest;
  tested.member_tested = !cleared;
  const auto member = std::find_if(
      group.members.begin(), group.members.end(),
      [&](const MemberFinding& found) { return found.account_id == context.table.account_name(account); });
  if (member == group.members.end()) return std::nullopt;
  tested.member_outcome = member->outcome;
  tested.p = member->p;
  tested.log10_e = member->log10_e;
  tested.tested_conversations = member->tested_conversations;
  tested.matched_conversations = member->matched_conversations;
  tested.sentence = membership_sentence(tested.member_outcome, group);
  return tested;
}

// Accounts outside a group that match its templates are tested in the same way and join when they pass.
bool may_have_joined(const ExchangeTable& table, const GroupDecision& decision, std::uint32_t account) {
  if (decision.outcome == Outcome::cleared) return false;
  const auto rows = table.rows_of(account);
  return std::any_of(rows.begin(), rows.end(), [&](const ExchangeRow& row) {
    return fold_of(row) == 0 && row.has_new_text() &&
           decision.evidence.signature.match(table, row) != kNoTemplate;
  });
}

// The groups that the account was in, or joined. Returns their numbers.
std::vector<std::size_t> add_groups(const SignalContext& context, const Analysis& analysis,
                                    std::uint32_t account, SipKey id_key, AccountExplanation& explanation) {
  std::vector<std::size_t> groups;
  for (std::size_t g = 0; g < analysis.groups().size(); ++g) {
    const auto& accounts = analysis.groups()[g].accounts;
    if (!std::binary_search(accounts.begin(), accounts.end(), account) &&
        !may_have_joined(context.table, analysis.decisions()[g], account))
      continue;
    auto tested = tested_in(context, analysis.decisions()[g], analysis.fdr(), account, id_key);
    if (!tested) continue;
    groups.push_back(g);
    explanation.groups.push_back(*std::move(tested));
  }
  return groups;
}

// What every signal says about each group of the account; once, untested, where it was in none.
void add_signals(const std::vector<GroupDecision>& decisions, const std::vector<std::size_t>& groups,
                 AccountExplanation& explanation) {
  for (std::size_t i = 0; i < groups.size(); ++i) {
    for (const SignalInfo& info : all_signals()) {
      const SignalFinding& finding = finding_of(decisions[groups[i]].signals, info.name);
      explanation.signals.push_back({std::string(info.name), explanation.groups[i].group_id, finding.applies,
                                     finding.counted,
                                     finding.applies && finding.counted && finding.log10_e >= kSpeaks,
                                     finding.sentence, info.question, finding.p, finding.log10_e});
    }
  }
  if (!groups.empty()) return;
  for (const SignalInfo& info : all_signals()) {
    explanation.signals.push_back({std::string(info.name),
                                   {},
                                   false,
                                   info.maturity != Maturity::experimental,
                                   false,
                                   "The account was in no group that was tested.",
                                   info.question});
  }
}

// Where the account was in no group: why not.
std::string untested_reason(const SignalContext& context, std::uint32_t account,
                            const AccountExplanation& explanation) {
  const auto rows = context.table.rows_of(account);
  const auto readable = static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const ExchangeRow& row) { return row.has_new_text(); }));
  if (readable == 0) return "none of its exchanges brings new text of a user, by which accounts are linked.";
  const bool linked = std::any_of(explanation.links.begin(), explanation.links.end(),
                                  [](const AccountLink& link) { return link.kind != "payment"; });
  if (!linked) return "it shares nothing with another account by which accounts are linked.";
  return fmt::format(
      "its links are too weak, or lead to accounts with too few requests, to form a group that can be tested "
      "({} of its own bring new text; a group needs 20 that are set aside for testing).",
      counted_words(readable, "request"));
}

// The same for the same account under one key; who does not hold the key cannot tell whose it is.
std::string label_of(const std::string& account_id, SipKey id_key) {
  return fmt::format("A-{:06x}", siphash(id_key, "label/" + account_id) >> 40);
}

}  // namespace

AccountExplanation explain_account(const SignalContext& context, const Analysis& analysis,
                                   const std::string& account_id, SipKey id_key, bool for_appeal) {
  AccountExplanation explanation;
  explanation.account_id = account_id;
  const ExchangeTable& table = context.table;
  std::uint32_t account = 0;
  while (account < table.account_count() && table.account_name(account) != account_id) ++account;
  if (account == table.account_count()) return explanation;
  explanation.seen = true;
  explanation.account = account;
  explanation.organisation = table.facts(account).organisation;
  add_activity(table, account, explanation);
  explanation.links = links_of(context, account);
  explanation.links_total = explanation.links.size();
  const auto groups = add_groups(context, analysis, account, id_key, explanation);
  for (std::size_t i = 0; for_appeal && i < groups.size(); ++i) {
    explanation.groups[i].appeal =
        appeal_facts(context, analysis.decisions(), groups[i], account, explanation.links, analysis.fdr());
  }
  if (explanation.links.size() > kMostLinks) explanation.links.resize(kMostLinks);
  for (AccountLink& link : explanation.links) link.label = label_of(link.account_id, id_key);
  if (groups.empty()) explanation.untested_because = untested_reason(context, account, explanation);
  add_signals(analysis.decisions(), groups, explanation);
  return explanation;
}

}  // namespace stillwatch
