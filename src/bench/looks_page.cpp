#include "bench/looks_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/statistics.h"
#include "base/version.h"

namespace stillwatch {
namespace {

struct Totals {
  std::uint64_t exchanges = 0, accounts = 0, looks = 0, narrow = 0, forgotten = 0, groups = 0;
  std::uint64_t looks_naming = 0, campaigns = 0, accused = 0, contracted = 0, above_bar = 0;
  std::uint64_t control_accounts = 0, control_named = 0, found = 0;
  std::vector<std::uint64_t> found_at;  // ascending
  double seconds = 0.0;
};

Totals totals_of(const std::map<std::uint64_t, LookedWorld>& worlds) {
  Totals sum;
  for (const auto& [number, world] : worlds) {
    sum.exchanges += world.exchanges;
    sum.accounts += world.accounts - world.control_accounts;
    sum.looks += world.looks;
    sum.narrow += world.narrow_looks;
    sum.forgotten += world.forgotten;
    sum.groups += world.groups;
    sum.looks_naming += world.looks_naming;
    sum.campaigns += world.campaigns;
    sum.accused += world.accused;
    sum.contracted += world.contracted_accused;
    sum.above_bar += world.above_bar;
    sum.control_accounts += world.control_accounts;
    sum.control_named += world.control_named;
    sum.seconds += world.seconds;
    if (world.control_look > 0) sum.found_at.push_back(world.control_look);
  }
  sum.found = sum.found_at.size();
  std::sort(sum.found_at.begin(), sum.found_at.end());
  return sum;
}

std::string percent(double share) { return fmt::format("{:.3g} %", 100.0 * share); }

double share_of(std::uint64_t k, std::uint64_t n) {
  return n > 0 ? static_cast<double>(k) / static_cast<double>(n) : 0.0;
}

std::string row(std::string_view what, std::uint64_t k, std::uint64_t n) {
  return fmt::format("| {} | {} | {} | {} | {} |\n", what, k, n, percent(share_of(k, n)),
                     percent(clopper_pearson_upper(k, n)));
}

std::string head(const LooksReport& report, const Totals& sum) {
  const LooksPlan& plan = report.plan;
  return fmt::format(
      "# Looking again and again at worlds in which nobody harvests\n\n    {}\n\nStillwatch {}. {} worlds of "
      "{} honest accounts, {} days, all look-alikes, no campaign; seeds {} to {}; texts: {}. Each was looked "
      "at {} times while it grew, as `stillwatch watch --window {}` does with a file for each look: {} "
      "exchanges, {} looks, {} of them narrow (at most {} exchanges), {} exchanges forgotten by the last "
      "look, "
      "{} "
      "groups tested. The looks at one world spend {:.3g} of the rate of a window ({}): by the bound at most "
      "{} "
      "of worlds may have a false campaign at any look. Bounds below are exact (Clopper-Pearson), one-sided, "
      "95 %.\n\n",
      report.command, version(), report.worlds.size(), plan.honest, plan.days, plan.seed,
      plan.seed + (report.worlds.empty() ? 0 : report.worlds.rbegin()->first),
      plan.corpus_dir.empty() ? "the built-in grammars" : "real corpora, the half `report`", plan.looks,
      plan.window_days, sum.exchanges, sum.looks, sum.narrow, plan.narrow_rows, sum.forgotten, sum.groups,
      report.share_sum(), percent(plan.fdr), percent(plan.fdr * report.share_sum()));
}

std::string named_table(const LooksReport& report, const Totals& sum) {
  std::string page =
      "## Was anybody named?\n\n| measured | count | of | share | at most (95 %) "
      "|\n|---|---:|---:|---:|---:|\n";
  page += row("worlds in which any look named anybody", report.worlds_naming(), report.worlds.size());
  page += row("looks that named anybody", sum.looks_naming, sum.looks);
  page += row("groups named, over all looks", sum.campaigns, sum.groups);
  page += row("honest accounts accused by any look (account-worlds)", sum.accused, sum.accounts);
  return page +
         fmt::format(
             "\nApart from these: {} accounts of labelling vendors under contract, who are meant to be "
             "allow-listed. {} groups had e-values above the bar of their look and were held back by "
             "an honest explanation or by another condition, or are such vendors.\n",
             sum.contracted, sum.above_bar);
}

std::string control_part(const LooksReport& report) {
  if (report.controls.empty()) return {};
  const Totals sum = totals_of(report.controls);
  std::string page = fmt::format(
      "\n## Could the looks have named anybody?\n\nThe same looks at {} worlds that also hold one campaign "
      "(`{}`, {} accounts): {} were named, in the median at look {} of {}, {} of their accounts; ",
      report.controls.size(), report.plan.control_profile, sum.control_accounts / report.controls.size(),
      sum.found, sum.found_at.empty() ? 0 : sum.found_at[sum.found_at.size() / 2], report.plan.looks,
      percent(share_of(sum.control_named, sum.control_accounts)));
  return page + fmt::format("of {} honest accounts {} were accused.\n", sum.accounts, sum.accused);
}

constexpr std::string_view kLimits =
    "\n## What this cannot show\n\nThe worlds are small, so that a thousand can be looked at many times: the "
    "number of groups is that of a small provider, and a group that only a large log forms is not in them. "
    "What larger honest worlds do at one look each is in [calibration.md](calibration.md). The window is a "
    "few "
    "days, so that forgetting happens and a look's share is many times that of a 90-day window: the bar is "
    "lower here than in use. Months of looks are covered by the bound, which sums the shares, and not by a "
    "run. The generator's honest accounts are what is simulated, not a provider's.\n";

nlohmann::ordered_json counted(std::uint64_t k, std::uint64_t n) {
  return {{"count", k}, {"of", n}, {"upper_95", clopper_pearson_upper(k, n)}};
}

}  // namespace

std::uint64_t LooksReport::worlds_naming() const {
  return static_cast<std::uint64_t>(std::count_if(
      worlds.begin(), worlds.end(), [](const auto& world) { return world.second.looks_naming > 0; }));
}

double LooksReport::share_sum() const {
  double most = 0.0;
  for (const auto& [number, world] : worlds) most = std::max(most, world.share_sum);
  return most;
}

std::string looks_page(const LooksReport& report) {
  const Totals sum = totals_of(report.worlds);
  return head(report, sum) + named_table(report, sum) + control_part(report) + std::string(kLimits);
}

std::string looks_json(const LooksReport& report) {
  const Totals sum = totals_of(report.worlds), control = totals_of(report.controls);
  const LooksPlan& plan = report.plan;
  const nlohmann::ordered_json json = {
      {"schema", "stillwatch.looks-summary/1"},
      {"command", report.command},
      {"version", version()},
      {"honest", plan.honest},
      {"days", plan.days},
      {"looks", plan.looks},
      {"window_days", plan.window_days},
      {"narrow_rows", plan.narrow_rows},
      {"seed", plan.seed},
      {"fdr", plan.fdr},
      {"share_sum", report.share_sum()},
      {"exchanges", sum.exchanges},
      {"looks_made", sum.looks},
      {"narrow_looks", sum.narrow},
      {"exchanges_forgotten", sum.forgotten},
      {"groups", sum.groups},
      {"groups_above_bar", sum.above_bar},
      {"core_seconds", sum.seconds},
      {"worlds_naming", counted(report.worlds_naming(), report.worlds.size())},
      {"looks_naming", counted(sum.looks_naming, sum.looks)},
      {"groups_named", counted(sum.campaigns, sum.groups)},
      {"honest_accounts_accused", counted(sum.accused, sum.accounts)},
      {"contracted_accounts_named", sum.contracted},
      {"control",
       {{"worlds", report.controls.size()},
        {"profile", plan.control_profile},
        {"named", control.found},
        {"accounts", control.control_accounts},
        {"accounts_named", control.control_named},
        {"honest_accounts_accused", control.accused}}}};
  return json.dump(1) + "\n";
}

}  // namespace stillwatch
