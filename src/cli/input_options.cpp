#include "cli/input_options.h"

#include <fmt/format.h>

#include <cstdio>

#include "base/key_file.h"
#include "base/memory_bound.h"
#include "base/time.h"
#include "cli/commands.h"

namespace stillwatch {
namespace {

constexpr std::string_view kTimeForms = "give ISO 8601 (2026-02-03T04:05:06Z) or Unix seconds";

Status resolve_time(const std::string& option, const std::string& text, std::optional<std::int64_t>& to) {
  if (text.empty()) return Done{};
  to = parse_time(text);
  if (!to) return Error{Code::usage, fmt::format("{} {}: not a time; {}", option, text, kTimeForms)};
  if (*to < kEarliestTime || *to > kLatestTime)
    return Error{Code::usage, fmt::format("{} {}: {}", option, text, kTimeRange)};
  return Done{};
}

}  // namespace

void add_read_options(CLI::App& app, InputOptions& options) {
  ReadOptions& read = options.read;
  app.add_option("LOG", read.inputs,
                 "Logs: files, folders, patterns, or - for standard input; plain, .gz, .zst, or .parquet")
      ->required();
  app.add_option(
      "--dialect", options.dialect_text,
      "canonical, openai-chat, openai-responses, anthropic, litellm or otel; default: told per file");
  app.add_option("--map", read.map_file, "TOML file that maps your own schema onto the fields");
  app.add_option("--join", read.join_file, "Access log (JSON lines) that says who sent each request");
  app.add_option("--on", read.join_on, "Field or header that is in both logs, e.g. x-request-id");
  app.add_option("--account-field", read.account_field,
                 "Where the account stands in a record, e.g. metadata.team_id");
  app.add_option("--key-file", options.key_file, "Secret for all hashes; default: a public development key");
  app.add_option("--from", options.from_text, "Only exchanges from this time on (ISO 8601 or Unix seconds)");
  app.add_option("--to", options.to_text, "Only exchanges before this time");
  app.add_flag("--strict", read.strict, "Stop at the first record that cannot be used");
  app.add_option("--threads", read.threads, "Worker threads; default: one per core")
      ->check(CLI::Range(0U, 1024U));
  app.add_option("--max-record-bytes", read.max_record_bytes, "Longer records are skipped; default 64 MiB")
      ->check(CLI::Range(std::size_t{1024}, std::size_t{1} << 30));
}

void add_input_options(CLI::App& app, InputOptions& options) {
  add_read_options(app, options);
  app.add_option("--accounts", options.accounts_file, "Account table (CSV or JSON lines)");
  app.add_option("--allow", options.allow_file, "Accounts and organisations whose findings are masked");
}

void add_spill_options(CLI::App& app, InputOptions& options) {
  options.memory = default_memory();
  app.add_option(
         "--memory", options.memory,
         "Most memory of the run, e.g. 1G; what is above goes to --spill; 0: no limit; default: 4G, or "
         "three quarters of what there is")
      ->transform(CLI::AsSizeValue(false));
  app.add_option("--spill", options.spill_folder,
                 "Folder for files of this run alone; default: TMPDIR, else /tmp");
}

Status resolve_input_options(InputOptions& options) {
  if (!options.dialect_text.empty()) {
    options.read.dialect = dialect_named(options.dialect_text);
    if (!options.read.dialect)
      return Error{Code::usage,
                   fmt::format("--dialect {}: must be canonical, openai-chat, openai-responses, anthropic, "
                               "litellm or otel",
                               options.dialect_text)};
  }
  Status from = resolve_time("--from", options.from_text, options.read.from_us);
  if (!from.has_value()) return from;
  Status to = resolve_time("--to", options.to_text, options.read.to_us);
  if (!to.has_value()) return to;
  if (options.read.from_us && options.read.to_us && *options.read.from_us >= *options.read.to_us)
    return Error{Code::usage, "--from must lie before --to: nothing lies between " + options.from_text +
                                  " and " + options.to_text};
  return resolve_time("--now", options.now_text, options.now_us);
}

Result<std::string> secret_of(const InputOptions& options) {
  if (options.key_file.empty()) return std::string(kDevelopmentKey);
  auto key = read_key_file(options.key_file);
  if (!key.has_value()) return key.error();
  if (!key.value().warning.empty()) fmt::print(stderr, "stillwatch: warning: {}\n", key.value().warning);
  return std::move(key).value().secret;
}

int report_error(const Error& error) {
  fmt::print(stderr, "stillwatch: {}\n", error.what);
  if (error.code == Code::no_memory) return kExitMemory;
  return error.code == Code::usage ? kExitUsage : kExitInput;
}

std::optional<Error> strict_stop(const ReadOptions& read, const ReadReport& report) {
  const auto& repeats = report.anomalies.first[static_cast<std::size_t>(AnomalyKind::duplicate_id)];
  if (!read.strict || repeats.empty()) return std::nullopt;
  const AnomalyPlace& first = repeats.front();
  return Error{Code::bad_input, text_of(first, report.inputs.at(first.place.input).path)};
}

void say_nothing_usable(const ReadReport& report) {
  fmt::print(stderr,
             "stillwatch: no record can be used; name a --dialect or a --map where the log is sound\n");
  for (std::size_t kind = 0; kind < kAnomalyKinds; ++kind) {
    const auto& places = report.anomalies.first[kind];
    for (std::size_t i = 0; i < places.size() && i < 2; ++i) {
      const std::size_t input = places[i].place.input;
      fmt::print(stderr, "  {}: {}\n", name_of(static_cast<AnomalyKind>(kind)),
                 text_of(places[i], input < report.inputs.size() ? report.inputs[input].path : "?"));
    }
  }
}

int exit_code_of(const ReadReport& report) {
  if (report.records == 0) return kExitInput;
  return report.partial ? kExitPartial : kExitOk;
}

}  // namespace stillwatch
