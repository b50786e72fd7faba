#include "signal/steady_templates/steady_templates.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "base/key_numbers.h"
#include "base/statistics.h"
#include "signal/shares_by_member.h"

namespace stillwatch::steady_templates {
namespace {

constexpr std::size_t kHonestTemplates = 32;  // that services of customers work with, all day long
constexpr double kHonestShare = 0.05;         // of an account's requests that may fall on further ones
constexpr std::size_t kLeastUses = 20;        // of a template in fold 0, to be judged alone
// Two uses of a customer's own template fall together more often: into the same three hours, against any two
// conversations of the group, and into the same three hours of a day, against uses around the clock.
constexpr double kBurst = 1.5, kDaily = 1.15;
constexpr std::int64_t kBlockUs = 3 * 3'600'000'000LL, kBlocksOfDay = 8;

using Blocks = std::map<std::int64_t, double>;  // number of the three hours -> beginnings of conversations

// Pairs of uses of one template, and those that fall together: unbiased, however few the uses are.
struct Pairs {
  double together = 0.0, all = 0.0;
  void add(const Blocks& blocks) {
    double n = 0.0;
    for (const auto& [block, count] : blocks) {
      n += count;
      together += count * (count - 1.0);
    }
    all += n * (n - 1.0);
  }
  [[nodiscard]] double share() const { return all > 0.0 ? together / all : 0.0; }
};

// The same of three hours of a day, whichever the day.
Blocks by_hour(const Blocks& blocks) {
  Blocks hours;
  for (const auto& [block, count] : blocks) hours[block % kBlocksOfDay] += count;
  return hours;
}

struct Rhythm {
  Pairs in_log, in_day;
  void add(const Blocks& blocks) {
    in_log.add(blocks);
    in_day.add(by_hour(blocks));
  }
  // Held against the uses of the whole group, and against uses around the clock.
  [[nodiscard]] bool steady(const Blocks& group) const {
    Pairs any;
    any.add(group);
    return in_log.all > 0.0 && in_log.share() <= kBurst * any.share() &&
           kBlocksOfDay * in_day.share() <= kDaily;
  }
};

// When the group, and each of its templates, was used in fold 0.
struct Uses {
  Blocks all;
  std::vector<Blocks> by_template;
  std::vector<std::size_t> count;
};

Uses uses_in_time(const SignalContext& context, const GroupEvidence& evidence) {
  Uses uses;
  uses.by_template.resize(evidence.signature.templates.size());
  uses.count.resize(uses.by_template.size(), 0);
  KeyNumbers seen;  // a retry, or a job given to several accounts, is one use
  for (const std::uint32_t account : evidence.group->accounts) {
    for (const ExchangeRow& row : context.table.rows_of(account)) {
      if (fold_of(row) != 0 || !row.starts_conversation() || !row.has_new_text()) continue;
      if (evidence.from_us != kBeginningOfTime && row.time_us >= evidence.from_us) continue;  // to be tested
      const std::size_t known = seen.size();
      if (row.root != 0 && seen.number(row.root) < known) continue;
      const std::int64_t block = row.time_us / kBlockUs;
      uses.all[block] += 1.0;
      const std::uint32_t t = evidence.signature.match(context.table, row);
      if (t == kNoTemplate) continue;
      uses.by_template[t][block] += 1.0;
      ++uses.count[t];
    }
  }
  return uses;
}

// All but the commonest steady templates: these are forgiven.
std::vector<bool> beyond_forgiven(std::vector<bool> steady) {
  std::size_t found = 0;
  for (auto&& counted : steady) counted = counted && ++found > kHonestTemplates;
  return steady;
}

struct Shares {
  std::vector<double> values;  // of each member that has requests to test
  std::uint64_t hits = 0;
  std::set<std::uint32_t> used;
};

Shares shares_of(const GroupEvidence& evidence, const std::vector<bool>& counted) {
  SharesByMember by_member(evidence.group->member_count());
  Shares shares;
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const std::uint32_t member = evidence.member_of_tested[i], t = evidence.matched[i];
    const bool hit = t != kNoTemplate && counted[t];
    by_member.add(member, hit);
    if (!hit) continue;
    ++shares.hits;
    shares.used.insert(t);
  }
  shares.values = by_member.values();
  return shares;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  if (evidence.signature.templates.size() <= kHonestTemplates) {
    return not_applicable(kInfo,
                          fmt::format("{} templates that only this group uses; more than {} are needed",
                                      evidence.signature.templates.size(), kHonestTemplates));
  }
  const Shares shares = shares_of(evidence, beyond_forgiven(steady(context, evidence)));
  if (shares.values.size() <= kHonestTeam) {
    return not_applicable(kInfo,
                          fmt::format("{} members have requests to test; a team of up to {} is forgiven",
                                      shares.values.size(), kHonestTeam));
  }
  const auto [members, mean, log_e] = bet_against(shares.values, kHonestShare);
  SignalFinding finding = finding_by_e(kInfo, log_e);
  finding.sentence = fmt::format(
      "Of the requests that were set aside for testing, {:.1f} % per account (on average over {} accounts) "
      "fill templates of the group's own that are used around the clock and in no bursts, beyond the {} "
      "commonest of these; {} such templates were met. Customers' own templates come when their owners work, "
      "and an honest operator is allowed {:.0f} %.",
      100 * mean, shares.values.size(), kHonestTemplates, shares.used.size(), 100 * kHonestShare);
  finding.facts = {{"templates_met", static_cast<double>(shares.used.size())},
                   {"steady_requests", static_cast<double>(shares.hits)},
                   {"tested_requests", static_cast<double>(evidence.tested.size())},
                   {"accounts", static_cast<double>(shares.values.size())},
                   {"mean_share", mean},
                   {"honest_share", kHonestShare}};
  return finding;
}

}  // namespace

std::vector<bool> steady(const SignalContext& context, const GroupEvidence& evidence) {
  const Uses uses = uses_in_time(context, evidence);
  Rhythm rare;  // of all templates that are met too rarely to be judged alone
  std::vector<std::size_t> judged_together;
  std::vector<bool> steady(uses.count.size(), false);
  for (std::size_t t = 0; t < steady.size(); ++t) {
    const GroupTemplate& of_group = evidence.signature.templates[t];
    if (!of_group.slotted || of_group.accounts < 3) continue;
    if (uses.count[t] >= kLeastUses) {
      Rhythm own;
      own.add(uses.by_template[t]);
      steady[t] = own.steady(uses.all);
    } else {
      rare.add(uses.by_template[t]);
      judged_together.push_back(t);
    }
  }
  if (judged_together.size() >= kLeastUses && rare.steady(uses.all)) {
    for (const std::size_t t : judged_together) steady[t] = true;
  }
  return steady;
}

const SignalInfo kInfo{
    "steady_templates",
    "S21",
    Question::harvest,
    Maturity::candidate,
    "Many templates worked off steadily behind other traffic",
    "The group is a reseller, a router, a product or unrelated people: on average, apart from fifteen "
    "members "
    "(a team may do as it likes), at most 5 % of an account's requests fill slotted templates that are "
    "exclusive to the group and used around the clock and in no bursts, beyond the 32 commonest such.",
    "Templates are learned on fold 0, as for template_spread. There, each with twenty uses or more is steady "
    "if two of its uses fall into the same three hours at most 1.5 times as often as any two conversations "
    "of "
    "the group, and into the same three hours of a day at most 1.15 times as often as "
    "they would around the "
    "clock. Twenty and more with fewer uses are judged together, by the pairs of uses of each. On fold 1, "
    "the share of each account's requests that fill steady templates, beyond the 32 "
    "commonest, is a value in [0, 1]; the e-value is a bet against a mean of 5 % after the fifteen largest "
    "values are left out (accounts are the unit), p = 1/e.",
    "A reseller's customers have templates of their own: each is used when its owner works, or its users are "
    "up, or a batch runs. A customer whose service runs around the clock is steady; one with 32 templates "
    "is "
    "forgiven, and some such customers stay below 5 % of a pool. An operator whose customers are mostly "
    "such services looks the same: where it declares one organisation it is a single customer to review.",
    "Harvest that keeps office hours, is run in bursts, on few templates, or makes less than some tenth of a "
    "pool's traffic; templates that are met a few times only, beside those of customers.",
    "gen_ai.input.messages",
    &test,
    /*needs_others=*/true};

}  // namespace stillwatch::steady_templates
