// `stillwatch_bench calibration`: do the signals keep their level on groups that the pipeline selects from
// honest worlds?
//
// Honest worlds with all look-alikes are generated and analysed; for every group that the pipeline forms and
// every signal whose null hypothesis is true of it, the p- and e-value is counted. "Run as one" is truly
// false of people, framework users, classes, VPN users and chat-export sharers, so the first question's
// signals are counted on groups without two accounts of one fleet, reseller, evaluation team or personal
// pool; "harvest" is false of every honest group.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <memory>

#include "bench/benchmarks.h"
#include "bench/world_table.h"
#include "campaign/analysis.h"

namespace stillwatch {
namespace {

struct CalibrationBench {
  unsigned worlds = 40;
  unsigned honest = 4'000;
  double days = 14.0;
  std::uint64_t seed = 100;
  bool tune = false;
};

constexpr double kLevels[] = {0.1, 0.01, 0.001};

struct Counts {
  std::uint64_t groups = 0, applied = 0;
  std::uint64_t below[3] = {0, 0, 0};
  double sum_e = 0.0, square_e = 0.0;

  void add(double p, double log10_e, bool applies) {
    ++groups;
    applied += applies ? 1 : 0;
    for (std::size_t i = 0; i < 3; ++i) below[i] += p <= kLevels[i] ? 1 : 0;
    const double e = std::pow(10.0, std::min(log10_e, 15.0));
    sum_e += e;
    square_e += e * e;
  }
  [[nodiscard]] double mean_e() const { return groups > 0 ? sum_e / static_cast<double>(groups) : 0.0; }
  [[nodiscard]] double error_e() const {
    const auto n = static_cast<double>(groups);
    return groups > 1 ? std::sqrt(std::max(0.0, square_e / n - mean_e() * mean_e()) / n) : 0.0;
  }
  // Within three standard errors of what the level allows.
  [[nodiscard]] bool holds() const {
    const auto n = static_cast<double>(groups);
    for (std::size_t i = 0; i < 3; ++i) {
      const double allowed = kLevels[i] * n;
      if (static_cast<double>(below[i]) > allowed + 3.0 * std::sqrt(allowed * (1.0 - kLevels[i])) + 1.0)
        return false;
    }
    return mean_e() <= 1.0 + 3.0 * error_e();
  }
};

// Are two of the accounts really run by one operator?
bool has_operator(const WorldTable& world, const Group& group) {
  std::map<std::string, int> operators;
  for (const std::uint32_t a : group.accounts) {
    const AccountTruth* truth = world.truth.find(world.table.account_name(a));
    if (truth == nullptr) continue;
    if (run_by_one_operator(truth->account_class) && ++operators[truth->group] >= 2) return true;
  }
  return false;
}

int measure(const CalibrationBench& what, Bench& bench) {
  std::map<std::string, Counts> counts;
  std::uint64_t groups = 0, accused = 0;
  for (unsigned w = 0; w < what.worlds; ++w) {
    WorldOptions options;
    options.honest = what.honest;
    options.campaign_accounts = 0;
    options.days = what.days;
    options.seed = what.seed + w;
    options.corpus_dir = bench.corpus;
    options.split = what.tune ? CorpusSplit::tune : CorpusSplit::report;
    constexpr double kDuplications[] = {0.0, 0.05, 0.25};
    options.honest_duplication = kDuplications[w % 3];
    auto world = tabulate_world(options, "bench calibration");
    if (!world.has_value()) {
      fmt::print(stderr, "{}\n", world.error().what);
      return 2;
    }
    const Analysis analysis(world.value().table, "bench calibration", 1, 0.01, bench.threads);
    for (std::size_t g = 0; g < analysis.groups().size(); ++g) {
      const GroupDecision& decision = analysis.decisions()[g];
      const bool one_operator = has_operator(world.value(), analysis.groups()[g]);
      accused += decision.outcome == Outcome::campaign ? 1 : 0;
      ++groups;
      for (const SignalFinding& signal : decision.signals) {
        if (signal.question == Question::run_as_one && one_operator) continue;
        counts[signal.signal].add(signal.p, signal.log10_e, signal.applies);
      }
      counts["(harvest, combined)"].add(std::min(1.0, std::pow(10.0, -decision.log10_e_harvest)),
                                        decision.log10_e_harvest, true);
      if (!one_operator) {
        counts["(run as one, combined)"].add(std::min(1.0, std::pow(10.0, -decision.log10_e_run)),
                                             decision.log10_e_run, true);
      }
    }
    fmt::print(stderr, "world {} of {}: {} groups so far\n", w + 1, what.worlds, groups);
  }
  fmt::print("{} honest worlds, {} groups, {} of them named as campaigns\n", what.worlds, groups, accused);
  fmt::print("  {:<24} {:>7} {:>8} {:>9} {:>9} {:>9} {:>9} {:>8}  {}\n", "signal", "groups", "applied",
             "p<=0.1", "p<=0.01", "p<=0.001", "mean e", "+-", "level");
  bool all_hold = true;
  for (const auto& [name, c] : counts) {
    const auto n = static_cast<double>(c.groups);
    fmt::print("  {:<24} {:>7} {:>8} {:>9.4f} {:>9.4f} {:>9.4f} {:>9.3f} {:>8.3f}  {}\n", name, c.groups,
               c.applied, static_cast<double>(c.below[0]) / n, static_cast<double>(c.below[1]) / n,
               static_cast<double>(c.below[2]) / n, c.mean_e(), c.error_e(), c.holds() ? "holds" : "BROKEN");
    all_hold = all_hold && c.holds();
    bench.measurements.push_back({fmt::format("calibration.{}.p_0.01", name),
                                  static_cast<double>(c.below[1]) / n, "share", Better::lower});
    bench.measurements.push_back({fmt::format("calibration.{}.mean_e", name), c.mean_e(), "", Better::lower});
  }
  return all_hold ? 0 : 1;
}

}  // namespace

void add_calibration_bench(CLI::App& app, Bench& bench) {
  auto what = std::make_shared<CalibrationBench>();
  CLI::App* command =
      app.add_subcommand("calibration", "Levels of all signals on groups selected from honest worlds");
  command->add_option("--worlds", what->worlds)->capture_default_str();
  command->add_option("--honest", what->honest, "Accounts per world")->capture_default_str();
  command->add_option("--days", what->days)->capture_default_str();
  command->add_option("--seed", what->seed)->capture_default_str();
  command->add_flag("--tune", what->tune, "Use the half of the corpora that tuning may see");
  command->callback([what, &bench] { bench.exit_code = measure(*what, bench); });
}

}  // namespace stillwatch
