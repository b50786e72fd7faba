#include "bench/honest_world.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <set>

#include "bench/world_table.h"
#include "campaign/analysis.h"
#include "campaign/findings.h"

namespace stillwatch {
namespace {

constexpr std::string_view kSecret = "bench calibration";

// Are two of the accounts really run by one operator?
bool has_operator(const WorldTable& world, const Group& group) {
  std::map<std::string, int> operators;
  for (const std::uint32_t a : group.accounts) {
    const AccountTruth* truth = world.truth.find(world.table.account_name(a));
    if (truth == nullptr || !run_by_one_operator(truth->account_class)) continue;
    if (++operators[truth->group] >= 2) return true;
  }
  return false;
}

// The accounts of these vendors work under contract and are meant to be allow-listed, which Analysis knows
// nothing of: whatever is said of them is counted apart.
bool under_contract(const WorldTable& world, const std::string& account) {
  const AccountTruth* truth = world.truth.find(account);
  return truth != nullptr && truth->account_class == AccountClass::labelling;
}

bool holds_vendor(const WorldTable& world, const Group& group) {
  return 2 <= std::count_if(group.accounts.begin(), group.accounts.end(), [&](std::uint32_t a) {
           return under_contract(world, world.table.account_name(a));
         });
}

std::string instance_of(const AccountTruth& account) {
  return account.group.empty() ? account.facts.account : account.group;
}

// The accounts that a group which is named as a campaign accuses.
std::set<std::string> accused_by(const Analysis& analysis, const GroupDecision& decision) {
  std::set<std::string> accused;
  const GroupFinding group = describe_group(analysis.context(), decision, analysis.fdr(), {});
  for (const MemberFinding& member : group.members) {
    if (member.outcome == Outcome::campaign) accused.insert(member.account_id);
  }
  return accused;
}

// Counts the groups that are named as campaigns; all accounts that are in any group, and those accused.
void count_named(const WorldTable& world, const Analysis& analysis, std::set<std::string>& tested,
                 std::set<std::string>& accused, HonestWorld& result) {
  for (std::size_t g = 0; g < analysis.groups().size(); ++g) {
    for (const std::uint32_t a : analysis.groups()[g].accounts) tested.insert(world.table.account_name(a));
    if (analysis.decisions()[g].outcome != Outcome::campaign) continue;
    auto here = accused_by(analysis, analysis.decisions()[g]);
    const bool contracted = !here.empty() && std::all_of(here.begin(), here.end(), [&](const auto& account) {
      return under_contract(world, account);
    });
    ++(contracted ? result.contracted_campaigns : result.campaigns);
    accused.merge(here);
  }
}

void count_classes(const WorldTable& world, const Analysis& analysis, HonestWorld& result) {
  std::set<std::string> tested, accused;
  count_named(world, analysis, tested, accused, result);
  struct Instance {
    bool examined = false, accused = false;
  };
  std::map<std::pair<std::string, std::string>, Instance> instances;  // class, name
  for (const AccountTruth& account : world.truth.accounts) {
    ClassCounts& counts = result.classes[account.class_name];
    Instance& instance = instances[{account.class_name, instance_of(account)}];
    const bool named = accused.contains(account.facts.account);
    ++counts.accounts;
    counts.accused_accounts += named ? 1 : 0;
    instance.accused = instance.accused || named;
    instance.examined = instance.examined || tested.contains(account.facts.account);
  }
  for (const auto& [name, instance] : instances) {
    ClassCounts& counts = result.classes[name.first];
    ++counts.instances;
    counts.examined += instance.examined ? 1 : 0;
    counts.accused_instances += instance.accused ? 1 : 0;
  }
}

// Scores matter to a hundredth, and are rounded upwards: a reference may overstate how far honest groups get.
double score(double log10_e) { return std::ceil(std::clamp(log10_e, -1000.0, 1000.0) * 100.0) / 100.0; }

void count_group(const GroupDecision& decision, const HonestGroup& group, HonestWorld& result) {
  for (const SignalFinding& signal : decision.signals) {
    if (signal.question == Question::run_as_one ? group.one_operator : group.under_contract) continue;
    result.signals[signal.signal].add(signal.p, signal.log10_e, signal.applies);
  }
  const auto combined = [&](const char* name, double log10_e) {
    result.signals[name].add(std::min(1.0, std::pow(10.0, -log10_e)), log10_e, true);
  };
  if (!group.under_contract) combined("(harvest, combined)", decision.log10_e_harvest);
  if (!group.one_operator) combined("(run as one, combined)", decision.log10_e_run);
  result.groups.push_back(group);
  result.pools += decision.outcome == Outcome::pool ? 1 : 0;
  result.wrong_pools += decision.outcome == Outcome::pool && !group.one_operator ? 1 : 0;
}

}  // namespace

void LevelCounts::add(double p, double log10_e, bool applies) {
  ++groups;
  applied += applies ? 1 : 0;
  for (std::size_t i = 0; i < kLevels.size(); ++i) below[i] += p <= kLevels[i] ? 1 : 0;
  const double e = std::pow(10.0, std::min(log10_e, 15.0));
  sum_e += e;
  square_e += e * e;
}

void LevelCounts::add(const LevelCounts& other) {
  groups += other.groups;
  applied += other.applied;
  for (std::size_t i = 0; i < kLevels.size(); ++i) below[i] += other.below[i];
  sum_e += other.sum_e;
  square_e += other.square_e;
}

void ClassCounts::add(const ClassCounts& other) {
  accounts += other.accounts;
  instances += other.instances;
  examined += other.examined;
  accused_accounts += other.accused_accounts;
  accused_instances += other.accused_instances;
}

WorldOptions world_options(const HonestWorldPlan& plan, std::uint64_t number) {
  WorldOptions options;
  options.honest = plan.honest;
  options.campaign_accounts = 0;
  options.days = plan.days;
  options.seed = plan.seed + number;
  options.corpus_dir = plan.corpus_dir;
  options.split = plan.tune ? CorpusSplit::tune : CorpusSplit::report;
  options.honest_duplication =
      plan.duplications.empty() ? 0.0 : plan.duplications[number % plan.duplications.size()];
  return options;
}

Result<HonestWorld> examine_world(const HonestWorldPlan& plan, std::uint64_t number,
                                  const world::Corpus& corpus) {
  const auto start = std::chrono::steady_clock::now();
  const WorldOptions options = world_options(plan, number);
  auto world_or = tabulate_world(options, corpus, kSecret);
  if (!world_or.has_value()) return world_or.error();
  const WorldTable& world = world_or.value();
  const Analysis analysis(world.table, kSecret, 1, plan.fdr, 1);
  HonestWorld result;
  result.number = number;
  result.seed = options.seed;
  result.duplication = options.honest_duplication;
  result.exchanges = world.table.rows().size();
  result.accounts = world.truth.accounts.size();
  for (std::size_t g = 0; g < analysis.groups().size(); ++g) {
    const GroupDecision& decision = analysis.decisions()[g];
    const Group& group = analysis.groups()[g];
    count_group(decision,
                {group.member_count(), has_operator(world, group), score(decision.log10_e_run),
                 score(decision.log10_e_harvest), holds_vendor(world, group)},
                result);
  }
  count_classes(world, analysis, result);
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace stillwatch
