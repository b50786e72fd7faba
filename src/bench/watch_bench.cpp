// `stillwatch_bench watch`: what an hour of new exchanges costs on top of a large state.
//
// The last file of a world is the hour; all others are folded into states before. Then `stillwatch watch
// --once` runs as a process of its own, twice from the same state: as a later look at a day (narrow) and as
// the first of one (wide).
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "account/table_state.h"
#include "base/key_file.h"
#include "base/parallel.h"
#include "base/time.h"
#include "base/version.h"
#include "bench/benchmarks.h"
#include "bench/child_process.h"
#include "bench/log_files.h"
#include "bench/scale/machine.h"
#include "bench/scale/scale_run.h"
#include "watch/look_reach.h"
#include "watch/watch_store.h"
#include "world/scale/scale_world.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

constexpr double kMostSeconds = 30.0;  // of the later look at a day

struct WatchBench {
  double million = 3.0;
  std::uint32_t hour = 650'000;
  std::uint64_t narrow_rows = kNarrowRows;
  std::string world;  // a folder that is there; empty: one is made
  bool save_results = false;
};

struct MeasuredLook {
  std::string kind;
  ProgramRun run;
  std::vector<StageTime> stages;
  std::string said;  // "look 2: 650,000 exchanges from 1 file, ..."
};

struct WatchReport {
  std::string command;
  std::uint64_t base = 0, hour = 0;  // exchanges
  std::uint64_t base_bytes = 0;
  double base_s = 0.0;
  std::vector<MeasuredLook> looks;
};

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

fs::path before_folder(const Bench& bench) { return fs::path(bench.folder) / "watch-before"; }

Result<fs::path> world_of(const WatchBench& what, const Bench& bench) {
  if (!what.world.empty()) return fs::path(what.world);
  const fs::path folder = fs::path(bench.folder) / fmt::format("watch-{:g}", what.million);
  if (fs::exists(folder / "complete")) return folder;
  fmt::print(stderr, "making a world of {:g} million exchanges ...\n", what.million);
  ScaleWorldOptions options;
  options.exchanges = what.million * 1e6;
  options.corpus_dir = bench.corpus;
  options.out = folder.string();
  options.threads = bench.threads;
  options.file_exchanges = what.hour;
  const auto made = write_scale_world(options);
  if (!made.has_value()) return made.error();
  std::ofstream(folder / "complete") << "\n";
  return folder;
}

Result<ProgramRun> run_well(const std::vector<std::string>& arguments, const fs::path& said) {
  auto run = run_program(arguments, "/dev/null", said.string());
  if (run.has_value() && run.value().exit_code != 0)
    return Error{Code::bad_input, fmt::format("{}: exit code {}: {}", fmt::join(arguments, " "),
                                              run.value().exit_code, text_of(said))};
  return run;
}

// A state of some files, as a look would have made it, in the folder for what is folded before.
Status fold(const std::vector<std::string>& files, const std::string& name, const Bench& bench,
            WatchMemory& memory, WatchReport& report) {
  const fs::path folder = before_folder(bench), rows = folder / name;
  std::vector<std::string> command = {
      bench.program, "profile",    "--quiet", "--threads", std::to_string(worker_count(bench.threads)),
      "-o",          rows.string()};
  command.insert(command.end(), files.begin(), files.end());
  fmt::print(stderr, "folding in {} ...\n", files.back());
  const auto folded = run_well(command, folder / "said.txt");
  if (!folded.has_value()) return folded.error();
  report.base_s += folded.value().wall_s;
  const auto opened = TableState::open(rows.string(), kDevelopmentKey);
  if (!opened.has_value()) return opened.error();
  Segment segment{name, opened.value().rows().front().time_us, 0, opened.value().rows().size()};
  for (const ExchangeRow& row : opened.value().rows()) {
    segment.oldest_us = std::min(segment.oldest_us, row.time_us);
    segment.newest_us = std::max(segment.newest_us, row.time_us);
  }
  report.base += segment.exchanges;
  report.base_bytes += opened.value().bytes();
  memory.latest_us = std::max(memory.latest_us, segment.newest_us);
  memory.segments.push_back(segment);
  for (const std::string& path : files) {
    struct stat about{};
    if (::stat(path.c_str(), &about) != 0) return Error{Code::io, path + ": cannot be looked at"};
    memory.folded[path] = {{static_cast<std::uint64_t>(about.st_size),
                            about.st_mtim.tv_sec * std::int64_t{1'000'000'000} + about.st_mtim.tv_nsec},
                           segment.newest_us};
  }
  return Done{};
}

// Everything before the hour: a large state, and the hours before as states of their own, as many as a later
// look reaches.
Result<WatchMemory> fold_before(std::vector<std::string> files, const WatchBench& what, const Bench& bench,
                                WatchReport& report) {
  WatchMemory memory(SipKey{});
  std::vector<std::string> hours;
  while (files.size() > 1 && hours.size() < what.narrow_rows / what.hour) {
    hours.insert(hours.begin(), files.back());
    files.pop_back();
  }
  if (const Status base = fold(files, "rows-00000001.state", bench, memory, report); !base.has_value())
    return base.error();
  for (const std::string& hour : hours) {
    const std::string name = fmt::format("rows-{:08}.state", memory.segments.size() + 1);
    if (const Status folded = fold({hour}, name, bench, memory, report); !folded.has_value())
      return folded.error();
  }
  memory.looks = memory.segments.size();
  memory.looks_at_day = 1;
  return memory;
}

// The state as it was before the hour; `same_day`: as if the hour's day had been looked at already.
Status prepare(const fs::path& state, WatchMemory memory, bool same_day, const Bench& bench) {
  auto store = WatchStore::open(state.string(), kDevelopmentKey);
  if (!store.has_value()) return store.error();
  memory.day = memory.latest_us / kDay + (same_day ? 1'000 : -1);
  std::error_code ignored, failed;
  for (const Segment& segment : memory.segments) {
    fs::remove(state / segment.name, ignored);
    if (!failed) fs::create_hard_link(before_folder(bench) / segment.name, state / segment.name, failed);
  }
  if (failed) return Error{Code::io, fmt::format("{}: {}", state.string(), failed.message())};
  fs::remove(state / "events.jsonl", ignored);
  return store.value().commit(std::move(memory));
}

Result<MeasuredLook> look(const WatchBench& what, const fs::path& world, const fs::path& state,
                          const Bench& bench, const std::string& kind) {
  const fs::path said = state / "said.txt";
  const auto run =
      run_well({bench.program, "watch", world.string(), "--state", state.string(), "--accounts",
                (world / "accounts.csv").string(), "--allow", (world / "allow.csv").string(), "--settle",
                "0s", "--once", "--stage-times", "--narrow", std::to_string(what.narrow_rows), "--threads",
                std::to_string(worker_count(bench.threads))},
               said);
  if (!run.has_value()) return run.error();
  const std::string text = text_of(said);
  const std::size_t begin = text.find("look ");
  return MeasuredLook{kind, run.value(), parse_stage_times(text),
                      begin == std::string::npos ? "" : text.substr(begin, text.find('\n', begin) - begin)};
}

Result<WatchReport> measure_looks(const WatchBench& what, const Bench& bench) {
  WatchReport report;
  const auto world = world_of(what, bench);
  if (!world.has_value()) return world.error();
  std::vector<std::string> files = log_files(world.value());
  if (files.size() < 2) return Error{Code::usage, world.value().string() + ": needs two log files at least"};
  const fs::path state = fs::path(bench.folder) / "watch-state";
  std::error_code ignored;
  fs::remove_all(state, ignored);
  fs::create_directories(state, ignored);
  fs::remove_all(before_folder(bench), ignored);
  fs::create_directories(before_folder(bench), ignored);
  std::ofstream(state / "lock") << "";
  files.pop_back();
  const auto memory = fold_before(files, what, bench, report);
  if (!memory.has_value()) return memory.error();
  for (const bool same_day : {true, false}) {
    if (const Status ready = prepare(state, memory.value(), same_day, bench); !ready.has_value())
      return ready.error();
    auto looked = look(what, world.value(), state, bench, same_day ? "later" : "first");
    if (!looked.has_value()) return looked.error();
    const auto store = WatchStore::open(state.string(), kDevelopmentKey);
    if (!store.has_value()) return store.error();
    report.hour = store.value().memory().segments.back().exchanges;
    report.looks.push_back(std::move(looked).value());
  }
  fs::remove_all(state, ignored);
  fs::remove_all(before_folder(bench), ignored);
  return report;
}

std::string page_of(const WatchReport& report, const WatchBench& what, const Bench& bench) {
  std::string page = fmt::format(
      "# An hour of new exchanges on top of a large state\n\n    {}\n\nStillwatch {}, {} threads, {}. {} "
      "exchanges were folded into states of {:.2f} GB before (in {:.0f} s, not counted). Then a file with "
      "{} "
      "new ones arrived, and `stillwatch watch --once` ran as a process of its own, from start to end: once "
      "as "
      "a later look at a day, which scans at most {} exchanges, and once as the first look at one, which "
      "scans "
      "the "
      "window.\n\n| look at a day | wall s | processor s | peak GB | said | stages "
      "|\n|---|---:|---:|---:|---|---|\n",
      report.command, version(), worker_count(bench.threads), machine_in_words(), report.base,
      static_cast<double>(report.base_bytes) / 1e9, report.base_s, report.hour, what.narrow_rows);
  for (const MeasuredLook& look : report.looks) {
    std::string stages;
    for (const StageTime& stage : look.stages)
      stages += fmt::format("{} {:.2f}, ", stage.name, stage.seconds);
    if (!stages.empty()) stages.resize(stages.size() - 2);
    page += fmt::format("| {} | {:.1f} | {:.1f} | {:.2f} | {} | {} |\n", look.kind, look.run.wall_s,
                        look.run.cpu_s, static_cast<double>(look.run.peak_bytes) / 1e9, look.said, stages);
  }
  return page;
}

std::string json_of(const WatchReport& report, const WatchBench& what, const Bench& bench) {
  nlohmann::ordered_json json = {{"schema", "stillwatch.watch-bench/1"},
                                 {"command", report.command},
                                 {"version", version()},
                                 {"machine", machine_in_words()},
                                 {"threads", worker_count(bench.threads)},
                                 {"base_exchanges", report.base},
                                 {"base_bytes", report.base_bytes},
                                 {"hour_exchanges", report.hour},
                                 {"narrow_rows", what.narrow_rows}};
  for (const MeasuredLook& look : report.looks) {
    auto& said = json["looks"][look.kind];
    said = {
        {"wall_s", look.run.wall_s}, {"processor_s", look.run.cpu_s}, {"peak_bytes", look.run.peak_bytes}};
    for (const StageTime& stage : look.stages)
      said["stages"].push_back({{"name", stage.name}, {"seconds", stage.seconds}});
  }
  return json.dump(1) + "\n";
}

void measure(WatchBench& what, Bench& bench) {
  auto report = measure_looks(what, bench);
  if (!report.has_value()) {
    fmt::print(stderr, "{}\n", report.error().what);
    bench.exit_code = 2;
    return;
  }
  report.value().command =
      fmt::format("./dev bench watch {} --hour {} --narrow {}",
                  what.world.empty() ? fmt::format("--million {:g}", what.million) : "--world DIR", what.hour,
                  what.narrow_rows);
  const std::string page = page_of(report.value(), what, bench);
  fmt::print("{}", page);
  const double wall_s = report.value().looks.front().run.wall_s;
  bench.measurements.push_back({"watch.later_look_s", wall_s, "s", Better::lower});
  bench.measurements.push_back(
      {"watch.first_look_s", report.value().looks.back().run.wall_s, "s", Better::lower});
  if (what.save_results) {
    std::ofstream("docs/results/watch.md") << page;
    std::ofstream("docs/results/watch.json") << json_of(report.value(), what, bench);
  }
  if (wall_s > kMostSeconds) bench.exit_code = 1;
}

}  // namespace

void add_watch_bench(CLI::App& app, Bench& bench) {
  auto what = std::make_shared<WatchBench>();
  CLI::App* command =
      app.add_subcommand("watch", "An hour of new exchanges on top of a large state: what a look costs");
  command->add_option("--million", what->million, "Exchanges of the world, with the hour")
      ->capture_default_str();
  command->add_option("--hour", what->hour, "Exchanges in each file of the world; the last is the hour")
      ->capture_default_str();
  command->add_option("--world", what->world, "A world that is there; its last log file is the hour");
  command->add_option("--narrow", what->narrow_rows, "Exchanges that a later look at a day scans")
      ->capture_default_str();
  command->add_flag("--save-results", what->save_results, "Write docs/results/watch.md and .json");
  command->callback([what, &bench] { measure(*what, bench); });
}

}  // namespace stillwatch
