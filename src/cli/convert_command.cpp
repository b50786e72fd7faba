// stillwatch convert: any dialect to canonical JSON lines, with the text or with fingerprints in its place.
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <thread>
#include <vector>

#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/ordered_output.h"
#include "exchange/canonical_writer.h"
#include "exchange/identifier_hash.h"
#include "trace/text_tracer.h"

namespace stillwatch {
namespace {

struct ConvertOptions {
  InputOptions input;
  std::string out = "-";
  bool fingerprint_only = false;
};

// Turns records into lines; one per worker.
class LineMaker {
 public:
  LineMaker(const std::string& secret, bool fingerprint_only)
      : identifier_key_(identifier_key(secret)), key_name_(name_of_key(secret)) {
    if (fingerprint_only) tracer_ = std::make_unique<TextTracer>(secret);
  }

  void add(const Exchange& exchange) {
    if (!tracer_) return write_canonical(exchange, lines);
    const bool foreign = exchange.fingerprints && !exchange.fingerprint_key.empty();
    tracer_->trace(exchange, prints_);
    write_fingerprinted(exchange, prints_, identifier_key_, foreign ? exchange.fingerprint_key : key_name_,
                        lines);
  }

  std::string lines;

 private:
  SipKey identifier_key_;
  std::string key_name_;
  std::unique_ptr<TextTracer> tracer_;
  TextFingerprints prints_;
};

int run(ConvertOptions& options) {
  const Status resolved = resolve_input_options(options.input);
  if (!resolved.has_value()) return report_error(resolved.error());
  const auto secret = secret_of(options.input);
  if (!secret.has_value()) return report_error(secret.error());
  if (options.fingerprint_only && options.input.key_file.empty())
    fmt::print(stderr,
               "stillwatch: warning: no --key-file: fingerprints under the public development key protect "
               "nothing\n");

  ReadOptions& read = options.input.read;
  if (read.threads == 0) read.threads = std::max(1U, std::thread::hardware_concurrency());
  auto output = OrderedOutput::open(options.out, read.threads);
  if (!output.has_value()) return report_error(output.error());
  std::vector<std::unique_ptr<LineMaker>> makers;
  for (unsigned i = 0; i < read.threads; ++i)
    makers.push_back(std::make_unique<LineMaker>(secret.value(), options.fingerprint_only));
  read.in_order = true;
  read.chunk_done = [&](unsigned worker, std::uint64_t chunk) {
    output.value()->put(chunk, makers[worker]->lines);
    makers[worker]->lines.clear();
  };
  const auto report = read_logs(read, [&](unsigned worker) {
    return [&maker = *makers[worker]](const Exchange& exchange) { maker.add(exchange); };
  });
  if (!report.has_value()) return report_error(report.error());
  for (const auto& maker : makers) output.value()->append(maker->lines);
  const Status finished = output.value()->finish();
  if (!finished.has_value()) return report_error(finished.error());
  fmt::print(stderr, "stillwatch: {} exchanges written, {} records not used{}\n", report.value().records,
             report.value().anomalies.total(),
             report.value().anomalies.total() > 0 ? " (stillwatch validate says why)" : "");
  return exit_code_of(report.value());
}

}  // namespace

void add_convert_command(CLI::App& app, int& exit_code) {
  CLI::App* const command = app.add_subcommand(
      "convert", "Write logs of any dialect as canonical JSON lines, with or without their text");
  auto options = std::make_shared<ConvertOptions>();
  add_input_options(*command, options->input);
  command->add_option("-o,--out", options->out,
                      "Where to write: FILE.jsonl, FILE.jsonl.zst, or - for standard output");
  command->add_flag("--fingerprint-only", options->fingerprint_only,
                    "Drop all text; keep keyed fingerprints, and hashes of client addresses and end users");
  command->footer(
      "Examples:\n"
      "  stillwatch convert bodies/ --join access.jsonl --on x-request-id -o exchanges.jsonl.zst\n"
      "  stillwatch convert logs/ --fingerprint-only --key-file scan.key -o prints.jsonl.zst\n"
      "A scan of the fingerprints under the same key finds what a scan of the text finds.");
  command->callback([options, &exit_code] { exit_code = run(*options); });
}

}  // namespace stillwatch
