// stillwatch convert: any dialect to canonical JSON lines or Parquet, with the text or with fingerprints in
// its place or beside it.
#include <fmt/format.h>

#include <condition_variable>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/ordered_output.h"
#include "cli/output_folder.h"
#include "cli/partitioned_output.h"
#include "exchange/canonical_writer.h"
#include "exchange/identifier_hash.h"
#include "exchange/seen_ids.h"
#include "parquet/library.h"
#include "trace/text_tracer.h"

namespace stillwatch {
namespace {

struct ConvertOptions {
  InputOptions input;
  std::string out = "-";
  std::string format = "jsonl";
  bool fingerprint_only = false;
  bool add_fingerprints = false;
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
  LineMaker(const std::string& secret, const ConvertOptions& options, SeenIds& seen)
      : seen_(seen),
        identifier_key_(identifier_key(secret)),
        key_name_(name_of_key(secret)),
        keep_text_(!options.fingerprint_only) {
    if (options.fingerprint_only || options.add_fingerprints) tracer_ = std::make_unique<TextTracer>(secret);
  }

  void add(const Exchange& exchange) {
    write(exchange);
    written_.push_back({seen_.hash(exchange.id), exchange.place, exchange.time_us, lines_.size()});
  }

  // Hands on the lines whose id was not written before, with the times of their exchanges. Called in the
  // order in which the lines are written.
  template <class Take>
  void take_new(AnomalyLog& anomalies, const Take& take) {
    std::size_t start = 0;
    for (const Written& one : written_) {
      if (seen_.note(one.id, one.place)) {
        anomalies.add(AnomalyKind::duplicate_id, {one.place, "id", std::string(kDuplicateRemedy)});
      } else {
        take(one.time_us, std::string_view(lines_).substr(start, one.end - start));
      }
      start = one.end;
    }
    written_.clear();
    lines_.clear();
  }

 private:
  void write(const Exchange& exchange) {
    if (!tracer_) return write_canonical(exchange, lines_);
    const bool foreign = exchange.fingerprints && !exchange.fingerprint_key.empty();
    tracer_->trace(exchange, prints_);
    const std::string_view key_name = foreign ? exchange.fingerprint_key : std::string_view(key_name_);
    if (!keep_text_) return write_fingerprinted(exchange, prints_, identifier_key_, key_name, lines_);
    both_ = exchange;
    both_.fingerprints = prints_;
    both_.fingerprint_key = key_name;
    write_canonical(both_, lines_);
  }

  struct Written {
    std::uint64_t id = 0;  // hash
    SourcePlace place;
    std::int64_t time_us = 0;
    std::size_t end = 0;  // of its line in lines_
  };
  SeenIds& seen_;
  std::string lines_;
  std::vector<Written> written_;
  SipKey identifier_key_;
  std::string key_name_;
  std::unique_ptr<TextTracer> tracer_;
  bool keep_text_;
  TextFingerprints prints_;
  Exchange both_;  // text and fingerprints
};

// Where lines go: put() is told of a chunk's lines in order of the chunks, one call at a time; written() of
// the same chunk follows, from several threads.
class LineTaker {
 public:
  virtual ~LineTaker() = default;
  virtual void put(std::uint64_t chunk, LineMaker& maker, AnomalyLog& repeats) = 0;
  virtual void written(std::uint64_t chunk) = 0;
  virtual void put_last(LineMaker& maker, AnomalyLog& repeats) = 0;
  [[nodiscard]] virtual Status finish(unsigned threads) = 0;
};

// One file of JSON lines.
class LineFile final : public LineTaker {
 public:
  explicit LineFile(std::unique_ptr<OrderedOutput> output) : output_(std::move(output)) {}

  void put(std::uint64_t chunk, LineMaker& maker, AnomalyLog& repeats) override {
    std::string lines = lines_of(maker, repeats);
    const std::lock_guard lock(mutex_);
    waiting_.emplace(chunk, std::move(lines));
  }
  void written(std::uint64_t chunk) override {
    std::unique_lock lock(mutex_);
    const auto lines = waiting_.extract(chunk);
    lock.unlock();
    output_->put(chunk, lines.mapped());
  }
  void put_last(LineMaker& maker, AnomalyLog& repeats) override { output_->append(lines_of(maker, repeats)); }
  Status finish(unsigned) override { return output_->finish(); }

 private:
  static std::string lines_of(LineMaker& maker, AnomalyLog& repeats) {
    std::string lines;
    maker.take_new(repeats, [&](std::int64_t, std::string_view line) { lines += line; });
    return lines;
  }
  std::unique_ptr<OrderedOutput> output_;
  std::mutex mutex_;
  std::map<std::uint64_t, std::string> waiting_;
};

// A folder of Parquet files by hour.
class ParquetFolder final : public LineTaker {
 public:
  explicit ParquetFolder(OutputFolder folder) : folder_(std::move(folder)), output_(folder_.path()) {}

  void put(std::uint64_t chunk, LineMaker& maker, AnomalyLog& repeats) override {
    put_last(maker, repeats);
    auto full = output_.take_full();
    const std::lock_guard lock(mutex_);
    if (!full.empty()) full_.emplace(chunk, std::move(full));
  }
  void written(std::uint64_t chunk) override {
    std::unique_lock lock(mutex_);
    const auto full = full_.extract(chunk);
    lock.unlock();
    if (full.empty()) return;
    for (const HourPart& part : full.mapped()) output_.write(part);
  }
  void put_last(LineMaker& maker, AnomalyLog& repeats) override {
    maker.take_new(repeats, [&](std::int64_t time_us, std::string_view line) { output_.add(time_us, line); });
  }
  Status finish(unsigned threads) override {
    Status written = output_.finish(threads);
    return written.has_value() ? folder_.finish() : written;
  }

 private:
  OutputFolder folder_;
  PartitionedOutput output_;
  std::mutex mutex_;
  std::map<std::uint64_t, std::vector<HourPart>> full_;
};

Result<std::unique_ptr<LineTaker>> open_output(const ConvertOptions& options, unsigned threads) {
  if (options.format == "jsonl") {
    auto output = OrderedOutput::open(options.out, threads);
    if (!output.has_value()) return output.error();
    return std::unique_ptr<LineTaker>(std::make_unique<LineFile>(std::move(output).value()));
  }
  if (options.out == "-") return Error{Code::usage, "--format parquet writes a folder: name it with --out"};
  const auto library = duckdb::load_library();  // before anything is read
  if (!library.has_value()) return library.error();
  auto folder = OutputFolder::open(options.out);
  if (!folder.has_value()) return folder.error();
  return std::unique_ptr<LineTaker>(std::make_unique<ParquetFolder>(std::move(folder).value()));
}

// Reads all logs and hands their lines to `output` in order, each id once. The repeats are in the report.
Result<ReadReport> write_lines(ReadOptions& read, const std::string& secret, const ConvertOptions& options,
                               LineTaker& output) {
  SeenIds seen(identifier_key(secret));
  std::vector<std::unique_ptr<LineMaker>> makers;
  for (unsigned i = 0; i < read.threads; ++i)
    makers.push_back(std::make_unique<LineMaker>(secret, options, seen));
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
  auto output = open_output(options, read.threads);
  if (!output.has_value()) return report_error(output.error());
  auto report = write_lines(read, secret.value(), options, *output.value());
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
