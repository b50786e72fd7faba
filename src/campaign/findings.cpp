#include "campaign/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "campaign/group_totals.h"
#include "campaign/member_reasons.h"

namespace stillwatch {
namespace {

std::string id_of(Outcome outcome, const ExchangeTable& table, const std::vector<MemberFinding>& members,
                  SipKey key) {
  std::string text;
  for (const MemberFinding& member : members) {
    if (outcome == Outcome::campaign && member.outcome != Outcome::campaign) continue;
    text.append(member.account_id).push_back('\0');
  }
  static_cast<void>(table);
  const char* prefix = outcome == Outcome::campaign ? "C" : outcome == Outcome::pool ? "P" : "S";
  return fmt::format("{}-{:012x}", prefix, siphash(key, text) >> 16);
}

// A credential that looks stolen or resold: an honest earlier life of its own, on other networks and clients.
bool looks_like_victim(const ExchangeTable& table, std::uint32_t account, const Signature& signature) {
  std::set<std::uint64_t> before, after;
  std::size_t own = 0;
  bool started = false;
  for (const ExchangeRow& row : table.rows_of(account)) {
    if (!row.has_new_text()) continue;
    started = started || signature.match(table.shapes(row)) != kNoTemplate;
    own += started ? 0 : 1;
    auto& seen = started ? after : before;
    if (row.network != 0) seen.insert(row.network);
    if (row.client != 0) seen.insert(row.client);
  }
  if (own < 10 || before.empty() || after.empty()) return false;
  return std::none_of(after.begin(), after.end(),
                      [&](std::uint64_t trace) { return before.contains(trace); });
}

void add_member_totals(const ExchangeTable& table, const Signature& signature,
                       const std::set<std::uint32_t>& returning, std::uint32_t account,
                       MemberFinding& member) {
  for (const ExchangeRow& row : table.rows_of(account)) {
    ++member.exchanges;
    member.input_tokens += row.input_tokens;
    member.output_tokens += row.output_tokens;
    const bool harvest = (row.has_new_text() && signature.match(table.shapes(row)) != kNoTemplate) ||
                         returning.contains(table.index_of(row));
    member.harvest_exchanges += harvest ? 1 : 0;
    if (member.first_us == 0) member.first_us = row.time_us;
    member.last_us = row.time_us;
  }
}

void fill_templates(const SignalContext& context, const Signature& signature, GroupFinding& group) {
  const auto rows = context.table.rows();
  for (const GroupTemplate& t : signature.templates) {
    if (group.templates.size() == 60) break;
    TemplateFinding& finding = group.templates.emplace_back();
    finding.key = t.key;
    finding.exchanges = t.exchanges;
    finding.accounts = t.accounts;
    finding.distinct_prompts = t.distinct_prompts;
    finding.capability = t.capability;
    for (const std::uint32_t r : t.examples) {
      if (finding.citations.size() == 3) break;
      finding.citations.push_back(cite(rows[r]));
    }
  }
}

// Ties for the picture: carried text and shared payment as they are, shared templates as a sparse ring (every
// account with its neighbours at distance 1, 7 and 31), because everybody shares templates with everybody.
void fill_links(const SignalContext& context, const GroupDecision& decision,
                const std::vector<MemberTest>& members, GroupFinding& group) {
  const auto rows = context.table.rows();
  std::map<std::uint32_t, std::uint32_t> index;
  for (std::uint32_t m = 0; m < members.size(); ++m) index.emplace(members[m].account, m);
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> carried;
  for (const auto* carries : {&decision.evidence.continuations, &decision.evidence.returns}) {
    for (const Carry& carry : *carries) {
      const auto a = index.find(rows[carry.issuer].account);
      const auto b = index.find(rows[carry.bringer].account);
      if (a != index.end() && b != index.end()) carried[{a->second, b->second}] += 1.0;
    }
  }
  for (const auto& [pair, count] : carried)
    group.links.push_back({pair.first, pair.second, count, "issued_turn"});
  std::map<std::string, std::uint32_t> payer;
  std::vector<std::set<std::uint32_t>> templates(members.size());
  for (std::uint32_t m = 0; m < members.size(); ++m) {
    const std::string& payment = context.table.facts(members[m].account).payment;
    if (!payment.empty()) {
      const auto [at, inserted] = payer.try_emplace(payment, m);
      if (!inserted) group.links.push_back({at->second, m, 2.0, "payment"});
    }
    for (const ExchangeRow& row : context.table.rows_of(members[m].account)) {
      const auto t =
          row.has_new_text() ? decision.evidence.signature.match(context.table.shapes(row)) : kNoTemplate;
      if (t != kNoTemplate) templates[m].insert(t);
    }
  }
  for (std::uint32_t m = 0; m < members.size(); ++m) {
    for (const std::uint32_t step : {1U, 7U, 31U}) {
      const std::uint32_t other = m + step;
      if (other >= members.size()) break;
      std::vector<std::uint32_t> both;
      std::set_intersection(templates[m].begin(), templates[m].end(), templates[other].begin(),
                            templates[other].end(), std::back_inserter(both));
      if (!both.empty()) group.links.push_back({m, other, static_cast<double>(both.size()), "template"});
    }
  }
  std::stable_sort(group.links.begin(), group.links.end(),
                   [](const auto& a, const auto& b) { return a.weight > b.weight; });
  if (group.links.size() > 2000) group.links.resize(2000);
}

void fill_verdict(const GroupDecision& decision, double fdr, GroupFinding& group) {
  group.outcome = decision.outcome;
  group.log10_e_run = decision.log10_e_run;
  group.log10_e_harvest = decision.log10_e_harvest;
  group.log10_e = std::min(decision.log10_e_run, decision.log10_e_harvest);
  group.signals = decision.signals;
  group.explanations = decision.explanations;
  const double shown = decision.outcome == Outcome::pool              ? group.log10_e_run
                       : decision.outcome == Outcome::single_customer ? group.log10_e_harvest
                                                                      : group.log10_e;
  group.confidence = decision.run_families >= 2 && shown >= -3.0 * std::log10(fdr) ? "high"
                     : shown >= -2.0 * std::log10(fdr)                             ? "moderate"
                                                                                   : "low";
  constexpr double kPrevalence[] = {0.1, 0.01, 0.001};
  for (std::size_t i = 0; i < 3; ++i) {
    const double honest = (1.0 - kPrevalence[i]) * std::pow(10.0, -std::max(0.0, shown));
    group.benchmark_ppv[i] = kPrevalence[i] / (kPrevalence[i] + honest);
  }
}

}  // namespace

GroupFinding describe_group(const SignalContext& context, const GroupDecision& decision, double fdr,
                            SipKey id_key) {
  GroupFinding group;
  fill_verdict(decision, fdr, group);
  const auto members = test_members(context, decision.evidence, fdr);
  std::set<std::uint32_t> returning;
  for (const Carry& carry : decision.evidence.returns) returning.insert(carry.bringer);
  const MemberEvidence evidence = index_members(context, decision.evidence);
  for (const MemberTest& test : members) {
    MemberFinding& member = group.members.emplace_back();
    member.account_id = context.table.account_name(test.account);
    member.organisation = context.table.facts(test.account).organisation;
    member.p = test.p;
    member.log10_e = test.log10_e;
    member.outcome = decision.outcome;
    if (decision.outcome == Outcome::campaign) {
      if (!test.named) {
        member.outcome = Outcome::adjacent;
      } else if (looks_like_victim(context.table, test.account, decision.evidence.signature)) {
        member.outcome = Outcome::victim;
      }
    }
    if (decision.outcome == Outcome::pool && !test.named && !evidence.ties(context, test.account)) {
      member.outcome = Outcome::adjacent;
    }
    add_member_totals(context.table, decision.evidence.signature, returning, test.account, member);
    member.reasons = reasons_for(context, decision, evidence, test);
  }
  count_group(context.table, group);
  fill_templates(context, decision.evidence.signature, group);
  fill_links(context, decision, members, group);
  group.id = id_of(decision.outcome, context.table, group.members, id_key);
  return group;
}

GroupFinding describe_cleared(const SignalContext& context, const GroupDecision& decision, SipKey id_key) {
  GroupFinding group;
  fill_verdict(decision, 0.01, group);
  for (const std::uint32_t account : decision.evidence.group->accounts) {
    MemberFinding& member = group.members.emplace_back();
    member.account_id = context.table.account_name(account);
    member.outcome = Outcome::cleared;
    member.exchanges = context.table.rows_of(account).size();
    group.exchanges += member.exchanges;
  }
  group.summary = fmt::format("{} accounts were looked at together and cleared.", group.members.size());
  group.id = id_of(Outcome::cleared, context.table, group.members, id_key);
  group.id[0] = 'G';
  return group;
}

}  // namespace stillwatch
