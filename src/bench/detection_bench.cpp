// `stillwatch_bench detection`: generated worlds with known truth, scanned; who was found, who was accused
// wrongly.
#include <fmt/format.h>

#include <map>
#include <memory>
#include <set>

#include "bench/benchmarks.h"
#include "bench/world_table.h"
#include "campaign/analysis.h"
#include "campaign/findings.h"

namespace stillwatch {
namespace {

struct DetectionBench {
  unsigned honest = 50'000;
  unsigned accounts = 1'250;
  double days = 14.0;
  std::uint64_t seed = 1;
  std::vector<double> duplications = {0, 5, 25};
  std::vector<std::string> profiles = {"templates", "grading"};
  double cover = 0.0;
  double reseller_harvest = 0.3;
  std::vector<std::string> rungs;
  bool no_metadata = false;
  double fdr = 0.01;
  bool groups = false;
  bool tune = false;
};

struct Tally {
  std::uint64_t accounts = 0, accused = 0, adjacent = 0, pool = 0, review = 0;
};

void count_members(const WorldTable& world, const GroupFinding& group, std::map<std::string, Tally>& tallies,
                   std::set<std::string>& named) {
  for (const MemberFinding& member : group.members) {
    const AccountTruth* truth = world.truth.find(member.account_id);
    if (truth == nullptr) continue;
    Tally& tally = tallies[truth->class_name];
    if (member.outcome == Outcome::campaign && !named.insert(member.account_id).second) continue;
    tally.accused += member.outcome == Outcome::campaign ? 1 : 0;
    tally.adjacent += member.outcome == Outcome::adjacent || member.outcome == Outcome::victim ? 1 : 0;
    tally.pool += member.outcome == Outcome::pool ? 1 : 0;
    tally.review += member.outcome == Outcome::single_customer ? 1 : 0;
  }
}

// The campaign accounts that were not named, with how much of them there was to see.
void print_missed(const WorldTable& world, const std::set<std::string>& named) {
  for (std::uint32_t a = 0; a < world.table.account_count(); ++a) {
    const AccountTruth* truth = world.truth.find(world.table.account_name(a));
    if (truth == nullptr || truth->campaign.empty() || named.contains(world.table.account_name(a))) continue;
    std::size_t tested = 0, all = 0;
    for (const ExchangeRow& row : world.table.rows_of(a)) {
      all += row.has_new_text() ? 1 : 0;
      tested += row.has_new_text() && fold_of(row) == 1 ? 1 : 0;
    }
    fmt::print("  missed: one of {} with {} requests with new text, {} of them in the testing half\n",
               truth->campaign, all, tested);
  }
}

void print_group(const WorldTable& world, const Group& group, const GroupDecision& decision) {
  std::map<std::string, int> composition;
  for (const std::uint32_t a : group.accounts) {
    const AccountTruth* truth = world.truth.find(world.table.account_name(a));
    if (truth != nullptr) ++composition[truth->group.empty() ? truth->class_name : truth->group];
  }
  std::vector<std::pair<int, std::string>> most;
  for (const auto& [name, n] : composition) most.emplace_back(n, name);
  std::sort(most.rbegin(), most.rend());
  std::string who;
  for (std::size_t i = 0; i < std::min<std::size_t>(3, most.size()); ++i)
    who += fmt::format(" {}x{}", most[i].first, most[i].second);
  fmt::print("  group {:5} accounts, templates {:4}, outcome {:<16} run {:7.1f} harvest {:7.1f} |{}{}\n",
             group.accounts.size(), decision.evidence.signature.templates.size(), name_of(decision.outcome),
             decision.log10_e_run, decision.log10_e_harvest, who,
             group.organisation.empty() ? "" : " (organisation)");
  for (const SignalFinding& s : decision.signals) {
    if (s.applies)
      fmt::print("        {:<20} log10 e {:8.2f}  p {:.3g}  {}\n", s.signal, s.log10_e, s.p, s.sentence);
  }
  fmt::print("        rank p {:.2g} of {}, run {:.2g}, {} as high here; {} {}\n", decision.rank.p,
             decision.rank.groups, decision.run_rank.p, decision.scoring_in_log, decision.stratum.sentence,
             decision.later.sentence);
  if (decision.later.answer != LaterDays::Answer::not_asked)
    fmt::print("        later days: {} run {:.2f} harvest {:.2f} on {} requests\n",
               name_of(decision.later.answer), decision.later.log10_e_run, decision.later.log10_e_harvest,
               decision.later.tested);
  for (const ExplanationFinding& e : decision.explanations) {
    if (e.fits) fmt::print("        fits: {}\n", e.name);
  }
}

int measure(const DetectionBench& what, double duplication, Bench& bench) {
  WorldOptions options;
  options.profiles = what.profiles;
  options.honest = what.honest;
  options.campaign_accounts = what.accounts;
  options.days = what.days;
  options.seed = what.seed;
  options.corpus_dir = bench.corpus;
  options.split = what.tune ? CorpusSplit::tune : CorpusSplit::report;
  options.honest_duplication = duplication / 100.0;
  options.evasion.cover = what.cover;
  for (const std::string& rung : what.rungs) {
    if (auto known = set_evasion(rung, options); !known.has_value()) {
      fmt::print(stderr, "{}\n", known.error().what);
      return 2;
    }
  }
  options.reseller_harvest = what.reseller_harvest;
  options.metadata = !what.no_metadata;
  auto world_or = tabulate_world(options, "bench detection");
  if (!world_or.has_value()) {
    fmt::print(stderr, "{}\n", world_or.error().what);
    return 2;
  }
  const WorldTable& world = world_or.value();
  const Analysis analysis(world.table, "bench detection", 1, what.fdr, bench.threads);
  std::map<std::string, Tally> tallies;
  std::set<std::string> named;
  for (const AccountTruth& account : world.truth.accounts) ++tallies[account.class_name].accounts;
  for (std::size_t g = 0; g < analysis.groups().size(); ++g) {
    const GroupDecision& decision = analysis.decisions()[g];
    if (what.groups) print_group(world, analysis.groups()[g], decision);
    if (decision.outcome == Outcome::cleared) continue;
    count_members(world, describe_group(analysis.context(), decision, what.fdr, {}), tallies, named);
  }
  fmt::print(
      "\nhonest duplication {} %: {} exchanges, {} accounts, {} groups tested at a false discovery rate of "
      "{}\n",
      duplication, world.table.rows().size(), world.table.account_count(), analysis.groups().size(),
      what.fdr);
  fmt::print("  {:<16} {:>9} {:>9} {:>9} {:>9} {:>9}\n", "class", "accounts", "accused", "adjacent",
             "in pools", "to review");
  print_missed(world, named);
  std::uint64_t wronged = 0;
  for (const auto& [name, t] : tallies) {
    fmt::print("  {:<16} {:>9} {:>9} {:>9} {:>9} {:>9}\n", name, t.accounts, t.accused, t.adjacent, t.pool,
               t.review);
    const bool campaign = std::count(what.profiles.begin(), what.profiles.end(), name) != 0;
    if (!campaign) wronged += t.accused;
    if (campaign) {
      bench.measurements.push_back({fmt::format("detection.found.{}.duplication_{}", name, duplication),
                                    static_cast<double>(t.accused) / static_cast<double>(t.accounts), "share",
                                    Better::higher});
    }
  }
  bench.measurements.push_back({fmt::format("detection.honest_accused.duplication_{}", duplication),
                                static_cast<double>(wronged), "accounts", Better::lower});
  return 0;
}

}  // namespace

void add_detection_bench(CLI::App& app, Bench& bench) {
  auto what = std::make_shared<DetectionBench>();
  CLI::App* command =
      app.add_subcommand("detection", "Who is found and who is accused wrongly, in worlds with known truth");
  command->add_option("--honest", what->honest, "Honest accounts, look-alikes included")
      ->capture_default_str();
  command->add_option("--accounts", what->accounts, "Campaign accounts")->capture_default_str();
  command->add_option("--days", what->days)->capture_default_str();
  command->add_option("--seed", what->seed)->capture_default_str();
  command->add_option("--honest-duplication", what->duplications, "Percent, one world each")->delimiter(',');
  command->add_option("--profile", what->profiles)->delimiter(',');
  command->add_option("--cover", what->cover, "Share of cover traffic of campaign accounts");
  command->add_option("--evade", what->rungs, "Rungs of evasion (stillwatch world --help)")->delimiter(',');
  command->add_option("--reseller-harvest", what->reseller_harvest);
  command->add_flag("--no-metadata", what->no_metadata);
  command->add_option("--fdr", what->fdr)->capture_default_str();
  command->add_flag("--groups", what->groups, "Print every group with its signals");
  command->add_flag("--tune", what->tune, "Use the half of the corpora that tuning may see");
  command->callback([what, &bench] {
    for (const double duplication : what->duplications) {
      if (bench.exit_code == 0) bench.exit_code = measure(*what, duplication, bench);
    }
  });
}

}  // namespace stillwatch
