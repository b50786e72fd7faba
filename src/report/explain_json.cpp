#include "report/explain.h"
#include "report/how_sure.h"
#include "report/json.h"
#include "report/json_group.h"
#include "report/json_writer.h"
#include "report/number_text.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

void write_profile(JsonWriter& json, const AccountExplanation& account) {
  json.key("profile");
  json.begin_object();
  json.field("exchanges", account.exchanges);
  json.field("conversations", account.conversations);
  json.field("days_active", account.days_active);
  json.field("first", iso_time(account.first_us));
  json.field("last", iso_time(account.last_us));
  json.key("tokens");
  json.begin_object(JsonLayout::line);
  json.field("input", account.input_tokens);
  json.field("output", account.output_tokens);
  json.field("reasoning", account.reasoning_tokens);
  json.end_object();
  json.field("asks_for_reasoning", account.asks_for_reasoning);
  json.field("asks_for_grading", account.asks_for_grading);
  json.key("exchanges_by_hour");
  json.begin_array(JsonLayout::line);
  for (const std::uint64_t exchanges : account.hours) json.value(exchanges);
  json.end_array();
  write_capabilities(json, account.capabilities);
  write_models(json, account.models);
  json.end_object();
}

void write_named_in(JsonWriter& json, const ScanResult& result, const AccountExplanation& account) {
  json.key("named_in");
  json.begin_array();
  for (const Membership& membership : memberships_of(result, account.account_id)) {
    json.begin_object();
    json.field(id_key(*membership.group), membership.group->id);
    json.field("group_outcome", name_of(membership.group->outcome));
    json.field("named", membership.member->outcome == membership.group->outcome);
    json.field("confidence", membership.group->confidence);
    json.field("caveat", outcome_caveat(membership.group->outcome));
    write_member_fields(json, result, *membership.member);
    json.end_object();
  }
  json.end_array();
}

void write_tested_in(JsonWriter& json, const AccountExplanation& account) {
  json.key("tested_in");
  json.begin_array();
  for (const TestedIn& tested : account.groups) {
    json.begin_object();
    json.field("group_id", tested.group_id);
    json.field("group_outcome", name_of(tested.group_outcome));
    json.field("group_log10_e_run_as_one", tested.log10_e_run);
    json.field("group_log10_e_harvest", tested.log10_e_harvest);
    json.field("outcome", name_of(tested.member_outcome));
    json.field("member_tested", tested.member_tested);
    json.field("p", tested.p);
    json.field("log10_e", tested.log10_e);
    json.field("tested_conversations", tested.tested_conversations);
    json.field("matched_conversations", tested.matched_conversations);
    json.field("sentence", tested.sentence);
    json.end_object();
  }
  json.end_array();
}

void write_links(JsonWriter& json, const ScanResult& result, const AccountExplanation& account) {
  json.field("links_total", account.links_total);
  json.key("links");
  json.begin_array();
  for (const AccountLink& link : account.links) {
    json.begin_object();
    json.field("account_id", link.account_id);
    json.field("kind", link.kind);
    json.field("weight", link.weight);
    json.field("sentence", link.sentence);
    json.key("citations");
    json.begin_array();
    for (const Citation& citation : link.citations) write_citation(json, result, citation);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.key("signals");
  json.begin_array();
  for (const SignalNote& signal : account.signals) {
    json.begin_object();
    json.field("signal", signal.signal);
    json.field("group_id", signal.group_id);
    json.field("applies", signal.applies);
    json.field("found", signal.found);
    json.field("sentence", signal.sentence);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void write_explanation_json(const ScanResult& result, const AccountExplanation& account, std::ostream& out) {
  JsonWriter json(out);
  json.begin_object();
  json.field("schema", "stillwatch.explanation/1");
  json.field("version", result.version);
  json.field("configuration_digest", result.configuration_digest);
  json.field("account_id", account.account_id);
  json.field("organisation", account.organisation);
  json.field("seen", account.seen);
  json.field("standing", standing_sentence(result, account));
  json.field("masked_by", account.masked_by);
  write_facts(json, account.facts);
  write_named_in(json, result, account);
  write_tested_in(json, account);
  write_profile(json, account);
  write_links(json, result, account);
  json.key("certainty");
  json.begin_array();
  for (const std::string& sentence : how_sure(result, account)) json.value(sentence);
  json.end_array();
  json.field("error_rate", error_rate_sentence(result));
  json.field("evidence_meaning", evidence_meaning());
  json.field("appeal_route", appeal_route());
  json.end_object();
}

}  // namespace stillwatch
