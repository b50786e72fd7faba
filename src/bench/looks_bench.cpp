// `stillwatch_bench looks`: honest worlds that are looked at again and again while they grow, as a watch
// does; how often does any look name anybody? Finished worlds are kept (line_ledger.h): a run that was
// stopped goes on where it was.
#include <fmt/format.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "base/parallel.h"
#include "base/siphash.h"
#include "base/version.h"
#include "bench/benchmarks.h"
#include "bench/line_ledger.h"
#include "bench/looks_page.h"

namespace stillwatch {
namespace {

struct LooksBench {
  LooksPlan plan;
  std::uint64_t worlds = 1'000, controls = 0;
  std::uint32_t control_accounts = 60;
  bool save_results = false;
};

using Worlds = std::map<std::uint64_t, LookedWorld>;

std::string options_text(const LooksPlan& plan) {
  return fmt::format(
      "honest={} days={} looks={} window={} narrow={} seed={} fdr={} control={}*{} corpus={} version={} "
      "program={}",
      plan.honest, plan.days, plan.looks, plan.window_days, plan.narrow_rows, plan.seed, plan.fdr,
      plan.control_profile, plan.control_accounts, plan.corpus_dir, version(), program_digest());
}

std::string command_text(const LooksBench& what) {
  const LooksPlan& plan = what.plan;
  std::string text = fmt::format(
      "./dev bench looks --worlds {} --honest {} --days {} --looks {} --window {} --narrow {} --seed {}",
      what.worlds, plan.honest, plan.days, plan.looks, plan.window_days, plan.narrow_rows, plan.seed);
  if (what.controls > 0)
    text += fmt::format(" --controls {} --control-accounts {} --control-profile {}", what.controls,
                        what.control_accounts, plan.control_profile);
  return text;
}

Result<LineLedger> open_ledger(const Bench& bench, const LooksPlan& plan) {
  const std::string options = options_text(plan);
  const std::uint64_t key = siphash(derive_key("stillwatch", "stillwatch/looks/v1"), options);
  return LineLedger::open(fmt::format("{}/looks/worlds-{:016x}.jsonl", bench.folder, key),
                          nlohmann::json{{"schema", "stillwatch.looks/1"}, {"options", options}}.dump());
}

// The first `count` worlds of a plan: those that are kept, and the others examined now.
Result<Worlds> worlds_of(const LooksPlan& plan, std::uint64_t count, const Bench& bench) {
  auto ledger = open_ledger(bench, plan);
  if (!ledger.has_value()) return ledger.error();
  Worlds worlds;
  for (const std::string& line : ledger.value().held()) {
    const auto world = looked_world_from(line);
    if (!world.has_value()) return world.error();
    if (world.value().number < count) worlds[world.value().number] = world.value();
  }
  fmt::print(stderr, "{} of {} worlds are in {}\n", worlds.size(), count, ledger.value().path());
  std::vector<std::uint64_t> missing;
  for (std::uint64_t w = 0; w < count; ++w) {
    if (!worlds.contains(w)) missing.push_back(w);
  }
  if (missing.empty()) return worlds;
  const auto corpus = open_world_corpus(world_options(plan, 0));
  if (!corpus.has_value()) return corpus.error();
  std::mutex mutex;
  std::atomic<bool> failed = false;
  Status status = Done{};
  parallel_for(missing.size(), bench.threads, [&](std::size_t i, unsigned) {
    if (failed) return;
    const auto world = look_at_world(plan, missing[i], *corpus.value());
    const Status kept =
        world.has_value() ? ledger.value().append(to_json_line(world.value())) : Status(world.error());
    const std::lock_guard lock(mutex);
    if (!kept.has_value()) {
      status = kept;
      failed = true;
      return;
    }
    worlds[missing[i]] = world.value();
    if (worlds.size() % 10 == 0 || world.value().looks_naming > 0)
      fmt::print(stderr, "{} of {} worlds, {:.1f} s for the last, which {} looks named somebody in\n",
                 worlds.size(), count, world.value().seconds, world.value().looks_naming);
  });
  if (!status.has_value()) return status.error();
  return worlds;
}

bool save(const std::string& path, const std::string& text) {
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  return static_cast<bool>(out);
}

void measure(LooksBench& what, Bench& bench) {
  what.plan.corpus_dir = bench.corpus;
  LooksPlan controlled = what.plan;
  controlled.control_accounts = what.control_accounts;
  const auto controls = worlds_of(controlled, what.controls, bench);
  const auto worlds = controls.has_value() ? worlds_of(what.plan, what.worlds, bench) : controls;
  if (!worlds.has_value()) {
    fmt::print(stderr, "{}\n", worlds.error().what);
    bench.exit_code = 2;
    return;
  }
  const LooksReport report{what.plan, worlds.value(), controls.value(), command_text(what)};
  const std::string page = looks_page(report);
  fmt::print("{}", page);
  if (what.save_results &&
      (!save("docs/results/looks.md", page) || !save("docs/results/looks.json", looks_json(report)))) {
    fmt::print(stderr, "cannot write docs/results/looks.md and .json\n");
    bench.exit_code = 2;
    return;
  }
  const double share =
      static_cast<double>(report.worlds_naming()) / static_cast<double>(report.worlds.size());
  bench.measurements.push_back({"looks.worlds_naming", share, "share", Better::lower});
  if (share > what.plan.fdr * report.share_sum()) bench.exit_code = 1;
}

}  // namespace

void add_looks_bench(CLI::App& app, Bench& bench) {
  auto what = std::make_shared<LooksBench>();
  CLI::App* command = app.add_subcommand(
      "looks", "Worlds without any campaign, looked at while they grow: does any look name anybody?");
  command->add_option("--worlds", what->worlds)->check(CLI::Range(1, 1'000'000))->capture_default_str();
  command->add_option("--honest", what->plan.honest, "Accounts per world")->capture_default_str();
  command->add_option("--days", what->plan.days)->capture_default_str();
  command->add_option("--looks", what->plan.looks, "At each world, at equal distances")
      ->check(CLI::Range(1, 1'000))
      ->capture_default_str();
  command->add_option("--window", what->plan.window_days, "Days")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  command->add_option("--narrow", what->plan.narrow_rows, "Exchanges that a later look at a day scans")
      ->capture_default_str();
  command->add_option("--seed", what->plan.seed, "Of the first world")->capture_default_str();
  command->add_option("--fdr", what->plan.fdr)->capture_default_str();
  command->add_option("--controls", what->controls, "Worlds with a campaign, to see that looks can name one")
      ->capture_default_str();
  command->add_option("--control-accounts", what->control_accounts)->capture_default_str();
  command->add_option("--control-profile", what->plan.control_profile)->capture_default_str();
  command->add_flag("--save-results", what->save_results, "Write docs/results/looks.md and .json");
  command->callback([what, &bench] { measure(*what, bench); });
}

}  // namespace stillwatch
