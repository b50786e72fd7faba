// `stillwatch_bench calibration`: honest worlds without any campaign; how often is anybody named, and do the
// signals keep their level on the groups that the pipeline selects?
//
// Finished worlds are kept in a folder (world_ledger.h): a run that was stopped goes on where it was. Several
// worlds are examined at once, each on one thread, which serves two cores better than one world on two.
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>

#include "base/parallel.h"
#include "base/version.h"
#include "bench/benchmarks.h"
#include "bench/calibration_summary.h"
#include "bench/line_ledger.h"
#include "bench/world_ledger.h"

namespace stillwatch {
namespace {

struct CalibrationBench {
  HonestWorldPlan plan;
  std::uint64_t worlds = 1'000;
  std::vector<double> duplications = {0, 5, 25};  // per cent
  bool save_results = false;
  std::string reference;
};

std::string options_text(const HonestWorldPlan& plan) {
  return fmt::format(
      "honest={} days={} seed={} half={} fdr={} duplications={} corpus={} version={} program={}", plan.honest,
      plan.days, plan.seed, plan.tune ? "tune" : "report", plan.fdr, fmt::join(plan.duplications, ","),
      plan.corpus_dir, version(), program_digest());
}

std::string command_text(const CalibrationBench& what) {
  const HonestWorldPlan& plan = what.plan;
  return fmt::format("./dev bench calibration --worlds {} --honest {} --days {} --seed {}{}", what.worlds,
                     plan.honest, plan.days, plan.seed, plan.tune ? " --tune" : "");
}

bool fails(const Error& error, Bench& bench) {
  fmt::print(stderr, "{}\n", error.what);
  bench.exit_code = 2;
  return true;
}

// Examines what the ledger does not hold yet; false after a failure.
bool examine_missing(const CalibrationBench& what, WorldLedger& ledger, Bench& bench) {
  std::vector<std::uint64_t> missing;
  for (std::uint64_t w = 0; w < what.worlds; ++w) {
    if (!ledger.worlds().contains(w)) missing.push_back(w);
  }
  fmt::print(stderr, "{} of {} worlds are in {}\n", what.worlds - missing.size(), what.worlds, ledger.path());
  if (missing.empty()) return true;
  const auto corpus = open_world_corpus(world_options(what.plan, 0));
  if (!corpus.has_value()) return !fails(corpus.error(), bench);
  const auto start = std::chrono::steady_clock::now();
  std::mutex mutex;
  std::uint64_t done = 0, naming = 0;
  std::atomic<bool> failed = false;
  parallel_for(missing.size(), bench.threads, [&](std::size_t i, unsigned) {
    if (failed) return;
    const auto world = examine_world(what.plan, missing[i], *corpus.value());
    const Status kept = world.has_value() ? ledger.add(world.value()) : Status(world.error());
    const std::lock_guard lock(mutex);
    if (!kept.has_value()) {
      failed = fails(kept.error(), bench);
      return;
    }
    naming += world.value().campaigns > 0 ? 1 : 0;
    const double each = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() /
                        static_cast<double>(++done);
    if (done % 10 == 0 || done == missing.size() || world.value().campaigns > 0)
      fmt::print(stderr, "{} of {} worlds, {} with a campaign named, {:.1f} s each, {:.0f} min left\n", done,
                 missing.size(), naming, each, each * static_cast<double>(missing.size() - done) / 60.0);
  });
  return !failed;
}

bool save(const std::string& path, const std::string& text, Bench& bench) {
  const auto folder = std::filesystem::path(path).parent_path();
  std::error_code ignored;
  if (!folder.empty()) std::filesystem::create_directories(folder, ignored);
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out) return !fails({Code::io, fmt::format("cannot write {}", path)}, bench);
  return true;
}

void measure(CalibrationBench& what, Bench& bench) {
  what.plan.corpus_dir = bench.corpus;
  what.plan.duplications.clear();
  for (const double percent : what.duplications) what.plan.duplications.push_back(percent / 100.0);
  if (!what.reference.empty() && !what.plan.tune) {
    fails({Code::usage,
           "--save-reference needs --tune: what findings are held against must not come from the "
           "half that is reported on"},
          bench);
    return;
  }
  auto ledger = WorldLedger::open(bench.folder + "/calibration", options_text(what.plan));
  if (!ledger.has_value()) {
    fails(ledger.error(), bench);
    return;
  }
  if (!examine_missing(what, ledger.value(), bench)) return;
  std::map<std::uint64_t, HonestWorld> worlds = ledger.value().worlds();
  std::erase_if(worlds, [&](const auto& world) { return world.first >= what.worlds; });
  const CalibrationSummary summary = summarise(worlds, what.plan);
  const std::string command = command_text(what);
  const std::string page = calibration_page(summary, command);
  fmt::print("{}", page);
  if (what.save_results &&
      (!save("docs/results/calibration.md", page, bench) ||
       !save("docs/results/calibration.json", calibration_json(summary, command), bench)))
    return;
  if (!what.reference.empty() &&
      !save(what.reference, reference_csv(worlds, command + " --save-reference " + what.reference), bench))
    return;
  const auto share = static_cast<double>(summary.worlds_naming) / static_cast<double>(summary.worlds);
  bench.measurements.push_back({"calibration.worlds_naming", share, "share", Better::lower});
  for (const auto& [name, counts] : summary.signals)
    bench.measurements.push_back(
        {fmt::format("calibration.{}.mean_e", name), mean_e(counts), "", Better::lower});
  if (!all_hold(summary) || share > what.plan.fdr) bench.exit_code = 1;
}

}  // namespace

void add_calibration_bench(CLI::App& app, Bench& bench) {
  auto what = std::make_shared<CalibrationBench>();
  CLI::App* command = app.add_subcommand(
      "calibration", "Worlds without any campaign: who is named nevertheless, and the levels of all signals");
  command->add_option("--worlds", what->worlds)->check(CLI::Range(1, 1'000'000))->capture_default_str();
  command->add_option("--honest", what->plan.honest, "Accounts per world")->capture_default_str();
  command->add_option("--days", what->plan.days)->capture_default_str();
  command->add_option("--seed", what->plan.seed, "Of the first world")->capture_default_str();
  command->add_option("--fdr", what->plan.fdr)->capture_default_str();
  command->add_option("--honest-duplication", what->duplications, "Percent, taken in turn")->delimiter(',');
  command->add_flag("--tune", what->plan.tune, "Use the half of the corpora that tuning may see");
  command->add_flag("--save-results", what->save_results, "Write docs/results/calibration.md and .json");
  command->add_option("--save-reference", what->reference,
                      "Write the reference distribution (src/campaign/honest_reference.csv); with --tune");
  command->callback([what, &bench] { measure(*what, bench); });
}

}  // namespace stillwatch
