#include "campaign/account_explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "campaign/account_links.h"
#include "campaign/findings.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr std::int64_t kHourUs = 3'600'000'000;
constexpr std::size_t kMostLinks = 20;

void add_activity(const ExchangeTable& table, std::uint32_t account, AccountExplanation& explanation) {
  std::map<std::uint16_t, std::uint64_t> models;
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

TestedIn tested_in(const SignalContext& context, const GroupDecision& decision, std::uint32_t account,
                   SipKey id_key) {
  const GroupFinding group = decision.outcome == Outcome::cleared
                                 ? describe_cleared(context, decision, id_key)
                                 : describe_group(context, decision, 0.01, id_key);
  TestedIn tested;
  tested.group_id = group.id;
  tested.group_outcome = group.outcome;
  for (const MemberFinding& member : group.members) {
    if (member.account_id != context.table.account_name(account)) continue;
    tested.member_outcome = member.outcome;
    tested.p = member.p;
    tested.log10_e = member.log10_e;
  }
  switch (tested.member_outcome) {
    case Outcome::campaign:
      tested.sentence = "Its own requests carry the group's signature: named as an alleged member.";
      break;
    case Outcome::adjacent:
      tested.sentence = "Linked to the group, without evidence of its own: not accused.";
      break;
    case Outcome::victim:
      tested.sentence =
          "It had an earlier life of its own on other networks and clients: consistent with a stolen or "
          "resold "
          "credential; not accused.";
      break;
    case Outcome::pool:
      tested.sentence = "Linked as run with others; the purpose is undetermined and nobody is accused.";
      break;
    case Outcome::single_customer:
      tested.sentence =
          "Openly belongs together with the others, or one of a handful of keys: for a person to review.";
      break;
    case Outcome::cleared:
      tested.sentence = "The group was tested and cleared.";
      break;
  }
  return tested;
}

void add_signals(const std::vector<GroupDecision>& decisions, const std::vector<std::size_t>& groups,
                 AccountExplanation& explanation) {
  for (const SignalInfo& info : all_signals()) {
    SignalNote note{std::string(info.name), false, false,
                    "No group of this account was large enough to test."};
    for (const std::size_t g : groups) {
      const SignalFinding& finding = finding_of(decisions[g].signals, info.name);
      if (note.found || (note.applies && !finding.applies)) continue;
      note.applies = finding.applies;
      note.found = finding.applies && finding.log10_e >= 2.0;
      note.sentence = finding.sentence;
    }
    explanation.signals.push_back(std::move(note));
  }
}

}  // namespace

AccountExplanation explain_account(const SignalContext& context, const Analysis& analysis,
                                   const std::string& account_id, SipKey id_key) {
  AccountExplanation explanation;
  explanation.account_id = account_id;
  const ExchangeTable& table = context.table;
  std::uint32_t account = 0;
  while (account < table.account_count() && table.account_name(account) != account_id) ++account;
  if (account == table.account_count()) return explanation;
  explanation.seen = true;
  explanation.organisation = table.facts(account).organisation;
  add_activity(table, account, explanation);
  explanation.links = links_of(context, account);
  explanation.links_total = explanation.links.size();
  if (explanation.links.size() > kMostLinks) explanation.links.resize(kMostLinks);
  std::vector<std::size_t> groups;
  for (std::size_t g = 0; g < analysis.groups().size(); ++g) {
    const auto& accounts = analysis.groups()[g].accounts;
    if (!std::binary_search(accounts.begin(), accounts.end(), account)) continue;
    groups.push_back(g);
    explanation.groups.push_back(tested_in(context, analysis.decisions()[g], account, id_key));
  }
  add_signals(analysis.decisions(), groups, explanation);
  return explanation;
}

}  // namespace stillwatch
