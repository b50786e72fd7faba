// `stillwatch_bench poisoning`: a campaign that is a growing part of the log, up to most of it. Does it teach
// the log that it is normal, and does the scan say so?
//
// Worlds of the same number of accounts, of which 1, 10, 50 and 80 % belong to one campaign. Where the
// campaign is most of those who ask in its language, templates that only it uses cannot be told from what
// everybody there uses: the group must then be called undecidable, and honest accounts must never pay for it.
#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <set>

#include "bench/benchmarks.h"
#include "bench/world_table.h"
#include "campaign/analysis.h"
#include "campaign/findings.h"

namespace stillwatch {
namespace {

struct PoisoningBench {
  unsigned accounts = 4'000;
  double days = 10.0;
  std::uint64_t seed = 1;
  std::vector<double> shares = {1, 10, 50, 80};  // per cent
  std::string profile = "templates";
  double fdr = 0.01;
  bool tune = false;
};

struct Poisoned {
  std::uint64_t exchanges = 0, campaign = 0, honest = 0, found = 0, wronged = 0;
  std::uint64_t in_groups = 0, undecidable = 0;  // campaign accounts in tested groups, in undecidable ones
};

Poisoned examine(const WorldTable& world, const Analysis& analysis) {
  Poisoned result;
  result.exchanges = world.table.rows().size();
  for (const AccountTruth& account : world.truth.accounts)
    ++(account.campaign.empty() ? result.honest : result.campaign);
  const auto is_campaign = [&](const std::string& account) {
    const AccountTruth* truth = world.truth.find(account);
    return truth != nullptr && !truth->campaign.empty();
  };
  std::set<std::string> grouped, undecidable, accused;
  for (std::size_t g = 0; g < analysis.groups().size(); ++g) {
    const GroupDecision& decision = analysis.decisions()[g];
    for (const std::uint32_t a : analysis.groups()[g].accounts) {
      if (!is_campaign(world.table.account_name(a))) continue;
      grouped.insert(world.table.account_name(a));
      if (decision.stratum.undecidable()) undecidable.insert(world.table.account_name(a));
    }
    if (decision.outcome != Outcome::campaign) continue;
    for (const MemberFinding& member :
         describe_group(analysis.context(), decision, analysis.fdr(), {}).members)
      if (member.outcome == Outcome::campaign) accused.insert(member.account_id);
  }
  for (const std::string& account : accused) ++(is_campaign(account) ? result.found : result.wronged);
  result.in_groups = grouped.size();
  result.undecidable = undecidable.size();
  return result;
}

void measure(const PoisoningBench& what, double share, Bench& bench) {
  WorldOptions options;
  options.profiles = {what.profile};
  options.campaign_accounts = static_cast<std::uint32_t>(std::lround(what.accounts * share / 100.0));
  options.honest = what.accounts - options.campaign_accounts;
  options.days = what.days;
  options.seed = what.seed;
  options.corpus_dir = bench.corpus;
  options.split = what.tune ? CorpusSplit::tune : CorpusSplit::report;
  const auto world = tabulate_world(options, "bench poisoning");
  if (!world.has_value()) {
    fmt::print(stderr, "{}\n", world.error().what);
    bench.exit_code = 2;
    return;
  }
  const Analysis analysis(world.value().table, "bench poisoning", 1, what.fdr, bench.threads);
  const Poisoned result = examine(world.value(), analysis);
  fmt::print("| {:g} % | {} | {} of {} | {} | {} | {} of {} |\n", share, result.exchanges, result.found,
             result.campaign, result.in_groups, result.undecidable, result.wronged, result.honest);
  bench.measurements.push_back({fmt::format("poisoning.honest_accused.share_{:g}", share),
                                static_cast<double>(result.wronged), "accounts", Better::lower});
  bench.measurements.push_back(
      {fmt::format("poisoning.found.share_{:g}", share),
       static_cast<double>(result.found) / static_cast<double>(std::max<std::uint64_t>(1, result.campaign)),
       "share", Better::higher});
  if (result.wronged > 0) bench.exit_code = 1;
}

}  // namespace

void add_poisoning_bench(CLI::App& app, Bench& bench) {
  auto what = std::make_shared<PoisoningBench>();
  CLI::App* command =
      app.add_subcommand("poisoning", "A campaign that is 1 to 80 % of the log: found, undecidable, wronged");
  command->add_option("--accounts", what->accounts, "Of the whole world")->capture_default_str();
  command->add_option("--days", what->days)->capture_default_str();
  command->add_option("--seed", what->seed)->capture_default_str();
  command->add_option("--share", what->shares, "Percent, one world each")->delimiter(',');
  command->add_option("--profile", what->profile)->capture_default_str();
  command->add_option("--fdr", what->fdr)->capture_default_str();
  command->add_flag("--tune", what->tune, "Use the half of the corpora that tuning may see");
  command->callback([what, &bench] {
    fmt::print(
        "| campaign | exchanges | named | in tested groups | in undecidable ones | honest accused |\n"
        "|---:|---:|---:|---:|---:|---:|\n");
    for (const double share : what->shares) {
      if (bench.exit_code != 2) measure(*what, share, bench);
    }
  });
}

}  // namespace stillwatch
