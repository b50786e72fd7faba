// stillwatch validate: how well a log is filled, and what stays invisible because of it.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>

#include "base/parallel.h"
#include "base/version.h"
#include "campaign/blind_signals.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "exchange/account_facts.h"
#include "exchange/identifier_hash.h"
#include "exchange/json_writer.h"
#include "exchange/seen_ids.h"
#include "report/json.h"

namespace stillwatch {
namespace {

struct Validation {
  ReadReport report;
  AccountFactsTable accounts;
  AllowList allow;
  std::string accounts_file, allow_file, map_file;  // empty: not given
  std::vector<FieldCoverage> fields;
  std::uint64_t repeats = 0;  // records whose id an earlier one has
  bool has_accounts = false;
};

std::vector<std::string> paths_of(const ReadReport& report) {
  std::vector<std::string> paths;
  for (const InputReport& input : report.inputs) paths.push_back(input.path);
  return paths;
}

std::string path_of(const AnomalyPlace& place, const std::vector<std::string>& paths) {
  return place.place.input < paths.size() ? paths[place.place.input] : std::string("?");
}

// Signal -> the fields whose absence blinds it.
std::map<std::string, std::vector<std::string>> blind_signals(const std::vector<FieldCoverage>& fields) {
  std::map<std::string, std::vector<std::string>> blind;
  for (const FieldCoverage& field : fields) {
    for (const std::string& signal : field.blind_signals) blind[signal].push_back(field.field);
  }
  return blind;
}

// Without the field no record is used; texts are not missed where there are fingerprints of them.
bool is_needed(const std::string& field, const ReadReport& report) {
  const auto named = field_of(field);
  return is_required(field) && !(named && is_content(*named) && is_fingerprinted(report.filled));
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

// Exchanges that a scan would use: a repeated id counts once.
std::uint64_t usable(const Validation& validation) { return validation.report.records - validation.repeats; }

double percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0.0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole);
}

void print_inputs(const ReadReport& report) {
  fmt::print("{:<44} {:<17} {:>12} {:>10} {:>12}\n", "INPUT", "DIALECT", "EXCHANGES", "REJECTED",
             "OUTSIDE TIME");
  for (const InputReport& input : report.inputs)
    fmt::print("{:<44} {:<17} {:>12} {:>10} {:>12}\n", input.path, input.dialect, input.records,
               input.rejected, input.outside_time);
}

void print_fields(const Validation& validation) {
  const ReadReport& report = validation.report;
  fmt::print("\n{:<44} {:>12} {:>8}  {}\n", "FIELD", "FILLED", "SHARE", "BLIND WITHOUT IT");
  for (const FieldCoverage& field : validation.fields) {
    const bool fact = field.field.starts_with("accounts.");
    const bool missed = field.filled == 0 && is_needed(field.field, report);
    fmt::print("{:<44} {:>12} {:>7.1f}%  {}\n", field.field, field.filled,
               percent(field.filled, fact ? validation.accounts.rows.size() : report.records),
               missed ? "required" : joined(field.blind_signals));
  }
}

// `paths` are the files that the places count.
void print_anomalies(const AnomalyLog& anomalies, const std::vector<std::string>& paths) {
  for (std::size_t i = 0; i < kAnomalyKinds; ++i) {
    if (anomalies.count[i] == 0) continue;
    fmt::print("  {:<20} {:>10}\n", name_of(static_cast<AnomalyKind>(i)), anomalies.count[i]);
    for (const AnomalyPlace& place : anomalies.first[i])
      fmt::print("    {}\n", text_of(place, path_of(place, paths)));
  }
}

void print_accounts(const Validation& validation) {
  const AnomalyLog& anomalies = validation.accounts.anomalies;
  const std::uint64_t kept = anomalies.of(AnomalyKind::bad_value) + anomalies.of(AnomalyKind::unknown_column);
  fmt::print("\nACCOUNT TABLE: {} accounts, {} rows not used\n", validation.accounts.rows.size(),
             anomalies.total() - kept);
  print_anomalies(anomalies, {validation.accounts_file});
}

void print_text(const Validation& validation) {
  const ReadReport& report = validation.report;
  print_inputs(report);
  print_fields(validation);
  if (report.anomalies.total() > 0) fmt::print("\nNOT USED: {} records or files\n", report.anomalies.total());
  print_anomalies(report.anomalies, paths_of(report));
  if (validation.has_accounts) print_accounts(validation);
  fmt::print("\n{} exchanges can be used.", usable(validation));
  const auto blind = blind_signals(validation.fields);
  for (const auto& [signal, fields] : blind) fmt::print("\nBlind: {} (needs {})", signal, joined(fields));
  fmt::print("\n");
}

void append_anomalies_json(ObjectWriter& object, std::string_view key, const AnomalyLog& anomalies,
                           const std::vector<std::string>& paths) {
  object.key(key);
  std::string& out = object.out();
  out += '[';
  for (std::size_t i = 0; i < kAnomalyKinds; ++i) {
    if (anomalies.count[i] == 0) continue;
    if (out.back() != '[') out += ',';
    ObjectWriter kind(out);
    kind.text("kind", name_of(static_cast<AnomalyKind>(i)));
    kind.always_number("count", anomalies.count[i]);
    kind.key("first");
    out += '[';
    for (const AnomalyPlace& place : anomalies.first[i]) {
      if (out.back() != '[') out += ',';
      ObjectWriter one(out);
      one.text("path", path_of(place, paths));
      one.always_number("line", place.place.line);
      one.always_number("offset", place.place.offset);
      one.text("field", place.field);
      one.text("remedy", place.remedy);
      one.close();
    }
    out += ']';
    kind.close();
  }
  out += ']';
}

void append_fields_json(ObjectWriter& object, const Validation& validation) {
  object.key("fields");
  std::string& out = object.out();
  out += '[';
  for (const FieldCoverage& field : validation.fields) {
    if (out.back() != '[') out += ',';
    ObjectWriter one(out);
    one.text("field", field.field);
    one.always_number("filled", field.filled);
    one.raw("required", is_needed(field.field, validation.report) ? "true" : "false");
    one.key("blind_signals");
    out += '[';
    for (const std::string& signal : field.blind_signals) {
      if (out.back() != '[') out += ',';
      append_json_string(out, signal);
    }
    out += ']';
    one.close();
  }
  out += ']';
}

void append_status_json(ObjectWriter& object, int exit_code, std::string_view reason) {
  object.key("status");
  ObjectWriter status(object.out());
  status.always_number("exit_code", exit_code);
  status.text("name", status_name(exit_code));
  status.always_text("reason", reason);
  status.close();
}

void append_table_json(std::string& out, std::string_view role, const std::string& path,
                       const StoredFile& stored) {
  if (path.empty()) return;
  if (out.back() != '[') out += ',';
  ObjectWriter one(out);
  one.text("path", path);
  one.text("role", role);
  one.text("sha256", stored.sha256);
  one.always_number("bytes", stored.bytes);
  one.close();
}

void append_inputs_json(ObjectWriter& object, const Validation& validation) {
  object.key("inputs");
  std::string& out = object.out();
  out += '[';
  for (const InputReport& input : validation.report.inputs) {
    if (out.back() != '[') out += ',';
    ObjectWriter one(out);
    one.text("path", input.path);
    one.text("role", input.dialect == "access_log" ? "join" : "log");
    one.text("dialect", input.dialect);
    one.text("sha256", input.sha256);
    one.always_number("bytes", input.bytes);
    one.always_number("text_bytes", input.text_bytes);
    one.always_number("exchanges", input.records);
    one.always_number("rejected", input.rejected);
    one.always_number("outside_time", input.outside_time);
    one.close();
  }
  append_table_json(out, "accounts", validation.accounts_file, validation.accounts.stored);
  append_table_json(out, "map", validation.map_file, validation.report.map);
  append_table_json(out, "allow", validation.allow_file, validation.allow.stored);
  out += ']';
}

std::string json_of(const Validation& validation, int exit_code, std::string_view reason) {
  const ReadReport& report = validation.report;
  std::string out;
  ObjectWriter object(out);
  object.text("schema", "stillwatch.validation/1");
  object.text("version", version());
  append_status_json(object, exit_code, reason);
  append_inputs_json(object, validation);
  object.always_number("exchanges", usable(validation));
  object.raw("partial", report.partial ? "true" : "false");
  append_fields_json(object, validation);
  append_anomalies_json(object, "anomalies", report.anomalies, paths_of(report));
  if (validation.has_accounts) {
    object.always_number("account_rows", validation.accounts.rows.size());
    append_anomalies_json(object, "account_anomalies", validation.accounts.anomalies,
                          {validation.accounts_file});
  }
  object.close();
  return out;
}

// Reads everything; repeated ids are among the anomalies, as they are in a scan.
Status read_and_compare_ids(InputOptions& options, Validation& validation) {
  const auto secret = secret_of(options);
  if (!secret.has_value()) return secret.error();
  SeenIds seen(identifier_key(secret.value()));
  options.read.threads = worker_count(options.read.threads);
  std::vector<AnomalyLog> repeats(options.read.threads);
  auto report = read_logs(options.read, [&](unsigned worker) -> ExchangeVisitor {
    return [&seen, &found = repeats[worker]](const Exchange& exchange) {
      if (const auto repeat = seen.note(seen.hash(exchange.id), exchange.place))
        found.add(AnomalyKind::duplicate_id, {*repeat, "id", std::string(kDuplicateRemedy)});
    };
  });
  if (!report.has_value()) return report.error();
  for (const AnomalyLog& found : repeats) {
    validation.repeats += found.total();
    report.value().anomalies.merge(found);
  }
  if (seen.full()) fmt::print(stderr, "stillwatch: {}\n", kTooManyIds);
  if (const auto stop = strict_stop(options.read, report.value())) return *stop;
  validation.report = std::move(report).value();
  return Done{};
}

Status read_all(InputOptions& options, Validation& validation) {
  if (const Status resolved = resolve_input_options(options); !resolved.has_value()) return resolved;
  validation.map_file = options.read.map_file;
  if (!options.accounts_file.empty()) {
    auto accounts = read_account_facts(options.accounts_file);
    if (!accounts.has_value()) return accounts.error();
    validation.accounts = std::move(accounts).value();
    validation.accounts_file = options.accounts_file;
    validation.has_accounts = true;
    const auto fault = validation.accounts.first_fault(options.accounts_file);
    if (options.read.strict && fault) return *fault;
  }
  if (!options.allow_file.empty()) {
    auto allow = read_allow_list(options.allow_file);
    if (!allow.has_value()) return allow.error();
    validation.allow = std::move(allow).value();
    validation.allow_file = options.allow_file;
  }
  if (const Status read = read_and_compare_ids(options, validation); !read.has_value()) return read;
  const auto& rows = validation.accounts.rows;
  validation.fields = field_coverage(
      validation.report.filled,
      facts_filled(rows.size(), [&](std::size_t a) -> const AccountFacts& { return rows[a]; }));
  return Done{};
}

std::string_view reason_of(int exit_code) {
  if (exit_code == kExitInput) return "no record can be used; see the places, or name a --dialect or a --map";
  if (exit_code == kExitPartial) return "partial: an input could not be read, or not to its end";
  return {};
}

int run(InputOptions& options, const std::string& format) {
  Validation validation;
  const Status read = read_all(options, validation);
  const int exit_code = read.has_value() ? exit_code_of(validation.report) : report_error(read.error());
  if (format == "json") {
    fmt::print("{}\n",
               json_of(validation, exit_code, read.has_value() ? reason_of(exit_code) : read.error().what));
  } else if (read.has_value()) {
    print_text(validation);
  }
  if (read.has_value() && exit_code != kExitOk) fmt::print(stderr, "stillwatch: {}\n", reason_of(exit_code));
  return exit_code;
}

}  // namespace

void add_validate_command(CLI::App& app, int& exit_code) {
  CLI::App* const command =
      app.add_subcommand("validate", "Show how often each field is filled and what stays invisible");
  auto options = std::make_shared<InputOptions>();
  auto format = std::make_shared<std::string>("text");
  add_input_options(*command, *options);
  command->add_option("--format", *format, "text or json")->check(CLI::IsMember({"text", "json"}));
  command->footer(
      "Examples:\n"
      "  stillwatch validate logs/*.jsonl.zst\n"
      "  stillwatch validate bodies.jsonl --join access.jsonl --on x-request-id --accounts accounts.csv\n"
      "  stillwatch validate own-schema.jsonl --map fields.toml --strict");
  command->callback([options, format, &exit_code] { exit_code = run(*options, *format); });
}

}  // namespace stillwatch
