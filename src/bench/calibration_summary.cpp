#include "bench/calibration_summary.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/statistics.h"
#include "campaign/honest_reference.h"
#include "signal/signal.h"

namespace stillwatch {
namespace {

double error_e(const LevelCounts& counts) {
  const auto n = static_cast<double>(counts.groups);
  if (counts.groups < 2) return 0.0;
  return std::sqrt(std::max(0.0, counts.square_e / n - mean_e(counts) * mean_e(counts)) / n);
}

double score_of(const HonestGroup& group, RankedBy ranked) {
  if (ranked == RankedBy::run_as_one) return group.log10_e_run;
  if (ranked == RankedBy::harvest) return group.log10_e_harvest;
  return std::min(group.log10_e_run, group.log10_e_harvest);
}

}  // namespace

double mean_e(const LevelCounts& counts) {
  return counts.groups > 0 ? counts.sum_e / static_cast<double>(counts.groups) : 0.0;
}

bool holds(const LevelCounts& counts) {
  constexpr double kSurprise = 1e-3;
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (binomial_upper(counts.below[i], counts.groups, kLevels[i]) < kSurprise) return false;
  }
  return mean_e(counts) <= 1.0 + 3.0 * error_e(counts);
}

bool is_shown_only(std::string_view signal) {
  const auto signals = all_signals();
  return std::any_of(signals.begin(), signals.end(), [&](const SignalInfo& info) {
    return info.name == signal && info.maturity == Maturity::experimental;
  });
}

bool all_hold(const CalibrationSummary& summary) {
  return std::all_of(summary.signals.begin(), summary.signals.end(),
                     [](const auto& signal) { return holds(signal.second) || is_shown_only(signal.first); });
}

CalibrationSummary summarise(const std::map<std::uint64_t, HonestWorld>& worlds,
                             const HonestWorldPlan& plan) {
  CalibrationSummary summary;
  summary.plan = plan;
  for (const auto& [number, world] : worlds) {
    const bool naming = world.campaigns > 0;
    ++summary.worlds;
    summary.worlds_naming += naming ? 1 : 0;
    summary.campaigns += world.campaigns;
    summary.contracted_campaigns += world.contracted_campaigns;
    summary.pools += world.pools;
    summary.wrong_pools += world.wrong_pools;
    summary.exchanges += world.exchanges;
    summary.accounts += world.accounts;
    summary.groups += world.groups.size();
    summary.seconds += world.seconds;
    auto& duplication = summary.duplications[world.duplication];
    ++duplication.worlds;
    duplication.naming += naming ? 1 : 0;
    for (const auto& [name, counts] : world.signals) summary.signals[name].add(counts);
    for (const auto& [name, counts] : world.classes) {
      summary.classes[name].add(counts);
      const bool contracted = name == name_of(AccountClass::labelling);
      (contracted ? summary.contracted_accused : summary.accused) += counts.accused_accounts;
      summary.contracted_accounts += contracted ? counts.accounts : 0;
    }
  }
  return summary;
}

std::string reference_csv(const std::map<std::uint64_t, HonestWorld>& worlds, const std::string& command) {
  std::string csv = fmt::format(
      "# How far honest groups of generated worlds get: see docs/decisions/0009. Made by: {}\n"
      "# Of `groups` honest groups with least_members to most_members, `at_least` have `log10_e` or more.\n"
      "question,least_members,most_members,groups,at_least,log10_e\n",
      command);
  std::uint64_t pools = 0, named = 0;
  for (const auto& [number, world] : worlds) {
    named += world.campaigns;
    pools += static_cast<std::uint64_t>(
        std::count_if(world.groups.begin(), world.groups.end(),
                      [](const HonestGroup& g) { return g.one_operator && !g.under_contract; }));
  }
  csv += fmt::format("honest_pools,,,{},{},\n", pools, named);
  for (const RankedBy ranked : {RankedBy::campaign, RankedBy::run_as_one, RankedBy::harvest}) {
    for (const auto& [least, most] : kReferenceBands) {
      std::vector<double> scores;
      for (const auto& [number, world] : worlds) {
        for (const HonestGroup& group : world.groups) {
          if (group.members < least || group.members > most || group.under_contract) continue;
          if (ranked == RankedBy::run_as_one && group.one_operator) continue;  // run as one indeed
          scores.push_back(score_of(group, ranked));
        }
      }
      std::sort(scores.rbegin(), scores.rend());
      double last = HUGE_VAL;
      for (const ReferenceStep& step : reference_steps(scores)) {
        if (step.log10_e == last) continue;  // NOLINT(clang-diagnostic-float-equal): the same stored number
        last = step.log10_e;
        csv += fmt::format("{},{},{},{},{},{:.2f}\n", name_of(ranked), least, most, scores.size(),
                           step.at_least, step.log10_e);
      }
    }
  }
  return csv;
}

}  // namespace stillwatch
