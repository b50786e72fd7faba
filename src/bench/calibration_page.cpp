#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/statistics.h"
#include "base/version.h"
#include "bench/calibration_summary.h"

namespace stillwatch {
namespace {

std::string percent(double share) { return fmt::format("{:.3g} %", 100.0 * share); }

std::string bound(std::uint64_t k, std::uint64_t n) { return percent(clopper_pearson_upper(k, n)); }

std::string half(const HonestWorldPlan& plan) { return plan.tune ? "tune" : "report"; }

std::string texts(const HonestWorldPlan& plan) {
  if (plan.corpus_dir.empty()) return "the built-in grammars";
  return fmt::format("real corpora, the half `{}`", half(plan));
}

std::string head(const CalibrationSummary& summary, const std::string& command) {
  const HonestWorldPlan& plan = summary.plan;
  std::string page = fmt::format(
      "# Calibration: worlds in which nobody harvests\n\n    {}\n\nStillwatch {}. {} worlds of {} honest "
      "accounts, {} days, all look-alikes, no campaign; seeds {} to {}; texts: {}. {} exchanges, {} groups "
      "tested at a false discovery rate of {}. Bounds are exact (Clopper-Pearson), one-sided, 95 %.\n\n",
      command, version(), summary.worlds, plan.honest, plan.days, plan.seed, plan.seed + summary.worlds - 1,
      texts(plan), summary.exchanges, summary.groups, percent(plan.fdr));
  page +=
      "## Was anybody named?\n\n| measured | count | of | share | at most (95 %) "
      "|\n|---|---:|---:|---:|---:|\n";
  const auto row = [&](std::string_view what, std::uint64_t k, std::uint64_t n) {
    page += fmt::format("| {} | {} | {} | {} | {} |\n", what, k, n,
                        percent(n > 0 ? static_cast<double>(k) / static_cast<double>(n) : 0.0), bound(k, n));
  };
  row("worlds in which any campaign was named", summary.worlds_naming, summary.worlds);
  for (const auto& [duplication, counts] : summary.duplications)
    row(fmt::format("the same, honest duplication {}", percent(duplication)), counts.naming, counts.worlds);
  row("groups named as campaigns", summary.campaigns, summary.groups);
  row("groups of independent people shown as pools", summary.wrong_pools, summary.groups);
  row("honest accounts accused (account-worlds)", summary.accused,
      summary.accounts - summary.contracted_accounts);
  row("accounts of labelling vendors under contract named where no allow list excepts them",
      summary.contracted_accused, summary.contracted_accounts);
  return page + fmt::format("\n{} pools in all: fleets, resellers and the like are run as one indeed.\n",
                            summary.pools);
}

std::string classes_table(const CalibrationSummary& summary) {
  std::string page =
      "\n## Every class of honest look-alikes\n\nAn instance is one group of its kind (one classroom, one "
      "fleet), or one account of a class without groups; examined: at least one of its accounts was in a "
      "group that was tested.\n\n| class | accounts | instances | examined | with an account accused | at "
      "most, "
      "of those examined (95 %) | accounts accused | at most (95 %) |\n"
      "|---|---:|---:|---:|---:|---:|---:|---:|\n";
  for (const auto& [name, c] : summary.classes) {
    page += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} |\n", name, c.accounts, c.instances,
                        c.examined, c.accused_instances, bound(c.accused_instances, c.examined),
                        c.accused_accounts, bound(c.accused_accounts, c.accounts));
  }
  return page;
}

std::string levels_table(const CalibrationSummary& summary) {
  std::string page =
      "\n## Levels of the signals\n\nHow often `p <= t` on groups of which the null hypothesis is true "
      "(expected: at most t), and the mean e-value (at most 1). \"Run as one\" is counted on groups without "
      "two accounts of one operator, harvest on groups without two accounts of labelling vendors under "
      "contract. Experimental signals are never counted as evidence; honest groups that were selected may "
      "differ from "
      "other accounts in what they see.\n\n| signal | groups | could be tested |";
  for (const double level : kLevels) page += fmt::format(" p <= {:g} |", level);
  page += " mean e | level |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---|\n";
  for (const auto& [name, c] : summary.signals) {
    page += fmt::format("| {} | {} | {} |", name, c.groups, c.applied);
    for (std::size_t i = 0; i < kLevels.size(); ++i)
      page += fmt::format(" {:.2g} |", static_cast<double>(c.below[i]) / static_cast<double>(c.groups));
    page += fmt::format(" {:.3f} | {} |\n", mean_e(c),
                        holds(c)              ? "holds"
                        : is_shown_only(name) ? "shown only"
                                              : "BROKEN");
  }
  return page;
}

using Json = nlohmann::ordered_json;

Json share_json(std::uint64_t k, std::uint64_t n) {
  return {{"count", k}, {"of", n}, {"upper_95", clopper_pearson_upper(k, n)}};
}

}  // namespace

std::string calibration_page(const CalibrationSummary& summary, const std::string& command) {
  return head(summary, command) + classes_table(summary) + levels_table(summary);
}

std::string calibration_json(const CalibrationSummary& summary, const std::string& command) {
  const HonestWorldPlan& plan = summary.plan;
  Json json = {
      {"schema", "stillwatch.calibration-summary/1"},
      {"command", command},
      {"version", version()},
      {"honest", plan.honest},
      {"days", plan.days},
      {"seed", plan.seed},
      {"half", half(plan)},
      {"fdr", plan.fdr},
      {"exchanges", summary.exchanges},
      {"groups", summary.groups},
      {"core_seconds", summary.seconds},
      {"worlds_naming_a_campaign", share_json(summary.worlds_naming, summary.worlds)},
      {"groups_named", share_json(summary.campaigns, summary.groups)},
      {"independent_groups_in_pools", share_json(summary.wrong_pools, summary.groups)},
      {"honest_accounts_accused",
       share_json(summary.accused, summary.accounts - summary.contracted_accounts)},
      {"contracted_groups_named", summary.contracted_campaigns},
      {"contracted_accounts_named", share_json(summary.contracted_accused, summary.contracted_accounts)}};
  for (const auto& [name, c] : summary.classes) {
    json["classes"][name] = {{"accounts", c.accounts},
                             {"instances", c.instances},
                             {"examined", c.examined},
                             {"instances_accused", share_json(c.accused_instances, c.examined)},
                             {"accounts_accused", share_json(c.accused_accounts, c.accounts)}};
  }
  for (const auto& [name, c] : summary.signals) {
    Json& signal = json["signals"][name];
    signal = {{"groups", c.groups},
              {"applied", c.applied},
              {"mean_e", mean_e(c)},
              {"holds", holds(c)},
              {"counted", !is_shown_only(name)}};
    for (std::size_t i = 0; i < kLevels.size(); ++i)
      signal["at_or_below"][fmt::format("{:g}", kLevels[i])] = c.below[i];
  }
  return json.dump(1) + "\n";
}

}  // namespace stillwatch
