#include "report/json.h"

#include "report/json_group.h"
#include "report/json_writer.h"
#include "report/number_text.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

constexpr std::string_view kSchema = "stillwatch.scan/1";

void write_strings(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key);
  json.begin_array();
  for (const std::string& text : texts) json.value(text);
  json.end_array();
}

void write_head(JsonWriter& json, const ScanResult& result, int exit_code) {
  json.field("schema", kSchema);
  json.field("version", result.version);
  json.key("status");
  json.begin_object(JsonLayout::line);
  json.field("exit_code", exit_code);
  json.field("name", status_name(exit_code));
  json.field("reason", result.shortfall);
  json.end_object();
  json.key("configuration");
  json.begin_object();
  json.field("text", result.configuration);
  json.field("digest", result.configuration_digest);
  json.field("seed", result.seed);
  json.end_object();
}

void write_inputs(JsonWriter& json, const ScanResult& result) {
  json.key("inputs");
  json.begin_array();
  for (const auto* inputs : {&result.inputs, &result.tables}) {
    for (const InputFinding& input : *inputs) {
      json.begin_object();
      json.field("path", input.path);
      json.field("role", input.role);
      json.field("dialect", input.dialect);
      json.field("sha256", input.sha256);
      json.field("bytes", input.bytes);
      json.field("records", input.records);
      json.field("rejected", input.rejected);
      json.end_object();
    }
  }
  json.end_array();
}

void write_scope(JsonWriter& json, const ScanResult& result) {
  json.key("scope");
  json.begin_object();
  json.field("exchanges", result.exchanges);
  json.field("accounts", result.accounts);
  json.field("organisations", result.organisations);
  json.field("first", iso_time(result.first_us));
  json.field("last", iso_time(result.last_us));
  json.end_object();
  json.key("error_control");
  json.begin_object();
  json.field("false_discovery_rate", result.fdr);
  json.field("groups_tested", result.groups_tested);
  write_strings(json, "null_explanations", result.null_explanations);
  json.field("sentence", error_rate_sentence(result));
  json.end_object();
}

void write_coverage(JsonWriter& json, const ScanResult& result) {
  json.key("coverage");
  json.begin_array();
  for (const FieldCoverage& field : result.coverage) {
    json.begin_object(JsonLayout::line);
    json.field("field", field.field);
    json.field("filled", field.filled);
    json.key("blind_signals");
    json.begin_array();
    for (const std::string& signal : field.blind_signals) json.value(signal);
    json.end_array();
    json.end_object();
  }
  json.end_array();
  json.key("anomalies");
  json.begin_array();
  for (const AnomalyFinding& anomaly : result.anomalies) {
    json.begin_object();
    json.field("kind", anomaly.kind);
    json.field("count", anomaly.count);
    write_strings(json, "places", anomaly.places);
    json.end_object();
  }
  json.end_array();
}

void write_groups(JsonWriter& json, const ScanResult& result, std::string_view key,
                  const std::vector<GroupFinding>& groups, bool with_accounts) {
  json.key(key);
  json.begin_array();
  for (const GroupFinding& group : groups) {
    json.begin_object();
    write_group_fields(json, result, group, with_accounts);
    json.end_object();
  }
  json.end_array();
}

void write_masked(JsonWriter& json, const ScanResult& result) {
  json.key("masked");
  json.begin_array();
  for (const MaskedFinding& masked : result.masked) {
    json.begin_object();
    json.field("subject", masked.account_or_organisation);
    json.field("reason", masked.reason);
    json.field("owner", masked.owner);
    json.field("expiry", masked.expiry);
    json.field("group_id", masked.group_id);
    json.field("group_outcome", name_of(masked.group_outcome));
    json.field("whole_group", masked.whole_group);
    json.field("accounts", masked.accounts);
    json.end_object();
  }
  json.end_array();
}

// One JSON Lines record per group, then one per account of it.
void write_group_lines(JsonWriter& json, const ScanResult& result, const GroupFinding& group) {
  json.begin_object();
  json.field("type", name_of(group.outcome));
  write_group_fields(json, result, group, /*with_accounts=*/false);
  json.end_object();
  json.end_line();
  const bool whole = named_as_a_whole(group);
  for (const MemberFinding& member : group.members) {
    json.begin_object();
    json.field("type", whole || member.outcome == group.outcome ? "account" : "adjacent_account");
    json.field(id_key(group), group.id);
    json.field("group_outcome", name_of(group.outcome));
    write_member_fields(json, result, member);
    json.end_object();
    json.end_line();
  }
}

}  // namespace

std::string_view status_name(int exit_code) {
  switch (exit_code) {
    case 0:
      return "ok";
    case 1:
      return "findings";
    case 2:
      return "usage";
    case 3:
      return "input";
    case 4:
      return "partial";
    case 130:
      return "interrupted";
    default:
      return "internal";
  }
}

void write_citation(JsonWriter& json, const ScanResult& result, const Citation& citation) {
  json.begin_object(JsonLayout::line);
  json.field("exchange_id", citation.exchange_id);
  json.field("file", input_path(result, citation.place));
  json.field("line", citation.place.line);
  json.field("offset", citation.place.offset);
  json.field("time", iso_time(citation.time_us));
  json.end_object();
}

void write_reasons(JsonWriter& json, const ScanResult& result, const std::vector<Reason>& reasons) {
  json.key("reasons");
  json.begin_array();
  for (const Reason& reason : reasons) {
    json.begin_object();
    json.field("code", reason.code);
    json.field("sentence", reason.sentence);
    json.key("citations");
    json.begin_array();
    for (const Citation& citation : reason.citations) write_citation(json, result, citation);
    json.end_array();
    json.key("account_lines");
    json.begin_array(JsonLayout::line);
    for (const std::string& account : reason.account_lines) json.value(account);
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_capabilities(JsonWriter& json, const std::array<std::uint64_t, kCapabilityCount>& exchanges) {
  json.key("capabilities");
  json.begin_object(JsonLayout::line);
  for (const CapabilityCount& count : capabilities_by_count(exchanges)) {
    json.field(capability_code(count.capability), count.exchanges);
  }
  json.end_object();
}

void write_models(JsonWriter& json, const std::vector<std::pair<std::string, std::uint64_t>>& models) {
  json.key("models");
  json.begin_array();
  for (const auto& [model, exchanges] : models) {
    json.begin_object(JsonLayout::line);
    json.field("model", model);
    json.field("exchanges", exchanges);
    json.end_object();
  }
  json.end_array();
}

void write_scan_json(const ScanResult& result, int exit_code, std::ostream& out) {
  JsonWriter json(out);
  json.begin_object();
  write_head(json, result, exit_code);
  write_inputs(json, result);
  write_scope(json, result);
  write_coverage(json, result);
  write_groups(json, result, "campaigns", result.campaigns, /*with_accounts=*/true);
  write_groups(json, result, "pools", result.pools, /*with_accounts=*/true);
  write_groups(json, result, "single_customers", result.single_customers, /*with_accounts=*/true);
  write_groups(json, result, "cleared", result.cleared, /*with_accounts=*/false);
  write_masked(json, result);
  write_strings(json, "limits", result.limits);
  json.field("evidence_meaning", evidence_meaning());
  json.field("appeal_route", appeal_route());
  json.end_object();
}

void write_scan_jsonl(const ScanResult& result, int exit_code, std::ostream& out) {
  JsonWriter json(out, JsonLayout::line);
  json.begin_object();
  json.field("type", "scan");
  write_head(json, result, exit_code);
  write_inputs(json, result);
  write_scope(json, result);
  write_coverage(json, result);
  write_masked(json, result);
  write_strings(json, "limits", result.limits);
  json.field("evidence_meaning", evidence_meaning());
  json.field("appeal_route", appeal_route());
  json.end_object();
  json.end_line();
  for (const GroupFinding* group : groups_shown(result)) write_group_lines(json, result, *group);
}

}  // namespace stillwatch
