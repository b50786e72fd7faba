#include "campaign/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "campaign/counted_words.h"
#include "campaign/member_reasons.h"
#include "campaign/member_ties.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr std::int64_t kHourUs = 3'600'000'000;
constexpr std::size_t kMostHeatDays = 400;

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

void add_group_totals(const ExchangeTable& table, const MemberFinding& member, std::uint32_t account,
                      GroupFinding& group, std::map<std::uint16_t, std::uint64_t>& models) {
  for (const ExchangeRow& row : table.rows_of(account)) {
    group.reasoning_tokens += row.reasoning_tokens;
    group.asks_for_reasoning += (row.flags & kAsksForReasoning) != 0 ? 1 : 0;
    group.asks_for_grading += (row.flags & kAsksForGrading) != 0 ? 1 : 0;
    if (row.has_new_text()) ++group.capabilities[static_cast<std::size_t>(row.capability)];
    ++models[row.model];
  }
  group.exchanges += member.exchanges;
  group.harvest_exchanges += member.harvest_exchanges;
  group.input_tokens += member.input_tokens;
  group.output_tokens += member.output_tokens;
  if (member.exchanges == 0) return;
  group.first_us = group.first_us == 0 ? member.first_us : std::min(group.first_us, member.first_us);
  group.last_us = std::max(group.last_us, member.last_us);
}

void fill_heat(const ExchangeTable& table, const std::vector<std::uint32_t>& accounts, GroupFinding& group) {
  const std::int64_t first_day = group.first_us / kDayUs;
  const std::int64_t days = std::min<std::int64_t>(group.last_us / kDayUs - first_day + 1, kMostHeatDays);
  group.heat.assign(static_cast<std::size_t>(std::max<std::int64_t>(days, 0)), {});
  for (const std::uint32_t account : accounts) {
    for (const ExchangeRow& row : table.rows_of(account)) {
      const auto day = static_cast<std::size_t>(row.time_us / kDayUs - first_day);
      if (day < group.heat.size())
        ++group.heat[day][static_cast<std::size_t>(row.time_us % kDayUs / kHourUs)];
    }
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

void fill_models(const ExchangeTable& table, const std::map<std::uint16_t, std::uint64_t>& models,
                 GroupFinding& group) {
  for (const auto& [model, count] : models) group.models.emplace_back(table.model_name(model), count);
  std::stable_sort(group.models.begin(), group.models.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
}

std::string summary_of(const GroupFinding& group, std::size_t named) {
  switch (group.outcome) {
    case Outcome::campaign:
      return fmt::format(
          "{} accounts are linked as run by one operator, and what they ask is consistent with harvesting "
          "answers: an alleged campaign. {:.0f} % of their exchanges match the group's signature. The "
          "evidence "
          "is statistical; the honest explanations that were considered are listed with the reasons why they "
          "do not fit.",
          named,
          group.exchanges == 0
              ? 0.0
              : 100.0 * static_cast<double>(group.harvest_exchanges) / static_cast<double>(group.exchanges));
    case Outcome::pool:
      return fmt::format(
          "{} Nothing shows that the purpose is harvest: enterprises, resellers and people with several keys "
          "look like this. Nobody is accused.",
          named == 0
              ? fmt::format("{} accounts look run as one when taken together, and none has evidence of "
                            "its own.",
                            group.members.size())
              : fmt::format("{} accounts are linked as run by one operator.", named));
    default:
      return fmt::format(
          "{} accounts that openly belong together, or a handful of keys, with use that a person should "
          "review. "
          "Nobody is accused.",
          group.members.size());
  }
}

// What was, and what was not, shown about a group that is cleared.
std::string cleared_summary(const GroupDecision& decision, std::size_t accounts) {
  const auto tested = [&](Question question) {
    return std::any_of(decision.signals.begin(), decision.signals.end(), [&](const SignalFinding& signal) {
      return signal.applies && signal.question == question;
    });
  };
  const bool run_shown = !decision.explanations.empty() && !decision.explanations.front().fits;
  const std::string& organisation = decision.evidence.group->organisation;
  std::string text = counted_words(accounts, "account");
  if (!organisation.empty()) text += " of the verified organisation " + organisation;
  text += !tested(Question::run_as_one) ? ": whether they are run as one could not be tested"
          : run_shown                   ? ": run as one, which alone is no offence"
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

// No bound on how often honest groups get so far is worth more than was ever measured: of kCalibratedGroups
// honest groups none was named, which at 95 % leaves three in so many possible ("rule of three").
void fill_chances(double shown, GroupFinding& group) {
  constexpr double kPrevalence[] = {0.1, 0.01, 0.001};
  const double rate = std::max(std::pow(10.0, -std::max(0.0, shown)), 3.0 / kCalibratedGroups);
  for (std::size_t i = 0; i < 3; ++i) {
    group.benchmark_ppv[i] = kPrevalence[i] / (kPrevalence[i] + (1.0 - kPrevalence[i]) * rate);
  }
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
  fill_chances(shown, group);
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
                            SipKey id_key) {
  GroupFinding group;
  fill_verdict(decision, fdr, group);
  const auto members = test_members(context, decision.evidence, fdr);
  std::set<std::uint32_t> returning;
  for (const Carry& carry : decision.evidence.returns) returning.insert(carry.bringer);
  std::map<std::uint16_t, std::uint64_t> models;
  std::size_t named = 0;
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
    named += member.outcome == decision.outcome ? 1 : 0;
    add_member_totals(context.table, decision.evidence.signature, returning, test.account, member);
    member.reasons = reasons_for(context, decision, evidence, test);
  }
  std::vector<std::uint32_t> counted;
  for (std::size_t m = 0; m < members.size(); ++m) {
    if (named != 0 && group.members[m].outcome != decision.outcome) continue;
    counted.push_back(members[m].account);
    add_group_totals(context.table, group.members[m], members[m].account, group, models);
  }
  fill_heat(context.table, counted, group);
  fill_templates(context, decision.evidence.signature, group);
  std::vector<std::uint32_t> accounts;
  for (const MemberTest& test : members) accounts.push_back(test.account);
  cite_links(context, accounts, group.members);
  group.links = ties_between(context, decision.evidence, accounts);
  fill_models(context.table, models, group);
  group.summary = summary_of(group, named);
  group.id = id_of(decision.outcome, context.table, group.members, id_key);
  return group;
}

GroupFinding describe_cleared(const SignalContext& context, const GroupDecision& decision, SipKey id_key) {
  GroupFinding group;
  fill_verdict(decision, 0.01, group);
  std::map<std::uint16_t, std::uint64_t> models;
  for (const std::uint32_t account : decision.evidence.group->accounts) {
    MemberFinding& member = group.members.emplace_back();
    member.account_id = context.table.account_name(account);
    member.outcome = Outcome::cleared;
    add_member_totals(context.table, decision.evidence.signature, {}, account, member);
    add_group_totals(context.table, member, account, group, models);
  }
  fill_models(context.table, models, group);
  group.summary = cleared_summary(decision, group.members.size());
  group.id = id_of(Outcome::cleared, context.table, group.members, id_key);
  group.id[0] = 'G';
  return group;
}

}  // namespace stillwatch
