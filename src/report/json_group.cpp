#include "report/json_group.h"

#include "report/json.h"
#include "report/number_text.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

void write_tokens(JsonWriter& json, const GroupFinding& group) {
  json.key("tokens");
  json.begin_object(JsonLayout::line);
  json.field("input", group.input_tokens);
  json.field("output", group.output_tokens);
  json.field("reasoning", group.reasoning_tokens);
  json.end_object();
}

void write_evidence(JsonWriter& json, const GroupFinding& group) {
  json.key("log10_e");
  json.begin_object(JsonLayout::line);
  json.field("run_as_one", group.log10_e_run);
  json.field("harvest", group.log10_e_harvest);
  json.field("decision", group.log10_e);
  json.end_object();
  json.key("positive_predictive_value");
  json.begin_array(JsonLayout::line);
  for (std::size_t i = 0; i < kHonestPools.size(); ++i) {
    json.begin_object();
    json.field("honest_pools_per_campaign", kHonestPools[i]);
    json.field("value", group.benchmark_ppv[i]);
    json.end_object();
  }
  json.end_array();
}

void write_conditions(JsonWriter& json, const GroupFinding& group) {
  json.key("conditions");
  json.begin_object();
  json.key("rank_among_honest_groups");
  json.begin_object(JsonLayout::line);
  json.field("p", group.rank.p);
  json.field("groups", group.rank.groups);
  json.field("at_least_as_high", group.rank.at_least);
  json.field("least_members", std::uint64_t{group.rank.least_members});
  json.field("most_members", std::uint64_t{group.rank.most_members});
  json.end_object();
  json.field("other_groups_as_high", group.scoring_in_scan);
  json.key("later_days");
  json.begin_object(JsonLayout::line);
  json.field("answer", name_of(group.later.answer));
  json.field("from", group.later.cut_us == 0 ? std::string() : iso_time(group.later.cut_us));
  json.field("requests", group.later.tested);
  json.field("log10_e_run_as_one", group.later.log10_e_run);
  json.field("log10_e_harvest", group.later.log10_e_harvest);
  json.end_object();
  json.field("undecidable", group.undecidable);
  json.end_object();
}

void write_signals(JsonWriter& json, const GroupFinding& group) {
  json.key("signals");
  json.begin_array();
  for (const SignalFinding& signal : group.signals) {
    json.begin_object();
    json.field("signal", signal.signal);
    json.field("question", question_code(signal.question));
    json.field("applies", signal.applies);
    json.field("counted", signal.counted);
    json.field("p", signal.p);
    json.field("log10_e", signal.log10_e);
    json.field("sentence", signal.sentence);
    json.key("facts");
    json.begin_object(JsonLayout::line);
    for (const auto& [name, number] : signal.facts) json.field(name, number);
    json.end_object();
    json.end_object();
  }
  json.end_array();
}

void write_explanations(JsonWriter& json, const GroupFinding& group) {
  json.key("honest_explanations");
  json.begin_array();
  for (const ExplanationFinding& explanation : group.explanations) {
    json.begin_object();
    json.field("name", explanation.name);
    json.field("fits", explanation.fits);
    json.field("tested", explanation.tested);
    json.field("sentence", explanation.sentence);
    json.end_object();
  }
  json.end_array();
}

std::string hex_text(std::uint64_t number) {
  std::string text(16, '0');
  for (std::size_t i = 16; i-- > 0; number >>= 4) text[i] = "0123456789abcdef"[number & 15];
  return text;
}

void write_templates(JsonWriter& json, const ScanResult& result, const GroupFinding& group) {
  json.key("templates");
  json.begin_array();
  for (const TemplateFinding& found : group.templates) {
    json.begin_object();
    json.field("key", hex_text(found.key));
    json.field("text", found.text);
    json.field("exchanges", found.exchanges);
    json.field("accounts", found.accounts);
    json.field("distinct_prompts", found.distinct_prompts);
    json.field("capability", capability_code(found.capability));
    json.key("citations");
    json.begin_array();
    for (const Citation& citation : found.citations) write_citation(json, result, citation);
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_links(JsonWriter& json, const GroupFinding& group) {
  json.key("links");
  json.begin_array();
  for (const LinkFinding& link : group.links) {
    if (link.from >= group.members.size() || link.to >= group.members.size()) continue;
    json.begin_object(JsonLayout::line);
    json.field("from", group.members[link.from].account_id);
    json.field("to", group.members[link.to].account_id);
    json.field("kind", link.kind);
    json.field("weight", link.weight);
    json.field("count", link.count);
    json.end_object();
  }
  json.end_array();
}

void write_activity(JsonWriter& json, const GroupFinding& group) {
  json.key("activity_by_day_and_hour");
  json.begin_array();
  for (const auto& day : group.heat) {
    json.begin_array(JsonLayout::line);
    for (const std::uint32_t exchanges : day) json.value(exchanges);
    json.end_array();
  }
  json.end_array();
}

}  // namespace

std::string_view id_key(const GroupFinding& group) {
  switch (group.outcome) {
    case Outcome::campaign:
      return "campaign_id";
    case Outcome::pool:
      return "pool_id";
    default:
      return "group_id";
  }
}

bool named_as_a_whole(const GroupFinding& group) {
  return group.outcome != Outcome::campaign && named_accounts(group) == 0;
}

void write_member_fields(JsonWriter& json, const ScanResult& result, const MemberFinding& member) {
  json.field("account_id", member.account_id);
  json.field("organisation", member.organisation);
  json.field("outcome", name_of(member.outcome));
  json.field("p", member.p);
  json.field("log10_e", member.log10_e);
  json.field("exchanges", member.exchanges);
  json.field("harvest_exchanges", member.harvest_exchanges);
  json.field("input_tokens", member.input_tokens);
  json.field("output_tokens", member.output_tokens);
  json.field("first", iso_time(member.first_us));
  json.field("last", iso_time(member.last_us));
  write_facts(json, member.facts);
  write_reasons(json, result, member.reasons);
}

void write_facts(JsonWriter& json, const MemberFacts& facts) {
  if (facts == MemberFacts{}) return;
  json.key("facts");
  json.begin_object(JsonLayout::line);
  if (facts.created_us != 0) json.field("created", iso_time(facts.created_us));
  if (!facts.plan.empty()) json.field("plan", facts.plan);
  if (!facts.programme.empty()) json.field("programme", facts.programme);
  if (!facts.email_domain.empty()) json.field("email_domain", facts.email_domain);
  if (facts.banned_us != 0) json.field("banned", iso_time(facts.banned_us));
  json.end_object();
}

namespace {

void write_members(JsonWriter& json, const ScanResult& result, const GroupFinding& group,
                   std::string_view key, bool named) {
  const bool whole = named_as_a_whole(group);
  json.key(key);
  json.begin_array();
  for (const MemberFinding& member : group.members) {
    if ((whole || member.outcome == group.outcome) != named) continue;
    json.begin_object();
    write_member_fields(json, result, member);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void write_group_fields(JsonWriter& json, const ScanResult& result, const GroupFinding& group,
                        bool with_accounts) {
  json.field(id_key(group), group.id);
  json.field("outcome", name_of(group.outcome));
  json.field("confidence", group.confidence);
  json.field("summary", group.summary);
  json.field("caveat", outcome_caveat(group.outcome));
  write_evidence(json, group);
  write_conditions(json, group);
  json.field("account_count", named_as_a_whole(group) ? group.members.size() : named_accounts(group));
  json.field("exchanges", group.exchanges);
  json.field("harvest_exchanges", group.harvest_exchanges);
  write_tokens(json, group);
  json.field("asks_for_reasoning", group.asks_for_reasoning);
  json.field("asks_for_grading", group.asks_for_grading);
  json.field("first", iso_time(group.first_us));
  json.field("last", iso_time(group.last_us));
  write_capabilities(json, group.capabilities);
  write_models(json, group.models);
  write_signals(json, group);
  write_explanations(json, group);
  write_templates(json, result, group);
  write_activity(json, group);
  if (!with_accounts) return;
  write_members(json, result, group, "accounts", /*named=*/true);
  write_members(json, result, group, "adjacent_accounts", /*named=*/false);
  write_links(json, group);
}

}  // namespace stillwatch
