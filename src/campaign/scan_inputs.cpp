#include "campaign/scan_inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/version.h"
#include "campaign/blind_signals.h"
#include "campaign/log_parts.h"
#include "campaign/log_reading.h"
#include "exchange/field_selection.h"

namespace stillwatch {
namespace {

Status read_tables(const ScanOptions& options, ScanInputs& inputs) {
  if (!options.allow_file.empty()) {
    auto list = read_allow_list(options.allow_file);
    if (!list.has_value()) return list.error();
    inputs.allow = std::move(list).value();
  }
  if (!options.accounts_file.empty()) {
    auto facts = read_account_facts(options.accounts_file);
    if (!facts.has_value()) return facts.error();
    inputs.facts = std::move(facts).value();
    const auto fault = inputs.facts.first_fault(options.accounts_file);
    if (options.read.strict && fault) return *fault;
  }
  return Done{};
}

}  // namespace

// What the table and the fingerprints are made of (account/exchange_table.h, trace/text_tracer.h).
const FieldSelection& fields_of_a_scan() {
  static const FieldSelection kFields = [] {
    FieldSelection selection;
    for (const Field field :
         {Field::id, Field::time, Field::time_end, Field::account, Field::organisation, Field::client_address,
          Field::user_agent, Field::request_model, Field::status, Field::input_tokens, Field::output_tokens,
          Field::reasoning_tokens, Field::embedding})
      selection.add(field);
    for (std::size_t i = 0; i < kFieldCount; ++i) {
      const auto field = static_cast<Field>(i);
      const bool parameter = field >= Field::temperature && field <= Field::response_format;
      if (parameter || is_content(field) || (is_fingerprint(field) && field != Field::fp_key))
        selection.add(field);
    }
    selection.text_beside_fingerprints = false;
    return selection;
  }();
  return kFields;
}

namespace {

// Reads, fingerprints and reduces the logs, or takes the states of their parts.
Status read_table(const ScanOptions& options, ScanInputs& inputs) {
  const auto sources = sources_of(options.read.inputs);
  if (!sources.has_value()) return sources.error();
  Result<WholeLog> log = Error{};
  if (sources.value().states.empty()) {
    log = read_whole_log(options, inputs.facts);
  } else {
    auto parts = open_parts(options, sources.value());
    if (!parts.has_value()) return parts.error();
    log = whole_log(options, inputs.facts, std::move(parts).value());
  }
  if (!log.has_value()) return log.error();
  inputs.report = std::move(log.value().report);
  inputs.read = std::move(log.value().read);
  inputs.states = std::move(log.value().files);
  inputs.table = std::move(log.value().table);
  inputs.ids = std::move(log.value().ids);
  return Done{};
}

Status note_repeats(bool strict, ScanInputs& inputs) {
  const auto& first = inputs.table.first_duplicates();
  AnomalyLog& anomalies = inputs.report.anomalies;
  for (const SourcePlace& place : first) {
    const AnomalyPlace repeat{place, "id", std::string(kDuplicateRemedy)};
    if (strict) return Error{Code::bad_input, text_of(repeat, inputs.report.inputs.at(place.input).path)};
    anomalies.add(AnomalyKind::duplicate_id, repeat);
  }
  anomalies.count[static_cast<std::size_t>(AnomalyKind::duplicate_id)] +=
      inputs.table.duplicate_ids() - first.size();
  return Done{};
}

std::string_view sha256_of_access_log(const ReadReport& report) {
  const auto join = std::find_if(report.inputs.begin(), report.inputs.end(),
                                 [](const InputReport& input) { return input.dialect == "access_log"; });
  return join == report.inputs.end() ? std::string_view{} : std::string_view(join->sha256);
}

// Every option that influences the result; files by what is in them.
std::string configuration_text(const ScanOptions& options, const ScanInputs& inputs) {
  const SipKey key = derive_key(options.secret, "stillwatch/key-name/v1");
  const auto time = [](const std::optional<std::int64_t>& t) {
    return t ? std::to_string(*t) : std::string("-");
  };
  const auto file = [](std::string_view sha256) {
    return sha256.empty() ? std::string("no") : fmt::format("sha256:{}", sha256);
  };
  return fmt::format(
      "fdr={} seed={} from={} to={} now={} dialect={} max_record_bytes={} map={} account_field={} join={} "
      "join_on={} accounts={} allow={} recall={} key={:016x}",
      options.fdr * options.look_share, options.seed, time(inputs.read.from_us), time(inputs.read.to_us),
      time(options.now_us), inputs.read.dialect ? name_of(*inputs.read.dialect) : "sniffed",
      inputs.read.max_record_bytes, file(inputs.report.map.sha256), inputs.read.account_field,
      file(sha256_of_access_log(inputs.report)), inputs.read.join_on, file(inputs.facts.stored.sha256),
      file(inputs.allow.stored.sha256), options.recall ? "yes" : "no", key.k0);
}

// `paths` are the files that the places count.
void add_anomalies(const AnomalyLog& log, const std::vector<std::string>& paths, ScanResult& result) {
  for (std::size_t kind = 0; kind < kAnomalyKinds; ++kind) {
    if (log.count[kind] == 0) continue;
    const std::string name(name_of(static_cast<AnomalyKind>(kind)));
    auto finding = std::find_if(result.anomalies.begin(), result.anomalies.end(),
                                [&](const AnomalyFinding& known) { return known.kind == name; });
    if (finding == result.anomalies.end())
      finding = result.anomalies.insert(finding, AnomalyFinding{name, 0, {}});
    finding->count += log.count[kind];
    for (const AnomalyPlace& at : log.first[kind]) {
      const std::string path = at.place.input < paths.size() ? paths[at.place.input] : "?";
      finding->places.push_back(text_of(at, path));
    }
  }
}

void fill_inputs(const ScanOptions& options, const ScanInputs& inputs, ScanResult& result) {
  std::vector<std::string> paths;
  for (const InputReport& input : inputs.report.inputs) {
    const bool join = input.dialect == "access_log";
    result.inputs.push_back({input.path, input.dialect, input.sha256, input.bytes, input.records,
                             input.rejected, join ? "join" : "log"});
    paths.push_back(input.path);
  }
  const auto add = [&](std::string_view role, const std::string& path, const StoredFile& stored,
                       std::uint64_t records, std::uint64_t rejected) {
    if (!path.empty())
      result.tables.push_back({path, "", stored.sha256, stored.bytes, records, rejected, std::string(role)});
  };
  add("accounts", options.accounts_file, inputs.facts.stored, inputs.facts_given,
      inputs.facts.rows_not_used());
  add("map", inputs.read.map_file, inputs.report.map, 0, 0);
  add("allow", options.allow_file, inputs.allow.stored, inputs.allow.entries.size(), 0);
  for (const StoredState& state : inputs.states)
    result.tables.push_back({state.path, "state", {}, state.bytes, state.exchanges, state.rejected, "state"});
  add_anomalies(inputs.report.anomalies, paths, result);
  add_anomalies(inputs.facts.anomalies, {options.accounts_file}, result);
}

std::vector<FieldCoverage> coverage_of(const ScanInputs& inputs) {
  const ExchangeTable& table = inputs.table;
  return field_coverage(inputs.report.filled,
                        facts_filled(table.account_count(), [&](std::size_t a) -> const AccountFacts& {
                          return table.facts(static_cast<std::uint32_t>(a));
                        }));
}

std::vector<std::string> limits_of(const ScanInputs& inputs) {
  std::vector<std::string> limits = {
      ("Free-form campaigns whose accounts each mix in at least half of cover traffic of their own leave no "
       "shared content."),
      ("Live relays of real people's requests look like a reseller: at most they are listed as pools, "
       "purpose "
       "undetermined."),
      ("Campaigns of fewer than some 25 to 30 accounts are not found, nor are those that leave no sign of "
       "one "
       "operator."),
      ("A template that more than a quarter of all accounts use links nobody: one operator of more than a "
       "quarter of this log's accounts is not seen by what they ask."),
      ("An accusation is statistical: it says that no considered honest explanation fits, not that none "
       "exists."),
  };
  if (inputs.facts_given == 0) {
    limits.emplace_back(
        "No account table was given: organisations, payments, sign-up and ban times are unknown.");
  }
  return limits;
}

void fill_scope(const ExchangeTable& table, ScanResult& result) {
  result.exchanges = table.rows().size();
  result.accounts = table.account_count();
  std::set<std::string> organisations;
  for (std::uint32_t a = 0; a < table.account_count(); ++a) {
    if (!table.facts(a).organisation.empty()) organisations.insert(table.facts(a).organisation);
  }
  result.organisations = organisations.size();
  result.first_us = table.first_us();
  result.last_us = table.last_us();
}

}  // namespace

const FieldSelection& fields_looked_at() { return fields_of_a_scan(); }

Result<ScanInputs> read_scan_inputs(const ScanOptions& options) {
  ScanInputs inputs;
  if (const Status tables = read_tables(options, inputs); !tables.has_value()) return tables.error();
  if (const Status read = read_table(options, inputs); !read.has_value()) return read.error();
  inputs.facts_given = inputs.facts.rows.size();
  std::vector<AccountFacts>().swap(inputs.facts.rows);
  if (const Status noted = note_repeats(options.read.strict, inputs); !noted.has_value())
    return noted.error();
  return inputs;
}

void describe_inputs(const ScanOptions& options, const ScanInputs& inputs, ScanResult& result) {
  result.version = version();
  result.configuration = configuration_text(options, inputs);
  result.configuration_digest = fmt::format("{:016x}", siphash(SipKey{}, result.configuration));
  result.seed = options.seed;
  result.fdr = options.fdr * options.look_share;
  result.partial = inputs.report.partial;
  fill_scope(inputs.table, result);
  result.coverage = coverage_of(inputs);
  result.limits = limits_of(inputs);
  fill_inputs(options, inputs, result);
}

}  // namespace stillwatch
