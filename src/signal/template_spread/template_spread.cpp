#include "signal/template_spread/template_spread.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <span>
#include <vector>

#include "base/statistics.h"
#include "signal/first_days.h"
#include "signal/shares_by_member.h"

namespace stillwatch::template_spread {
namespace {

// What an honest explanation may look like: a product, a CI fleet or a framework does its work with few
// prompts.
constexpr std::size_t kHonestTemplates = 8;  // the group's commonest slotted templates are always forgiven
constexpr double kHonestShare = 0.2;         // share of an account's requests that may fall on further ones

// Ranks of the slotted templates beyond the forgiven ones.
std::vector<bool> sweeping_templates(const Signature& signature) {
  std::vector<bool> sweeping(signature.templates.size(), false);
  std::size_t slotted = 0;
  for (std::size_t t = 0; t < signature.templates.size(); ++t) {
    if (!signature.templates[t].slotted || signature.templates[t].accounts < 3) continue;
    sweeping[t] = ++slotted > kHonestTemplates;
  }
  return sweeping;
}

struct Sweep {
  std::vector<double> shares;  // of the requests of each member that has any
  std::uint64_t hits = 0;      // sweeping requests
  std::set<std::uint32_t> used;
  [[nodiscard]] double mean() const {
    return std::accumulate(shares.begin(), shares.end(), 0.0) /
           static_cast<double>(std::max<std::size_t>(1, shares.size()));
  }
};

Sweep sweep_of(std::span<const ExchangeRow> rows, const GroupEvidence& evidence) {
  const std::vector<bool> sweeping = sweeping_templates(evidence.signature);
  const std::vector<bool> first_day = on_first_day(rows, evidence);
  SharesByMember by_member(evidence.group->member_count());
  Sweep sweep;
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const std::uint32_t member = evidence.member_of_tested[i], t = evidence.matched[i];
    const bool hit = t != kNoTemplate && sweeping[t] && first_day[i];
    by_member.add(member, hit);
    if (!hit) continue;
    ++sweep.hits;
    sweep.used.insert(t);
  }
  sweep.shares = by_member.values();
  return sweep;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const auto templates = static_cast<std::size_t>(
      std::count_if(evidence.signature.templates.begin(), evidence.signature.templates.end(),
                    [](const GroupTemplate& t) { return t.slotted && t.accounts >= 3; }));
  if (templates <= kHonestTemplates) {
    return not_applicable(
        kInfo, fmt::format("{} slotted templates that only this group uses; a sweep needs more than {}",
                           templates, kHonestTemplates));
  }
  const Sweep sweep = sweep_of(context.table.rows(), evidence);
  if (sweep.shares.size() <= kHonestTeam)
    return not_applicable(kInfo,
                          fmt::format("{} members have requests to test; a team of up to {} is forgiven",
                                      sweep.shares.size(), kHonestTeam));
  const double log_e = forgiving_mean_log_e(sweep.shares, kHonestShare, kHonestTeam);
  SignalFinding finding = finding_by_e(kInfo, log_e);
  finding.sentence = fmt::format(
      "Of the requests that were set aside for testing, {:.0f} % per account (on average over {} accounts) "
      "fill the slots of templates that are used almost only inside this group and lie beyond its {} "
      "commonest "
      "ones; {} such templates were met. An honest product, framework or CI fleet is allowed {:.0f} %.",
      100 * sweep.mean(), sweep.shares.size(), kHonestTemplates, sweep.used.size(), 100 * kHonestShare);
  finding.facts = {{"templates", static_cast<double>(templates)},
                   {"sweeping_templates_met", static_cast<double>(sweep.used.size())},
                   {"sweeping_requests", static_cast<double>(sweep.hits)},
                   {"tested_requests", static_cast<double>(evidence.tested.size())},
                   {"mean_share", sweep.mean()},
                   {"honest_share", kHonestShare}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "template_spread",
    "S01",
    Question::harvest,
    Maturity::candidate,
    "Many slot-filled templates spread over many accounts",
    "The group is a product, a CI fleet, a framework's users, an evaluation or unrelated people: on average "
    "apart from fifteen members (a team may do as it likes) at most 20 % of "
    "an account's requests fill slotted templates that are exclusive to the group, beyond its eight "
    "commonest ones, with a "
    "prompt that the group did not ask on an earlier day.",
    "Templates are learned on fold 0: traces of which at least 80 % of the users are members; each exchange "
    "counts for the "
    "commonest such trace it carries. On fold 1, the share of sweeping requests of each account is a value "
    "in [0, 1]; the "
    "e-value is a bet against a mean of 20 % after the fifteen largest values are left out (accounts are the "
    "unit), p = 1/e.",
    "Products and CI fleets (few templates), frameworks (few templates, everybody's), evaluations (a fixed "
    "list, asked again), "
    "resellers (customers' own habits are each too small). A company with dozens of internal prompts looks "
    "the same: if it "
    "declares one organisation it is a single customer to review, never a campaign.",
    "Campaigns with at most eight templates, free-form campaigns, more than 75 % cover traffic, fewer than "
    "some twenty accounts.",
    "gen_ai.input.messages",
    &test,
    /*needs_others=*/true};

}  // namespace stillwatch::template_spread
