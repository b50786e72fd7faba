#include "report/explain.h"
#include "report/json.h"
#include "report/json_writer.h"
#include "report/number_text.h"
#include "report/packet.h"
#include "report/packet_words.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

void write_strings(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key);
  json.begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array();
}

void write_packet_facts(JsonWriter& json, const ScanResult& result, const std::vector<PacketFact>& facts) {
  json.key("facts");
  json.begin_array();
  for (const PacketFact& fact : facts) {
    json.begin_object();
    json.field("title", fact.title);
    json.field("sentence", fact.sentence);
    json.key("places");
    json.begin_array();
    for (const Citation& place : fact.places) write_citation(json, result, place);
    json.end_array();
    json.field("places_of_other_accounts", fact.withheld);
    json.end_object();
  }
  json.end_array();
}

void write_inferences(JsonWriter& json, const std::vector<PacketInference>& inferences) {
  json.key("inferences");
  json.begin_array();
  for (const PacketInference& inference : inferences) {
    json.begin_object();
    json.field("claim", inference.claim);
    json.field("about", inference.about);
    json.field("question", inference.question);
    json.field("applies", inference.applies);
    json.field("counted", inference.counted);
    json.field("speaks", inference.speaks);
    json.field("null_hypothesis", inference.null_hypothesis);
    json.field("observed", inference.observed);
    json.field("p", inference.p);
    json.field("log10_e", inference.log10_e);
    json.field("chance", inference.chance);
    json.end_object();
  }
  json.end_array();
}

void write_explanations(JsonWriter& json, const std::vector<PacketExplanation>& explanations) {
  json.key("explanations");
  json.begin_array();
  for (const PacketExplanation& explanation : explanations) {
    json.begin_object();
    json.field("name", explanation.found.name);
    json.field("group_fits", explanation.found.group_fits);
    json.field("group_tested", explanation.found.group_tested);
    json.field("group_sentence", explanation.found.group_sentence);
    json.field("tested", explanation.found.tested);
    json.field("factor", explanation.found.factor);
    json.field("sentence", explanation.found.sentence);
    json.field("distance", explanation.distance);
    json.field("would_support_it", explanation.documents);
    json.end_object();
  }
  json.end_array();
}

void write_changes(JsonWriter& json, const std::vector<PacketChange>& changes) {
  json.key("changes");
  json.begin_array();
  for (const PacketChange& change : changes) {
    json.begin_object();
    json.field("without", change.evidence);
    json.key("signals");
    json.begin_array(JsonLayout::line);
    for (const std::string& signal : change.withdrawn.signals) json.value(signal);
    json.end_array();
    json.field("conversations", change.withdrawn.conversations);
    json.field("log10_e", change.withdrawn.log10_e);
    json.field("group_outcome", name_of(change.withdrawn.group_outcome));
    json.field("named", change.withdrawn.named);
    json.field("sentence", change.sentence);
    json.end_object();
  }
  json.end_array();
}

void write_chances(JsonWriter& json, const PacketGroup& group) {
  json.key("positive_predictive_value");
  json.begin_array();
  for (std::size_t i = 0; i < group.chances.size(); ++i) {
    json.begin_object(JsonLayout::line);
    json.field("honest_pools_per_campaign", kHonestPools[i]);
    json.field("value", group.group->benchmark_ppv[i]);
    json.end_object();
  }
  json.end_array();
}

void write_ties(JsonWriter& json, const TestedIn& tested) {
  json.key("ties");
  json.begin_array();
  for (std::size_t i = 0; tested.appeal && i < tested.appeal->ties.size(); ++i) {
    const TieKind& tie = tested.appeal->ties[i];
    json.begin_object(JsonLayout::line);
    json.field("kind", tie.kind);
    json.field("accounts", tie.accounts);
    json.field("weight", tie.weight);
    json.end_object();
  }
  json.end_array();
}

void write_groups(JsonWriter& json, const std::vector<PacketGroup>& groups) {
  json.key("groups");
  json.begin_array();
  for (const PacketGroup& group : groups) {
    const TestedIn& tested = group.tested;
    json.begin_object();
    json.field("group_id", tested.group_id);
    json.field("group_outcome", name_of(tested.group_outcome));
    json.field("outcome", name_of(tested.member_outcome));
    json.field("log10_e_run_as_one", tested.log10_e_run);
    json.field("log10_e_harvest", tested.log10_e_harvest);
    if (tested.appeal) {
      json.field("log10_bar_run_as_one", tested.appeal->log10_bar_run);
      json.field("log10_bar_campaign", tested.appeal->log10_bar_campaign);
      json.field("log10_bar_member", tested.appeal->log10_bar_member);
    }
    write_inferences(json, group.inferences);
    write_chances(json, group);
    write_explanations(json, group.explanations);
    write_changes(json, group.changes);
    write_ties(json, tested);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void write_packet_json(const ScanResult& result, const AccountExplanation& account, std::ostream& out) {
  const Packet packet = make_packet(result, account);
  JsonWriter json(out);
  json.begin_object();
  json.field("schema", "stillwatch.packet/1");
  json.field("version", result.version);
  json.field("configuration_digest", result.configuration_digest);
  json.field("seed", result.seed);
  json.field("account_id", account.account_id);
  json.field("seen", account.seen);
  json.field("accused", packet.accused);
  json.field("standing", packet.standing);
  json.field("masked_by", account.masked_by);
  write_strings(json, "alleged", packet.alleged);
  write_packet_facts(json, result, packet.facts);
  write_groups(json, packet.groups);
  write_strings(json, "links", packet.links);
  json.field("links_total", account.links_total);
  write_strings(json, "certainty", packet.certainty);
  json.field("false_discovery_rate", result.fdr);
  json.field("evidence_meaning", evidence_meaning());
  json.field("appeal_route", appeal_route());
  json.end_object();
}

}  // namespace stillwatch
