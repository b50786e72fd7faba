// `stillwatch_bench detect`: the detection table, profiles by evasions, over several seeds; `detection` is
// the quick look at one world.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>

#include "base/parallel.h"
#include "base/version.h"
#include "bench/benchmarks.h"
#include "bench/detect/cell_store.h"
#include "bench/detect/measure_cell.h"
#include "bench/detect/report.h"
#include "bench/line_ledger.h"
#include "bench/page_file.h"
#include "world/plan_world.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

struct DetectBench {
  DetectTable table;
  std::string out = "build/bench/detect", results = "docs/results";
  unsigned jobs = 2;
  bool peers = false;
  unsigned peer_seeds = 1;
  PeerSettings peer;
};

// Says on standard error how far the table is. Several cells may end at once.
class Progress {
 public:
  Progress(std::size_t cells, double work) : cells_(cells), left_(work) {}

  void ended(const DetectCell& cell, const CellResult& result) {
    const std::lock_guard lock(mutex_);
    const double work = expected_exchanges(cell);
    done_ += work;
    left_ -= work;
    ++ended_;
    const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - began_).count();
    fmt::print(stderr,
               "{} of {}: {}, {}, seed {}: named {:.1f} %, linked {:.1f} %, {} honest accused, {:.1f} s of "
               "processor; "
               "about {:.0f} min left\n",
               ended_, cells_, row_name(cell), cell.rung, cell.seed, 100.0 * result.recall(),
               100.0 * result.linked_recall(), result.honest_named(), result.cost.processor_s(),
               std::max(0.0, elapsed / done_ * left_ / 60.0));
  }

 private:
  std::mutex mutex_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::size_t cells_, ended_ = 0;
  double done_ = 0.0, left_;
};

std::string build_of(const Bench& bench) {
  return program_digest() + (bench.corpus.empty() ? "" : "-" + digest_of_folder(bench.corpus));
}

// Measures what the store does not hold yet. The first error ends it; what is finished stays in the store.
Status measure_missing(const DetectBench& what, const Bench& bench, const std::vector<DetectCell>& cells,
                       const std::string& build, CellStore& store) {
  std::vector<const DetectCell*> missing;
  double work = 0.0;
  for (const DetectCell& cell : cells) {
    if (store.find(key_of(cell, build)) != nullptr) continue;
    missing.push_back(&cell);
    work += expected_exchanges(cell);
  }
  fmt::print(stderr, "{} cells, {} of them known from {}\n", cells.size(), cells.size() - missing.size(),
             what.out);
  if (missing.empty()) return Done{};
  WorldOptions texts;
  texts.corpus_dir = bench.corpus;
  texts.split = what.table.tune ? CorpusSplit::tune : CorpusSplit::report;
  const auto corpus = world::open_corpus(texts);
  if (!corpus.has_value()) return corpus.error();
  Progress progress(missing.size(), work);
  std::mutex failing;
  std::atomic<bool> failed = false;
  Status status = Done{};
  const unsigned threads = what.jobs > 1 ? 1 : bench.threads;
  parallel_for(missing.size(), what.jobs, [&](std::size_t i, unsigned) {
    if (failed) return;
    const auto result = measure_cell(*missing[i], corpus.value(), threads);
    const Status kept =
        result.has_value() ? store.add(key_of(*missing[i], build), result.value()) : result.error();
    if (kept.has_value()) {
      progress.ended(*missing[i], result.value());
    } else if (const std::lock_guard lock(failing); !failed.exchange(true)) {
      status = kept.error();
    }
  });
  return status;
}

// Peers on the rows without evasion and with 95 % cover.
Result<std::vector<PeerLine>> compare_with_peers(const DetectBench& what, const Bench& bench,
                                                 const std::vector<DetectCell>& cells,
                                                 const std::string& build) {
  std::vector<PeerLine> all;
  PeerSettings settings = what.peer;
  settings.program = bench.program;
  settings.folder = what.out;
  settings.threads = bench.threads;
  for (const DetectCell& cell : cells) {
    if (cell.seed >= what.table.first_seed + what.peer_seeds) continue;
    if (cell.rung != "none" && cell.rung != "cover=0.95") continue;
    fmt::print(stderr, "peers: {}, {}, seed {}\n", row_name(cell), cell.rung, cell.seed);
    auto lines = run_peers(cell, key_of(cell, build) + '|' + settings.families, settings, bench.corpus);
    if (!lines.has_value()) return lines.error();
    all.insert(all.end(), lines.value().begin(), lines.value().end());
  }
  return all;
}

std::string command_of(const DetectBench& what, const Bench& bench) {
  const DetectTable& table = what.table;
  const DetectTable usual;
  std::string command = "./dev bench detect";
  const auto list = [&](const char* name, const auto& values) {
    if (!values.empty()) command += fmt::format(" {} {}", name, fmt::join(values, ","));
  };
  const auto number = [&](const char* name, auto value, auto standard) {
    if (value != standard) command += fmt::format(" {} {:g}", name, static_cast<double>(value));
  };
  if (!bench.corpus.empty()) command += " --corpus DIR";
  list("--profiles", table.profiles);
  list("--rungs", table.rungs);
  if (table.reseller_harvests != usual.reseller_harvests) list("--reseller-harvest", table.reseller_harvests);
  number("--seeds", table.seeds, usual.seeds);
  number("--evasion-seeds", table.evasion_seeds, usual.evasion_seeds);
  number("--first-seed", table.first_seed, usual.first_seed);
  number("--scale", table.scale, usual.scale);
  number("--least-accounts", table.least_accounts, usual.least_accounts);
  number("--honest", table.honest, usual.honest);
  number("--days", table.days, usual.days);
  number("--fdr", table.fdr, usual.fdr);
  if (table.tune) command += " --tune";
  if (what.peers)
    command +=
        fmt::format(" --peers --peer-seeds {} --peer-families {}", what.peer_seeds, what.peer.families);
  return command;
}

Status write_pages(const DetectReport& report, const fs::path& folder) {
  std::error_code ignored;
  fs::create_directories(folder, ignored);
  if (auto done = write_page(folder / "detect.json", json_of(report)); !done.has_value()) return done;
  if (auto done = write_page(folder / "detect.svg", heat_map_of(report.rows)); !done.has_value()) return done;
  return write_page(folder / "detect.md", markdown_of(report));
}

void add_measurements(const std::vector<DetectRow>& rows, Bench& bench) {
  for (const DetectRow& row : rows) {
    const std::string name = fmt::format("detect.{}.{}", row.profile, row.rung);
    bench.measurements.push_back({name + ".named", row.recall.mean, "share", Better::higher});
    bench.measurements.push_back({name + ".linked", row.linked.mean, "share", Better::higher});
  }
  const ClassCount honest = sum_of(honest_totals(rows));
  bench.measurements.push_back(
      {"detect.honest_accused", static_cast<double>(honest.named), "accounts", Better::lower});
}

Status measure(const DetectBench& what, Bench& bench) {
  const auto cells = cells_of(what.table);
  if (!cells.has_value()) return cells.error();
  if (cells.value().empty()) return Error{Code::usage, "--seeds: at least 1"};
  const std::string build = build_of(bench);
  auto opened = CellStore::open((fs::path(what.out) / "cells.jsonl").string());
  if (!opened.has_value()) return opened.error();
  CellStore& store = opened.value();
  if (auto done = measure_missing(what, bench, cells.value(), build, store); !done.has_value()) return done;
  std::vector<CellResult> results;
  for (const DetectCell& cell : cells.value()) results.push_back(*store.find(key_of(cell, build)));
  DetectReport report;
  const DetectTable& table = what.table;
  report.setup = {command_of(what, bench),
                  std::string(version()),
                  build,
                  table.tune,
                  !bench.corpus.empty(),
                  table.first_seed,
                  table.seeds,
                  table.evasion_seeds,
                  table.fdr,
                  table.scale,
                  table.least_accounts,
                  table.honest};
  report.rows = summarise(cells.value(), results);
  if (what.peers) {
    auto peers = compare_with_peers(what, bench, cells.value(), build);
    if (!peers.has_value()) return peers.error();
    report.peers = std::move(peers.value());
  }
  add_measurements(report.rows, bench);
  return write_pages(report, what.results);
}

void add_peer_options(CLI::App& command, DetectBench& what) {
  command.add_flag("--peers", what.peers, "Run the peers on the rows without evasion and with 95 % cover");
  command.add_option("--peer-seeds", what.peer_seeds, "On this many of the seeds")->capture_default_str();
  command.add_option("--peer-families", what.peer.families, "Families of peers")->capture_default_str();
  command.add_option("--peer-scripts", what.peer.scripts)->capture_default_str();
  command.add_option("--python", what.peer.python, "With the packages of the peers' requirements")
      ->capture_default_str();
}

}  // namespace

void add_detect_bench(CLI::App& app, Bench& bench) {
  auto what = std::make_shared<DetectBench>();
  CLI::App* command =
      app.add_subcommand("detect", "The detection table: profiles by evasions, over several seeds");
  DetectTable& table = what->table;
  command->add_option("--profiles", table.profiles, "Default: all")->delimiter(',');
  command
      ->add_option("--rungs", table.rungs,
                   "Evasions, '+' joins; default: the ladder and each profile's combination")
      ->delimiter(',');
  command
      ->add_option("--reseller-harvest", table.reseller_harvests, "Further rows of reseller, without evasion")
      ->delimiter(',')
      ->capture_default_str();
  command->add_option("--seeds", table.seeds)->capture_default_str()->check(CLI::Range(1, 1000));
  command
      ->add_option("--evasion-seeds", table.evasion_seeds,
                   "Rows with an evasion have the first so many; 0: all")
      ->capture_default_str();
  command->add_option("--first-seed", table.first_seed)->capture_default_str();
  command->add_option("--scale", table.scale, "Of each profile's published accounts")->capture_default_str();
  command->add_option("--least-accounts", table.least_accounts)->capture_default_str();
  command->add_option("--honest", table.honest, "Honest accounts of each world")->capture_default_str();
  command->add_option("--days", table.days, "Span of every world; 0: each profile's own")
      ->capture_default_str();
  command->add_option("--fdr", table.fdr)->capture_default_str();
  command->add_flag("--tune", table.tune, "Use the half of the corpora that tuning may see");
  command->add_option("--out", what->out, "Folder of finished cells; a second call goes on")
      ->capture_default_str();
  command->add_option("--results", what->results, "Folder of detect.md, detect.json and detect.svg")
      ->capture_default_str();
  command->add_option("--jobs", what->jobs, "Cells side by side, each on one thread; 1: one, on --threads")
      ->capture_default_str();
  add_peer_options(*command, *what);
  command->footer(
      "Example:\n  ./dev bench detect --tune --profiles templates,relay --rungs none,cover=0.8 --seeds 2 "
      "--results /dev/shm/try");
  command->callback([what, &bench] {
    if (const auto done = measure(*what, bench); !done.has_value()) {
      fmt::print(stderr, "{}\n", done.error().what);
      bench.exit_code = 2;
    }
  });
}

}  // namespace stillwatch
