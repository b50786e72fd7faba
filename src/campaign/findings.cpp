#include "campaign/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "campaign/counted_words.h"
#include "campaign/group_totals.h"
#include "campaign/member_reasons.h"
#include "campaign/member_ties.h"

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
    started = started || signature.match(table, row) != kNoTemplate;
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
    const bool harvest = (row.has_new_text() && signature.match(table, row) != kNoTemplate) ||
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

// What was, and what was not, shown about a group that is cleared.
std::string cleared_summary(const GroupDecision& decision, std::size_t accounts) {
  const auto tested = [&](Question question) {
    return std::any_of(decision.signals.begin(), decision.signals.end(), [&](const SignalFinding& signal) {
      return signal.applies && signal.counted && signal.question == question;
    });
  };
  const std::string& organisation = decision.evidence.group->organisation;
  const bool declared =
      !organisation.empty() || (decision.explanations.size() > 1 && decision.explanations[1].fits);
  const bool run_shown = !decision.explanations.empty() && !decision.explanations.front().fits;
  std::string text = counted_words(accounts, "account");
  if (!organisation.empty()) text += " of the verified organisation " + organisation;
  text += !tested(Question::run_as_one) ? ": whether they are run as one could not be tested"
          : run_shown                   ? ": run as one, which alone is no offence"
          : declared                    ? ": declared as one, so that being run as one is no question"
                                        : ": not shown to be run as one";
  if (!tested(Question::harvest)) {
    text += "; whether they harvest could not be tested";
  } else if (decision.log10_e_harvest >= 2.0) {
    text += "; their use has something of a harvest, which counts only together with the first";
  } else {
    text += "; not shown to harvest";
  }
  return text + ". Nobody is accused.";
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
  const auto chances = chances_of_campaign(shown, HonestReference::shipped().named_pools());
  std::copy(chances.begin(), chances.end(), group.benchmark_ppv);
  group.rank = decision.rank;
  group.scoring_in_scan = decision.scoring_in_log;
  group.later = decision.later;
  group.undecidable = decision.stratum.sentence;
}

// What the group's outcome means for one member.
Outcome outcome_of(const SignalContext& context, const GroupDecision& decision,
                   const MemberEvidence& evidence, const MemberTest& test) {
  if (decision.outcome == Outcome::campaign) {
    if (!test.named) return Outcome::adjacent;
    if (looks_like_victim(context.table, test.account, decision.evidence.signature)) return Outcome::victim;
  }
  if (decision.outcome == Outcome::pool && !test.named && !evidence.ties(context, test.account))
    return Outcome::adjacent;
  return decision.outcome;
}

}  // namespace

GroupFinding describe_group(const SignalContext& context, const GroupDecision& decision, double fdr,
                            SipKey id_key, const std::vector<std::uint32_t>* outsiders) {
  GroupFinding group;
  fill_verdict(decision, fdr, group);
  const auto members = test_members(context, decision.evidence, purpose_of(decision.signals), fdr, outsiders);
  std::set<std::uint32_t> returning;
  for (const Carry& carry : decision.evidence.returns) returning.insert(carry.bringer);
  const MemberEvidence evidence = index_members(context, decision);
  for (const MemberTest& test : members) {
    MemberFinding& member = group.members.emplace_back();
    member.account_id = context.table.account_name(test.account);
    member.organisation = context.table.facts(test.account).organisation;
    member.p = test.p;
    member.log10_e = test.log10_e;
    member.tested_conversations = test.tested;
    member.matched_conversations = test.matched;
    member.outcome = outcome_of(context, decision, evidence, test);
    add_member_totals(context.table, decision.evidence.signature, returning, test.account, member);
    member.reasons = reasons_for(context, decision, evidence, test);
  }
  count_group(context.table, group);
  fill_templates(context, decision.evidence.signature, group);
  std::vector<std::uint32_t> accounts;
  for (const MemberTest& test : members) accounts.push_back(test.account);
  cite_links(context, accounts, group.members);
  group.links = ties_between(context, decision.evidence, accounts);
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
    member.organisation = context.table.facts(account).organisation;
    add_member_totals(context.table, decision.evidence.signature, {}, account, member);
  }
  count_group(context.table, group);
  group.heat.clear();
  group.summary = cleared_summary(decision, group.members.size());
  group.id = id_of(Outcome::cleared, context.table, group.members, id_key);
  group.id[0] = 'G';
  return group;
}

}  // namespace stillwatch
