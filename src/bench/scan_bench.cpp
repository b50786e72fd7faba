// `stillwatch_bench scan`: the whole scan of a log of compressed JSONL, against the floor under it.
//
// A world is written once; then floor and scan take turns, each as a process of its own with the same number
// of threads, and the best of each counts. Times are of the whole process: start, scan, and output of the
// findings.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/parallel.h"
#include "bench/benchmarks.h"
#include "bench/child_process.h"
#include "bench/log_files.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

// What the scan promises (docs/decisions, README).
constexpr double kLeastRate = 100'000.0;  // exchanges per second on two cores
constexpr double kMostTimesTheFloor = 4.0;
constexpr double kBytesPerExchange = 400.0;  // beyond kFixedBytes
constexpr double kFixedBytes = 200e6;

struct ScanBench {
  unsigned honest = 5'000;
  unsigned accounts = 250;  // of campaigns
  double days = 14.0;
  std::uint64_t seed = 7;
  unsigned repeats = 3;
  bool keep = false;
};

struct Best {
  double floor_s = 0.0, scan_s = 0.0, scan_cpu_s = 0.0;
  std::uint64_t peak_bytes = 0;  // the largest
  std::uint64_t records = 0, text_bytes = 0, stored_bytes = 0;
};

// Runs a program that must succeed.
Result<ProgramRun> run_well(const std::vector<std::string>& arguments, const std::string& output) {
  auto run = run_program(arguments, output);
  if (run.has_value() && run.value().exit_code != 0) {
    return Error{Code::bad_input,
                 fmt::format("{}: exit code {}", fmt::join(arguments, " "), run.value().exit_code)};
  }
  return run;
}

Status write_log(const Bench& bench, const ScanBench& options, const fs::path& folder) {
  if (options.keep && !log_files(folder).empty()) return Done{};
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  std::vector<std::string> arguments = {bench.program, "world",
                                        "--profile",   "templates",
                                        "--profile",   "grading",
                                        "--honest",    std::to_string(options.honest),
                                        "--accounts",  std::to_string(options.accounts),
                                        "--days",      fmt::format("{}", options.days),
                                        "--seed",      std::to_string(options.seed),
                                        "--out",       folder.string()};
  if (!bench.corpus.empty()) arguments.insert(arguments.end(), {"--corpus", bench.corpus});
  const auto run = run_well(arguments, "/dev/null");
  if (!run.has_value()) return run.error();
  return Done{};
}

// One turn of floor, then scan; keeps the better times in `best`.
Status one_turn(const Bench& bench, const fs::path& folder, Best& best) {
  const std::string threads = std::to_string(worker_count(bench.threads));
  const std::vector<std::string> files = log_files(folder);
  const std::string floor_output = (folder / "floor.json").string();
  std::vector<std::string> arguments = {fs::read_symlink("/proc/self/exe").string(), "--threads", threads,
                                        "floor"};
  arguments.insert(arguments.end(), files.begin(), files.end());
  const auto floor = run_well(arguments, floor_output);
  if (!floor.has_value()) return floor.error();
  std::ifstream in(floor_output);
  const auto counts = nlohmann::json::parse(in, nullptr, false);
  if (!counts.is_object()) return Error{Code::bad_input, floor_output + ": is not what the floor writes"};

  arguments = {bench.program, "scan", "--threads",  threads,
               "--format",    "json", "--accounts", (folder / "accounts.csv").string()};
  arguments.insert(arguments.end(), files.begin(), files.end());
  const auto scan = run_well(arguments, (folder / "findings.json").string());
  if (!scan.has_value()) return scan.error();

  const auto keep_less = [](double& kept, double now) { kept = kept == 0.0 ? now : std::min(kept, now); };
  keep_less(best.floor_s, floor.value().wall_s);
  keep_less(best.scan_s, scan.value().wall_s);
  keep_less(best.scan_cpu_s, scan.value().cpu_s);
  best.peak_bytes = std::max(best.peak_bytes, scan.value().peak_bytes);
  best.records = counts.value("records", std::uint64_t{0});
  best.text_bytes = counts.value("text_bytes", std::uint64_t{0});
  best.stored_bytes = counts.value("stored_bytes", std::uint64_t{0});
  return Done{};
}

void report(Bench& bench, const Best& best) {
  const auto records = static_cast<double>(best.records);
  const double rate = records / best.scan_s;
  const double times = best.scan_s / best.floor_s;
  const auto peak = static_cast<double>(best.peak_bytes);
  const double allowed = kBytesPerExchange * records + kFixedBytes;
  const auto judged = [](bool met) { return met ? "met" : "MISSED"; };
  fmt::print("log          {} exchanges, {:.2f} GB of JSON ({:.0f} bytes each), {:.3f} GB stored\n",
             best.records, static_cast<double>(best.text_bytes) * 1e-9,
             static_cast<double>(best.text_bytes) / records, static_cast<double>(best.stored_bytes) * 1e-9);
  fmt::print("threads      {}\n", worker_count(bench.threads));
  fmt::print(
      "floor        {:.2f} s  ({:.0f} exchanges/s, {:.2f} GB/s): zstd and a simdjson walk of the same "
      "bytes\n",
      best.floor_s, records / best.floor_s, static_cast<double>(best.text_bytes) * 1e-9 / best.floor_s);
  fmt::print("scan         {:.2f} s  ({:.0f} exchanges/s, {:.2f} GB/s), {:.2f} s of processor time\n",
             best.scan_s, rate, static_cast<double>(best.text_bytes) * 1e-9 / best.scan_s, best.scan_cpu_s);
  fmt::print("rate         bound >= {:.0f} exchanges/s: {}\n", kLeastRate, judged(rate >= kLeastRate));
  fmt::print("to the floor {:.2f} times; bound <= {:.0f}: {}\n", times, kMostTimesTheFloor,
             judged(times <= kMostTimesTheFloor));
  fmt::print(
      "peak memory  {:.0f} MB, {:.0f} bytes per exchange; bound {:.0f} bytes x exchanges + {:.0f} MB = "
      "{:.0f} MB: {}\n",
      peak * 1e-6, peak / records, kBytesPerExchange, kFixedBytes * 1e-6, allowed * 1e-6,
      judged(peak <= allowed));
  bench.measurements.push_back({"scan.rate", rate, "exchanges/s", Better::higher});
  bench.measurements.push_back(
      {"scan.json", static_cast<double>(best.text_bytes) * 1e-9 / best.scan_s, "GB/s", Better::higher});
  bench.measurements.push_back({"scan.times_the_floor", times, "", Better::lower});
  bench.measurements.push_back({"scan.peak_per_exchange", peak / records, "bytes", Better::lower});
  if (rate < kLeastRate || times > kMostTimesTheFloor || peak > allowed) bench.exit_code = 1;
}

void run(Bench& bench, const ScanBench& options) {
  const fs::path folder = fs::path(bench.folder) / "scan";
  fmt::print(stderr, "writing a log of {} accounts over {} days, texts from {} ...\n",
             options.honest + options.accounts, options.days,
             bench.corpus.empty() ? "the built-in seed" : bench.corpus);
  Status done = write_log(bench, options, folder);
  Best best;
  for (unsigned turn = 0; done.has_value() && turn < options.repeats; ++turn) {
    fmt::print(stderr, "floor and scan, turn {} of {} ...\n", turn + 1, options.repeats);
    done = one_turn(bench, folder, best);
  }
  if (!done.has_value()) {
    fmt::print(stderr, "{}\n", done.error().what);
    bench.exit_code = 3;
    return;
  }
  report(bench, best);
}

}  // namespace

void add_scan_bench(CLI::App& app, Bench& bench) {
  auto options = std::make_shared<ScanBench>();
  CLI::App* command =
      app.add_subcommand("scan", "Speed and memory of a whole scan, against the floor under it");
  command->add_option("--honest", options->honest, "Honest accounts in the log")->capture_default_str();
  command->add_option("--accounts", options->accounts, "Campaign accounts in the log")->capture_default_str();
  command->add_option("--days", options->days, "Days that the log covers")->capture_default_str();
  command->add_option("--seed", options->seed, "Seed of the world")->capture_default_str();
  command->add_option("--repeats", options->repeats, "Turns of floor and scan; the best of each counts")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  command->add_flag("--keep", options->keep, "Use the log of the run before, when there is one");
  command->footer(
      "Exit code 1: a bound was missed, or a measure lost more than 10 % against the base.\n"
      "Example:\n  ./dev bench scan --save build/base.json && ./dev bench scan --keep --base "
      "build/base.json");
  command->callback([&bench, options] { run(bench, *options); });
}

}  // namespace stillwatch
