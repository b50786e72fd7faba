// `stillwatch_bench scale`: the big run, from 0.3 to 28.8 million exchanges, as JSON lines and as Parquet.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include "base/parallel.h"
#include "base/version.h"
#include "bench/benchmarks.h"
#include "bench/line_ledger.h"
#include "bench/page_file.h"
#include "bench/scale/machine.h"
#include "bench/scale/peer_speeds.h"
#include "bench/scale/report.h"
#include "bench/scale/scale_steps.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

struct ScaleBench {
  std::vector<double> sizes = {0.3, 3.0, 28.8};
  std::vector<std::string> formats = {"jsonl", "parquet"};
  std::vector<std::string> memory;
  std::string out = "build/bench/scale", results = "docs/results";
  std::uint64_t seed = 1;
  unsigned repeats = 1;
  bool keep = false, plan = false, peers = false;
  PeerPrograms peer;
};

ScaleSettings settings_of(const ScaleBench& what, const Bench& bench) {
  ScaleSettings settings;
  settings.program = bench.program;
  settings.bench_program = fs::read_symlink("/proc/self/exe").string();
  settings.corpus = bench.corpus;
  settings.folder = (fs::path(what.out) / "worlds").string();
  settings.build = digest_of_file(bench.program) + "-" + program_digest() +
                   (bench.corpus.empty() ? "" : "-" + digest_of_folder(bench.corpus));
  settings.seed = what.seed;
  settings.threads = bench.threads;
  settings.repeats = what.repeats;
  settings.memory = what.memory;
  settings.keep = what.keep;
  return settings;
}

// What the run takes on disk, before it starts.
Status check_disk(const ScaleBench& what) {
  std::error_code failure;
  fs::create_directories(what.out, failure);
  const fs::space_info space = fs::space(what.out, failure);
  if (failure) return Error{Code::io, fmt::format("{}: {}", what.out, failure.message())};
  double most = 0.0;
  for (const double million : what.sizes) {
    for (const std::string& format : what.formats) {
      const double needed = disk_bytes_needed(million, format);
      fmt::print(stderr, "{} million exchanges as {}: up to {:.1f} GB on disk\n", million, format,
                 needed * 1e-9);
      most = std::max(most, needed);
    }
  }
  // The world of a run that was stopped is there already, or goes before the next one comes.
  double held = 0.0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(what.out) / "worlds", failure)) {
    if (entry.is_regular_file(failure)) held += static_cast<double>(entry.file_size(failure));
  }
  const double free = static_cast<double>(space.available) + held;
  fmt::print(stderr, "one at a time: {:.1f} GB needed, {:.1f} GB free in {}\n", most * 1e-9, free * 1e-9,
             what.out);
  if (most > kMostDiskBytes || most > free) {
    return Error{Code::io,
                 fmt::format("too little room for the largest world ({:.1f} GB); name another folder with "
                             "--out, or smaller --sizes",
                             most * 1e-9)};
  }
  return Done{};
}

Status write_pages(const ScaleReport& report, const fs::path& folder) {
  std::error_code ignored;
  fs::create_directories(folder, ignored);
  if (auto done = write_page(folder / "scale.json", scale_json(report)); !done.has_value()) return done;
  if (auto done = write_page(folder / "scale.svg", scale_picture(report.runs)); !done.has_value())
    return done;
  return write_page(folder / "scale.md", scale_markdown(report));
}

std::string command_of(const ScaleBench& what, const Bench& bench) {
  const ScaleBench usual;
  std::string command = "./dev bench";
  if (bench.threads != 0) command += fmt::format(" --threads {}", bench.threads);
  command += " scale";
  if (what.sizes != usual.sizes) command += fmt::format(" --sizes {}", fmt::join(what.sizes, ","));
  if (what.formats != usual.formats) command += fmt::format(" --formats {}", fmt::join(what.formats, ","));
  if (!what.memory.empty()) command += fmt::format(" --memory {}", fmt::join(what.memory, ","));
  if (what.seed != usual.seed) command += fmt::format(" --seed {}", what.seed);
  if (what.repeats != usual.repeats) command += fmt::format(" --repeats {}", what.repeats);
  if (what.peers) command += " --peers";
  return command;
}

void add_measurements(const std::vector<ScaleRun>& runs, Bench& bench) {
  for (const ScaleRun& run : runs) {
    const std::string name = fmt::format("scale.{}.{}", run.million, run.format);
    bench.measurements.push_back(
        {name + ".us", 1e6 * run.per_exchange(run.scan.wall_s), "us", Better::lower});
    bench.measurements.push_back({name + ".times_the_floor", run.times_the_floor(), "", Better::lower});
    bench.measurements.push_back({name + ".peak_per_exchange",
                                  run.per_exchange(static_cast<double>(run.scan.peak_bytes)), "bytes",
                                  Better::lower});
    bench.measurements.push_back({name + ".named", run.recall(), "share", Better::higher});
    bench.measurements.push_back(
        {name + ".honest_named", static_cast<double>(run.found.honest_named), "accounts", Better::lower});
  }
}

Status measure(const ScaleBench& what, Bench& bench) {
  for (const std::string& format : what.formats) {
    if (format != "jsonl" && format != "parquet" && format != "parquet-prints")
      return Error{Code::usage, fmt::format("--formats: {} is not jsonl, parquet or parquet-prints", format)};
  }
  if (auto room = check_disk(what); !room.has_value() || what.plan) return room;
  auto store = StepStore::open((fs::path(what.out) / "steps.jsonl").string());
  if (!store.has_value()) return store.error();
  const ScaleSettings settings = settings_of(what, bench);
  ScaleReport report{command_of(what, bench),
                     std::string(version()),
                     settings.build,
                     machine_in_words(),
                     !bench.corpus.empty(),
                     worker_count(bench.threads),
                     {},
                     {}};
  for (const double million : what.sizes) {
    for (const std::string& format : what.formats) {
      auto run = measure_scale_run(settings, million, format, store.value());
      if (!run.has_value()) return run.error();
      report.runs.push_back(std::move(run).value());
      // Pages of what there is: a run that is stopped leaves them.
      if (auto done = write_pages(report, what.results); !done.has_value()) return done;
    }
  }
  if (what.peers) {
    auto speeds = measure_peer_speeds(settings, what.peer, what.sizes.front(), store.value());
    if (!speeds.has_value()) return speeds.error();
    report.peers = std::move(speeds).value();
  }
  add_measurements(report.runs, bench);
  return write_pages(report, what.results);
}

}  // namespace

void add_scale_bench(CLI::App& app, Bench& bench) {
  auto what = std::make_shared<ScaleBench>();
  CLI::App* command = app.add_subcommand(
      "scale",
      "The big run: worlds of growing size, as JSON lines and as Parquet, scanned and compared with floors");
  command->add_option("--sizes", what->sizes, "Millions of exchanges")->delimiter(',')->capture_default_str();
  command
      ->add_option("--formats", what->formats,
                   "jsonl, parquet, and parquet-prints with fingerprints beside the text")
      ->delimiter(',')
      ->capture_default_str();
  command->add_option("--memory", what->memory, "Scan again within each of these limits (scan --memory)")
      ->delimiter(',');
  command->add_option("--seed", what->seed, "Of the worlds")->capture_default_str();
  command->add_option("--repeats", what->repeats, "Of floor and scan; the best counts")
      ->capture_default_str()
      ->check(CLI::Range(1, 20));
  command->add_option("--out", what->out, "Folder of worlds and finished steps; a second call goes on")
      ->capture_default_str();
  command->add_option("--results", what->results, "Folder of scale.md, scale.json and scale.svg")
      ->capture_default_str();
  command->add_flag("--keep", what->keep, "Leave the last world on disk");
  command->add_flag("--plan", what->plan, "Only say what is needed on disk");
  command->add_flag("--peers", what->peers, "Run the peers on a slice of the first size");
  command->add_option("--peer-scripts", what->peer.scripts)->capture_default_str();
  command
      ->add_option("--python", what->peer.python, "With the packages of bench/peers/requirements-scale.txt")
      ->capture_default_str();
  command->footer("Example:\n  ./dev bench scale --sizes 0.3 --formats jsonl --results /dev/shm/try");
  command->callback([what, &bench] {
    if (const auto done = measure(*what, bench); !done.has_value()) {
      fmt::print(stderr, "{}\n", done.error().what);
      bench.exit_code = 2;
    }
  });
}

}  // namespace stillwatch
