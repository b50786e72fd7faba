// stillwatch convert: any dialect to canonical JSON lines or Parquet, with the text or with fingerprints in
// its place or beside it.
#include <fmt/format.h>

#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/line_maker.h"
#include "cli/line_output.h"
#include "exchange/identifier_hash.h"
#include "exchange/seen_ids.h"

namespace stillwatch {
namespace {

struct ConvertOptions {
  InputOptions input;
  std::string out = "-";
  std::string format = "jsonl";
  bool fingerprint_only = false;
  bool add_fingerprints = false;
};

LineContent content_of(const ConvertOptions& options) {
  if (options.fingerprint_only) return LineContent::fingerprints;
  return options.add_fingerprints ? LineContent::both : LineContent::text;
}

// Lets the workers through one at a time, in the order of their chunks.
class Turns {
 public:
  template <class Act>
  void take(std::uint64_t number, const Act& act) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return next_ == number; });
    act();
    ++next_;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t next_ = 0;
};

// Reads all logs and hands their lines to `output` in order, each id once. The repeats are in the report.
Result<ReadReport> write_lines(ReadOptions& read, const std::string& secret, LineContent content,
                               LineOutput& output) {
  SeenIds seen(identifier_key(secret));
  std::vector<std::unique_ptr<LineMaker>> makers;
  for (unsigned i = 0; i < read.threads; ++i)
    makers.push_back(std::make_unique<LineMaker>(secret, content, seen));
  Turns turns;
  AnomalyLog repeats;
  read.in_order = true;
  read.chunk_done = [&](unsigned worker, std::uint64_t chunk) {
    turns.take(chunk, [&] { output.put(chunk, *makers[worker], repeats); });
    output.written(chunk);
  };
  auto report = read_logs(read, [&](unsigned worker) {
    return [&maker = *makers[worker]](const Exchange& exchange) { maker.add(exchange); };
  });
  if (!report.has_value()) return report;
  for (const auto& maker : makers) output.put_last(*maker, repeats);  // refusals of the access log alone
  report.value().anomalies.merge(repeats);
  report.value().records -= repeats.total();
  if (seen.full()) fmt::print(stderr, "stillwatch: {}\n", kTooManyIds);
  return report;
}

int run(ConvertOptions& options) {
  const Status resolved = resolve_input_options(options.input);
  if (!resolved.has_value()) return report_error(resolved.error());
  const auto secret = secret_of(options.input);
  if (!secret.has_value()) return report_error(secret.error());
  if (options.fingerprint_only && options.add_fingerprints)
    return report_error({Code::usage, "--fingerprint-only and --add-fingerprints: choose one"});
  if (options.fingerprint_only && options.input.key_file.empty())
    fmt::print(stderr,
               "stillwatch: warning: no --key-file: fingerprints under the public development key protect "
               "nothing\n");

  ReadOptions& read = options.input.read;
  if (read.threads == 0) read.threads = std::max(1U, std::thread::hardware_concurrency());
  auto output = open_line_output(options.out, options.format == "parquet", read.threads);
  if (!output.has_value()) return report_error(output.error());
  auto report = write_lines(read, secret.value(), content_of(options), *output.value());
  if (!report.has_value()) return report_error(report.error());
  if (const auto stop = strict_stop(read, report.value())) return report_error(*stop);
  if (report.value().records == 0) {  // what stood at the place of the output stays
    say_nothing_usable(report.value());
    return kExitInput;
  }
  const Status finished = output.value()->finish(read.threads);
  if (!finished.has_value()) return report_error(finished.error());
  fmt::print(stderr, "stillwatch: {} exchanges written, {} records not used{}\n", report.value().records,
             report.value().anomalies.total(),
             report.value().anomalies.total() > 0 ? " (stillwatch validate says why)" : "");
  return exit_code_of(report.value());
}

}  // namespace

void add_convert_command(CLI::App& app, int& exit_code) {
  CLI::App* const command = app.add_subcommand(
      "convert", "Write logs of any dialect as canonical JSON lines or Parquet, with or without their text");
  auto options = std::make_shared<ConvertOptions>();
  add_input_options(*command, options->input);
  command->add_option(
      "-o,--out", options->out,
      "Where to write: FILE.jsonl, FILE.jsonl.zst, or - for standard output; with --format parquet a "
      "new folder");
  command->add_option("--format", options->format, "jsonl, or parquet: one folder of files per hour")
      ->check(CLI::IsMember({"jsonl", "parquet"}))
      ->capture_default_str();
  command->add_flag("--fingerprint-only", options->fingerprint_only,
                    "Drop all text; keep keyed fingerprints, and hashes of client addresses and end users");
  command->add_flag("--add-fingerprints", options->add_fingerprints,
                    "Keep the text and add the fingerprints, so that a scan of Parquet need not decode text");
  command->footer(
      "Examples:\n"
      "  stillwatch convert bodies/ --join access.jsonl --on x-request-id -o exchanges.jsonl.zst\n"
      "  stillwatch convert logs/ --fingerprint-only --key-file scan.key -o prints.jsonl.zst\n"
      "  stillwatch convert logs/ --format parquet -o exchanges/\n"
      "A scan of the fingerprints under the same key finds what a scan of the text finds.");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace stillwatch
