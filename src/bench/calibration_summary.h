// What many honest worlds say together: how often anybody was named, with exact upper bounds.
//
//   const CalibrationSummary summary = summarise(ledger.worlds(), plan);
//   std::string page = calibration_page(summary, command);      // Markdown: terminal and docs/results
//   std::string json = calibration_json(summary, command);
//
// Bounds are Clopper-Pearson, one-sided, 95 %. Levels are judged one-sided: a row is broken where so many
// groups at or below a level would happen with a chance below 1 in 1,000 even if every p-value were just
// valid (binomial over groups; groups of one world are not quite independent, so this errs on the strict
// side), or where the mean e-value lies more than three standard errors above 1. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "bench/honest_world.h"

namespace stillwatch {

struct CalibrationSummary {
  HonestWorldPlan plan;
  std::uint64_t worlds = 0, worlds_naming = 0, campaigns = 0, pools = 0, wrong_pools = 0;
  std::uint64_t exchanges = 0, accounts = 0, accused = 0, groups = 0;
  // Labelling vendors, who are meant to be allow-listed: in none of the counts above but their own.
  std::uint64_t contracted_campaigns = 0, contracted_accounts = 0, contracted_accused = 0;
  double seconds = 0.0;  // of one core
  struct Duplication {
    std::uint64_t worlds = 0, naming = 0;
  };
  std::map<double, Duplication> duplications;
  std::map<std::string, LevelCounts> signals;
  std::map<std::string, ClassCounts> classes;
};

[[nodiscard]] CalibrationSummary summarise(const std::map<std::uint64_t, HonestWorld>& worlds,
                                           const HonestWorldPlan& plan);

[[nodiscard]] double mean_e(const LevelCounts& counts);
[[nodiscard]] bool holds(const LevelCounts& counts);
// An experimental signal: its null hypothesis need not be true of the groups that are selected, and it never
// counts.
[[nodiscard]] bool is_shown_only(std::string_view signal);
// Of everything that counts.
[[nodiscard]] bool all_hold(const CalibrationSummary& summary);

[[nodiscard]] std::string calibration_page(const CalibrationSummary& summary, const std::string& command);
[[nodiscard]] std::string calibration_json(const CalibrationSummary& summary, const std::string& command);

// The reference distribution of campaign/honest_reference.h from the groups of these worlds, as CSV.
[[nodiscard]] std::string reference_csv(const std::map<std::uint64_t, HonestWorld>& worlds,
                                        const std::string& command);

}  // namespace stillwatch
