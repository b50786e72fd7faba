#include "bench/looks_world.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <set>
#include <vector>

#include "account/table_merge.h"
#include "base/time.h"
#include "base/unnamed_file.h"
#include "campaign/analysis.h"
#include "campaign/findings.h"
#include "trace/text_tracer.h"
#include "watch/look_reach.h"
#include "watch/look_share.h"

namespace stillwatch {
namespace {

constexpr std::string_view kSecret = "bench looks";

// The world as a watch would have folded it in: one state for each look.
struct FoldedWorld {
  WorldTruth truth;
  AccountFactsTable facts;
  std::vector<TableState> parts;
  std::vector<std::uint64_t> rows;      // by part
  std::vector<std::int64_t> latest_us;  // of the log at each look
};

StateTarget scratch() { return StateTarget::unnamed(scratch_folder({})); }

Result<FoldedWorld> fold(const LooksPlan& plan, const WorldOptions& options, const world::Corpus& corpus) {
  FoldedWorld world;
  TextTracer tracer(kSecret);
  TextFingerprints prints;
  std::vector<ExchangeTableBuilder> parts;
  for (std::uint32_t i = 0; i < plan.looks; ++i) parts.emplace_back(kSecret);
  world.latest_us.assign(plan.looks, options.start_us);
  const double part_us = plan.days * static_cast<double>(kDay) / plan.looks;
  const Status made = generate_world(
      options, corpus,
      [&](const Exchange& exchange) {
        const double since = static_cast<double>(exchange.time_us - options.start_us);
        const auto part =
            static_cast<std::size_t>(std::clamp(std::floor(since / part_us), 0.0, plan.looks - 1.0));
        world.latest_us[part] = std::max(world.latest_us[part], exchange.time_us);
        tracer.trace(exchange, prints);
        parts[part].add(exchange, prints);
      },
      world.truth);
  if (!made.has_value()) return made.error();
  for (const AccountTruth& account : world.truth.accounts) world.facts.rows.push_back(account.facts);
  for (ExchangeTableBuilder& part : parts) {
    std::vector<ExchangeTableBuilder> one;
    one.push_back(std::move(part));
    auto state = ExchangeTableBuilder::save(std::move(one), scratch(), kSecret, {});
    if (!state.has_value()) return state.error();
    world.rows.push_back(state.value().rows().size());
    world.parts.push_back(std::move(state).value());
  }
  return world;
}

// The exchanges that a look reaches and remembers.
Result<ExchangeTable> table_of(const FoldedWorld& world, std::size_t first, std::size_t end,
                               std::int64_t oldest_us) {
  std::vector<MergeInput> inputs;
  for (std::size_t i = first; i < end; ++i) inputs.push_back({&world.parts[i], {0}});
  MergeOptions options;
  options.drop_repeats = true;
  options.threads = 1;
  options.oldest_us = oldest_us;
  auto merged = merge_states(inputs, scratch(), kSecret, options);
  if (!merged.has_value()) return merged.error();
  std::vector<TableState> states;
  states.push_back(std::move(merged).value().state);
  auto table = merge_states_into_table(std::move(states), {{0}}, {scratch_folder({}), 1}, {});
  if (!table.has_value()) return table.error();
  return ExchangeTable::over(std::move(table).value(), world.facts);
}

// Whom all looks together accused.
struct Accused {
  std::set<std::string> honest, contracted, control;
};

// Counts one group that is named; whether an honest account is accused with it.
bool count_accused(const FoldedWorld& world, const Analysis& analysis, const GroupDecision& decision,
                   Accused& accused) {
  bool honest = false;
  const GroupFinding group = describe_group(analysis.context(), decision, analysis.fdr(), {});
  for (const MemberFinding& member : group.members) {
    if (member.outcome != Outcome::campaign) continue;
    const AccountTruth* truth = world.truth.find(member.account_id);
    const bool control = truth != nullptr && !truth->campaign.empty();
    const bool contracted = truth != nullptr && truth->account_class == AccountClass::labelling;
    (control ? accused.control : contracted ? accused.contracted : accused.honest).insert(member.account_id);
    honest = honest || (!control && !contracted);
  }
  return honest;
}

void count_look(const FoldedWorld& world, const Analysis& analysis, Accused& accused, LookedWorld& result) {
  const auto groups = static_cast<double>(analysis.groups().size());
  bool naming = false;
  for (const GroupDecision& decision : analysis.decisions()) {
    const double score = std::min(decision.log10_e_run, decision.log10_e_harvest);
    result.above_bar += score >= std::log10(groups / analysis.fdr()) ? 1 : 0;
    if (decision.outcome != Outcome::campaign || !count_accused(world, analysis, decision, accused)) continue;
    ++result.campaigns;
    naming = true;
  }
  result.groups += analysis.groups().size();
  result.looks_naming += naming ? 1 : 0;
  if (result.control_look == 0 && !accused.control.empty()) result.control_look = result.looks;
}

Status look_at(const LooksPlan& plan, const FoldedWorld& world, std::size_t part, LookClock& clock,
               Accused& accused, LookedWorld& result) {
  clock.begin_look(world.latest_us[part]);
  ++result.looks;
  result.share_sum += clock.share();
  const LookReach reach =
      reach_of(std::span(world.rows).first(part + 1), clock.looks_at_day(), plan.narrow_rows);
  result.narrow_looks += reach.wide ? 0 : 1;
  const std::int64_t oldest = world.latest_us[part] - plan.window_days * kDay;
  const auto table = table_of(world, reach.first, part + 1, oldest);
  if (!table.has_value()) return table.error();
  if (part + 1 == plan.looks) {
    for (const TableState& state : world.parts)
      result.forgotten += static_cast<std::uint64_t>(std::count_if(
          state.rows().begin(), state.rows().end(), [&](const auto& row) { return row.time_us < oldest; }));
  }
  const Analysis analysis(table.value(), kSecret, 1, plan.fdr * clock.share(), 1, {}, plan.fdr);
  count_look(world, analysis, accused, result);
  return Done{};
}

}  // namespace

WorldOptions world_options(const LooksPlan& plan, std::uint64_t number) {
  constexpr std::array kDuplications = {0.0, 0.05, 0.25};
  WorldOptions options;
  options.honest = plan.honest;
  options.campaign_accounts = plan.control_accounts;
  if (plan.control_accounts > 0) options.profiles = {plan.control_profile};
  options.days = plan.days;
  options.seed = plan.seed + number;
  options.corpus_dir = plan.corpus_dir;
  options.honest_duplication = kDuplications[number % kDuplications.size()];
  return options;
}

Result<LookedWorld> look_at_world(const LooksPlan& plan, std::uint64_t number, const world::Corpus& corpus) {
  const auto start = std::chrono::steady_clock::now();
  const WorldOptions options = world_options(plan, number);
  const auto world = fold(plan, options, corpus);
  if (!world.has_value()) return world.error();
  LookedWorld result;
  result.number = number;
  result.seed = options.seed;
  result.duplication = options.honest_duplication;
  result.accounts = world.value().truth.accounts.size();
  for (const std::uint64_t rows : world.value().rows) result.exchanges += rows;
  for (const AccountTruth& account : world.value().truth.accounts)
    result.control_accounts += account.campaign.empty() ? 0 : 1;
  LookClock clock(plan.window_days);
  Accused accused;
  for (std::size_t part = 0; part < plan.looks; ++part) {
    if (world.value().rows[part] == 0) continue;  // nothing has arrived: a watch does not look
    if (const Status looked = look_at(plan, world.value(), part, clock, accused, result); !looked.has_value())
      return looked.error();
  }
  result.accused = accused.honest.size();
  result.contracted_accused = accused.contracted.size();
  result.control_named = accused.control.size();
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return result;
}

}  // namespace stillwatch
