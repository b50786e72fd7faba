// stillwatch validate: how well a log is filled, and what stays invisible because of it.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>

#include "base/parallel.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "exchange/account_facts.h"
#include "exchange/coverage.h"
#include "exchange/identifier_hash.h"
#include "exchange/json_writer.h"
#include "exchange/seen_ids.h"

namespace stillwatch {
namespace {

struct Validation {
  ReadReport report;
  AccountFactsTable accounts;
  std::string accounts_file;
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
std::map<std::string_view, std::vector<std::string_view>> blind_signals(const ReadReport& report) {
  std::map<std::string_view, std::vector<std::string_view>> blind;
  for (const auto& [field, filled] : report.filled) {
    if (filled > 0) continue;
    const FieldNeed need = need_of(field, report.filled);
    for (const std::string_view signal : need.blind) blind[signal].push_back(field);
  }
  return blind;
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) {
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

void print_fields(const ReadReport& report) {
  fmt::print("\n{:<44} {:>12} {:>8}  {}\n", "FIELD", "FILLED", "SHARE", "BLIND WITHOUT IT");
  for (const std::string_view field : canonical_field_names()) {
    const auto found = report.filled.find(std::string(field));
    if (found == report.filled.end()) continue;
    const FieldNeed need = need_of(field, report.filled);
    const std::string note = found->second > 0 ? "" : need.required ? "required" : joined(need.blind);
    fmt::print("{:<44} {:>12} {:>7.1f}%  {}\n", field, found->second, percent(found->second, report.records),
               note);
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
  print_fields(report);
  if (report.anomalies.total() > 0) fmt::print("\nNOT USED: {} records or files\n", report.anomalies.total());
  print_anomalies(report.anomalies, paths_of(report));
  if (validation.has_accounts) print_accounts(validation);
  fmt::print("\n{} exchanges can be used.", usable(validation));
  const auto blind = blind_signals(report);
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

void append_fields_json(ObjectWriter& object, const ReadReport& report) {
  object.key("fields");
  std::string& out = object.out();
  out += '[';
  for (const std::string_view field : canonical_field_names()) {
    const auto found = report.filled.find(std::string(field));
    if (found == report.filled.end()) continue;
    const FieldNeed need = need_of(field, report.filled);
    if (out.back() != '[') out += ',';
    ObjectWriter one(out);
    one.text("field", field);
    one.always_number("filled", found->second);
    one.raw("required", need.required ? "true" : "false");
    one.key("blind_signals");
    out += '[';
    for (const std::string_view signal : found->second == 0 ? need.blind : std::vector<std::string_view>{}) {
      if (out.back() != '[') out += ',';
      append_json_string(out, signal);
    }
    out += ']';
    one.close();
  }
  out += ']';
}

std::string json_of(const Validation& validation) {
  const ReadReport& report = validation.report;
  std::string out;
  ObjectWriter object(out);
  object.text("schema", "stillwatch/validation/1");
  object.key("inputs");
  out += '[';
  for (const InputReport& input : report.inputs) {
    if (out.back() != '[') out += ',';
    ObjectWriter one(out);
    one.text("path", input.path);
    one.text("dialect", input.dialect);
    one.text("sha256", input.sha256);
    one.always_number("bytes", input.bytes);
    one.always_number("text_bytes", input.text_bytes);
    one.always_number("exchanges", input.records);
    one.always_number("rejected", input.rejected);
    one.always_number("outside_time", input.outside_time);
    one.close();
  }
  out += ']';
  object.always_number("exchanges", usable(validation));
  object.raw("partial", report.partial ? "true" : "false");
  append_fields_json(object, report);
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

int run(InputOptions& options, const std::string& format) {
  const Status resolved = resolve_input_options(options);
  if (!resolved.has_value()) return report_error(resolved.error());
  Validation validation;
  if (!options.accounts_file.empty()) {
    auto accounts = read_account_facts(options.accounts_file);
    if (!accounts.has_value()) return report_error(accounts.error());
    validation.accounts = std::move(accounts).value();
    validation.accounts_file = options.accounts_file;
    validation.has_accounts = true;
    const auto fault = validation.accounts.first_fault(options.accounts_file);
    if (options.read.strict && fault) return report_error(*fault);
  }
  if (!options.allow_file.empty()) {
    const auto allowed = read_allow_list(options.allow_file);
    if (!allowed.has_value()) return report_error(allowed.error());
  }
  const Status read = read_and_compare_ids(options, validation);
  if (!read.has_value()) return report_error(read.error());
  if (format == "json") {
    fmt::print("{}\n", json_of(validation));
  } else {
    print_text(validation);
  }
  if (validation.report.records == 0)
    fmt::print(stderr,
               "stillwatch: no record can be used; see the places above, or name a --dialect or a --map\n");
  return exit_code_of(validation.report);
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
