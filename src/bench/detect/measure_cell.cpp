#include "bench/detect/measure_cell.h"

#include <chrono>
#include <ctime>
#include <set>

#include "account/exchange_table.h"
#include "campaign/analysis.h"
#include "campaign/findings.h"
#include "campaign/masking.h"
#include "trace/text_tracer.h"
#include "world/plan_world.h"
#include "world/renderer.h"

namespace stillwatch {
namespace {

constexpr std::string_view kSecret = "bench detect";
constexpr std::size_t kCuts = kCheckpoints.size();

// A world, traced up to each checkpoint.
struct TracedWorld {
  std::array<ExchangeTableBuilder, kCuts> upto{ExchangeTableBuilder(kSecret), ExchangeTableBuilder(kSecret),
                                               ExchangeTableBuilder(kSecret), ExchangeTableBuilder(kSecret),
                                               ExchangeTableBuilder(kSecret), ExchangeTableBuilder(kSecret),
                                               ExchangeTableBuilder(kSecret)};
  std::array<std::int64_t, kCuts> cut_us{};  // time of the last exchange
  WorldTruth truth;
};

// Which campaign accounts a scan names and links; exact matches with what a scan of the whole log says.
struct Found {
  std::set<std::string> named, linked;
};

// Processor time of this thread since the last call.
class Meter {
 public:
  double lap() {
    const double before = last_;
    last_ = now();
    return last_ - before;
  }

 private:
  static double now() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }
  double last_ = now();
};

void trace_world(const WorldOptions& options, const world::Corpus& corpus, TracedWorld& traced) {
  const world::WorldPlan plan = world::plan_world(options, corpus);
  traced.truth = world::truth_of(plan);
  std::vector<bool> campaign;
  campaign.reserve(plan.events.size());
  for (const world::Event& event : plan.events)
    campaign.push_back(plan.accounts[event.account].campaign != world::kNone);
  const auto ends = prefix_ends(campaign);
  for (std::size_t c = 0; c < kCuts; ++c)
    traced.cut_us[c] = ends[c] == 0 ? plan.start_us : plan.events[ends[c] - 1].time_us;

  world::Renderer renderer(plan, corpus, options.seed);
  TextTracer tracer(kSecret);
  TextFingerprints prints;
  constexpr std::size_t kForgetAfter = 4096;
  for (std::size_t i = 0; i < plan.events.size(); ++i) {
    if (i % kForgetAfter == 0) renderer.forget();
    const Exchange& exchange = renderer.render(plan.events[i]);
    tracer.trace(exchange, prints);
    for (std::size_t c = 0; c < kCuts; ++c) {
      if (i < ends[c]) traced.upto[c].add(exchange, prints);
    }
  }
}

// The table of one checkpoint; can be taken once.
ExchangeTable take_table(TracedWorld& traced, std::size_t checkpoint, unsigned threads) {
  AccountFactsTable facts;
  for (const AccountTruth& account : traced.truth.accounts) {
    facts.rows.push_back(account.facts);
    // Nobody knows today of tomorrow's ban.
    if (facts.rows.back().banned_us > traced.cut_us[checkpoint]) facts.rows.back().banned_us = 0;
  }
  std::vector<ExchangeTableBuilder> parts;
  parts.push_back(std::move(traced.upto[checkpoint]));
  return ExchangeTable::merge(std::move(parts), facts, threads);
}

// What a scan finds, after the allow list, and whom that took out.
struct Findings {
  std::vector<GroupFinding> groups;
  std::set<std::string> masked;
  std::size_t tested = 0;  // groups, those that the allow list took out as a whole too
};

std::set<std::string> listed_accounts(const std::vector<GroupFinding>& groups) {
  std::set<std::string> accounts;
  for (const GroupFinding& group : groups) {
    if (group.outcome == Outcome::cleared) continue;
    for (const MemberFinding& member : group.members) accounts.insert(member.account_id);
  }
  return accounts;
}

// What mask_findings() leaves of the groups.
std::vector<GroupFinding> masked_groups(const std::vector<GroupFinding>& groups, const ExchangeTable& table,
                                        const std::vector<AllowEntry>& allow) {
  ScanResult result;
  for (const GroupFinding& group : groups) {
    auto& list = group.outcome == Outcome::campaign          ? result.campaigns
                 : group.outcome == Outcome::pool            ? result.pools
                 : group.outcome == Outcome::single_customer ? result.single_customers
                                                             : result.cleared;
    list.push_back(group);
  }
  mask_findings(allow, table.last_us(), table, result);
  std::vector<GroupFinding> left = std::move(result.campaigns);
  for (auto* list : {&result.pools, &result.single_customers, &result.cleared})
    left.insert(left.end(), list->begin(), list->end());
  return left;
}

Findings scan(const ExchangeTable& table, const WorldTruth& truth, double fdr, unsigned threads) {
  const Analysis analysis(table, kSecret, 1, fdr, threads);
  Findings findings;
  for (const GroupDecision& decision : analysis.decisions()) {
    findings.groups.push_back(decision.outcome == Outcome::cleared
                                  ? describe_cleared(analysis.context(), decision, {})
                                  : describe_group(analysis.context(), decision, fdr, {}));
  }
  findings.tested = findings.groups.size();
  findings.masked = listed_accounts(findings.groups);
  findings.groups = masked_groups(findings.groups, table, truth.allow);
  for (const std::string& account : listed_accounts(findings.groups)) findings.masked.erase(account);
  return findings;
}

Found found_in(const std::vector<GroupFinding>& findings, const WorldTruth& truth) {
  Found found;
  for (const GroupFinding& group : findings) {
    if (group.outcome != Outcome::campaign && group.outcome != Outcome::pool) continue;
    for (const MemberFinding& member : group.members) {
      const AccountTruth* account = truth.find(member.account_id);
      if (account == nullptr || account->campaign.empty()) continue;
      found.linked.insert(member.account_id);
      if (member.outcome == Outcome::campaign) found.named.insert(member.account_id);
    }
  }
  return found;
}

Sighting sight(const ExchangeTable& table, const WorldTruth& truth, const Found& now, const Found& later,
               double share) {
  Sighting sighting;
  sighting.share = share;
  for (std::uint32_t a = 0; a < table.account_count(); ++a) {
    const std::string& name = table.account_name(a);
    const AccountTruth* account = truth.find(name);
    if (account == nullptr || account->campaign.empty() || table.rows_of(a).empty()) continue;
    ++sighting.active;
    sighting.named += now.named.contains(name) ? 1 : 0;
    sighting.linked += now.linked.contains(name) ? 1 : 0;
    sighting.named_later += later.named.contains(name) ? 1 : 0;
    sighting.linked_later += later.linked.contains(name) ? 1 : 0;
  }
  return sighting;
}

}  // namespace

Result<CellResult> measure_cell(const DetectCell& cell, const world::Corpus& corpus, unsigned threads) {
  const auto began = std::chrono::steady_clock::now();
  const auto options = world_options(cell, {});
  if (!options.has_value()) return options.error();
  if (auto sound = world::check(options.value()); !sound.has_value()) return sound.error();
  Meter meter;
  CellCost cost;
  TracedWorld traced;
  trace_world(options.value(), corpus, traced);
  cost.make_s = meter.lap();

  const ExchangeTable whole = take_table(traced, kCuts - 1, threads);
  const Findings findings = scan(whole, traced.truth, cell.fdr, threads);
  CellResult result = count_findings(findings.groups, traced.truth, findings.masked);
  result.groups = findings.tested;
  cost.scan_s = meter.lap();
  const Found later = found_in(findings.groups, traced.truth);
  const Sighting last = sight(whole, traced.truth, later, later, 1.0);
  bool named = !is_named(last), linked = !is_linked(last);  // nothing to wait for
  for (std::size_t c = 0; c + 1 < kCuts && !(named && linked); ++c) {
    const ExchangeTable table = take_table(traced, c, threads);
    const Found now = found_in(scan(table, traced.truth, cell.fdr, threads).groups, traced.truth);
    result.sightings.push_back(sight(table, traced.truth, now, later, kCheckpoints[c]));
    named = named || is_named(result.sightings.back());
    linked = linked || is_linked(result.sightings.back());
  }
  result.sightings.push_back(last);
  cost.prefixes_s = meter.lap();
  cost.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  result.cost = cost;
  return result;
}

}  // namespace stillwatch
