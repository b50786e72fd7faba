// stillwatch convert: any dialect to canonical JSON lines, with the text or with fingerprints in its place.
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
#include "cli/ordered_output.h"
#include "exchange/canonical_writer.h"
#include "exchange/identifier_hash.h"
#include "exchange/seen_ids.h"
#include "trace/text_tracer.h"

namespace stillwatch {
namespace {

struct ConvertOptions {
  InputOptions input;
  std::string out = "-";
  bool fingerprint_only = false;
};

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

// Turns records into lines; one per worker.
class LineMaker {
 public:
  LineMaker(const std::string& secret, bool fingerprint_only, SeenIds& seen)
      : seen_(seen), identifier_key_(identifier_key(secret)), key_name_(name_of_key(secret)) {
    if (fingerprint_only) tracer_ = std::make_unique<TextTracer>(secret);
  }

  void add(const Exchange& exchange) {
    write(exchange);
    written_.push_back({seen_.hash(exchange.id), exchange.place, lines_.size()});
  }

  // Takes out lines whose id was written before. Called in the order in which the lines are written.
  void drop_repeats(AnomalyLog& anomalies) {
    std::string kept;
    std::size_t start = 0, copied = 0;
    for (const Written& one : written_) {
      if (seen_.note(one.id, one.place)) {
        anomalies.add(AnomalyKind::duplicate_id, {one.place, "id", std::string(kDuplicateRemedy)});
        kept.append(lines_, copied, start - copied);
        copied = one.end;
      }
      start = one.end;
    }
    if (copied != 0) lines_ = kept.append(lines_, copied);
    written_.clear();
  }

  [[nodiscard]] std::string take_lines() { return std::exchange(lines_, {}); }

 private:
  void write(const Exchange& exchange) {
    if (!tracer_) return write_canonical(exchange, lines_);
    const bool foreign = exchange.fingerprints && !exchange.fingerprint_key.empty();
    tracer_->trace(exchange, prints_);
    write_fingerprinted(exchange, prints_, identifier_key_, foreign ? exchange.fingerprint_key : key_name_,
                        lines_);
  }

  struct Written {
    std::uint64_t id = 0;  // hash
    SourcePlace place;
    std::size_t end = 0;  // of its line in lines_
  };
  SeenIds& seen_;
  std::string lines_;
  std::vector<Written> written_;
  SipKey identifier_key_;
  std::string key_name_;
  std::unique_ptr<TextTracer> tracer_;
  TextFingerprints prints_;
};

// Reads all logs and hands their lines to `output` in order, each id once. The repeats are in the report.
Result<ReadReport> write_lines(ReadOptions& read, const std::string& secret, bool fingerprint_only,
                               OrderedOutput& output) {
  SeenIds seen(identifier_key(secret));
  std::vector<std::unique_ptr<LineMaker>> makers;
  for (unsigned i = 0; i < read.threads; ++i)
    makers.push_back(std::make_unique<LineMaker>(secret, fingerprint_only, seen));
  Turns turns;
  AnomalyLog repeats;
  read.in_order = true;
  read.chunk_done = [&](unsigned worker, std::uint64_t chunk) {
    turns.take(chunk, [&] { makers[worker]->drop_repeats(repeats); });
    output.put(chunk, makers[worker]->take_lines());
  };
  auto report = read_logs(read, [&](unsigned worker) {
    return [&maker = *makers[worker]](const Exchange& exchange) { maker.add(exchange); };
  });
  if (!report.has_value()) return report;
  for (const auto& maker : makers) {  // refusals that only the access log holds
    maker->drop_repeats(repeats);
    output.append(maker->take_lines());
  }
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
  if (options.fingerprint_only && options.input.key_file.empty())
    fmt::print(stderr,
               "stillwatch: warning: no --key-file: fingerprints under the public development key protect "
               "nothing\n");

  ReadOptions& read = options.input.read;
  if (read.threads == 0) read.threads = std::max(1U, std::thread::hardware_concurrency());
  auto output = OrderedOutput::open(options.out, read.threads);
  if (!output.has_value()) return report_error(output.error());
  auto report = write_lines(read, secret.value(), options.fingerprint_only, *output.value());
  if (!report.has_value()) return report_error(report.error());
  if (const auto stop = strict_stop(read, report.value())) return report_error(*stop);
  if (report.value().records == 0) {  // what stood at the place of the output stays
    say_nothing_usable(report.value());
    return kExitInput;
  }
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
