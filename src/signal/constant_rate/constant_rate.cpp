#include "signal/constant_rate/constant_rate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/statistics.h"
#include "base/time.h"
#include "signal/matched_accounts.h"

namespace stillwatch::constant_rate {
namespace {

constexpr std::size_t kMostStarts = 48;   // compared of each account
constexpr std::size_t kLeastStarts = 16;  // an account with fewer says nothing
constexpr std::int64_t kLeastSpanUs = 2 * kDay;
constexpr std::size_t kLeastPairs = 12, kMostPairs = 200;

// When an account began conversations, and from when on it could have.
struct Use {
  std::vector<std::int64_t> starts;  // ascending
  std::int64_t from_us = 0;
  double per_day = 0.0;  // requests of any kind
  [[nodiscard]] bool enough(std::size_t count) const {
    return starts.size() >= count && starts.back() - from_us >= kLeastSpanUs;
  }
};

Use use_of(const SignalContext& context, const GroupEvidence& evidence, std::uint32_t account) {
  const ExchangeTable& table = context.table;
  const auto rows = table.rows_of(account);
  Use use;
  for (const ExchangeRow& row : rows) {
    if (fold_of(row) != 1 || !row.starts_conversation() || row.time_us < evidence.from_us) continue;
    use.starts.push_back(row.time_us);
  }
  if (use.starts.empty()) return use;
  const std::int64_t log_us = std::max(table.first_us(), evidence.from_us);
  const std::int64_t created_us = table.facts(account).created_us;
  // Without a time of sign-up nothing is known of the days before the first start.
  use.from_us = created_us == 0 ? use.starts.front()
                                : std::clamp(created_us, log_us, std::max(log_us, use.starts.front()));
  const auto days = static_cast<double>(rows.back().time_us - use.from_us) / static_cast<double>(kDay);
  use.per_day = static_cast<double>(rows.size()) / std::max(1.0, days);
  return use;
}

// How far sorted values in [0, 1] are from an even spread: the largest distances above and below.
struct Distances {
  double above = 0.0, below = 0.0;
};
Distances from_even(const std::vector<double>& values) {
  Distances distances;
  const auto n = static_cast<double>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    distances.above = std::max(distances.above, static_cast<double>(i + 1) / n - values[i]);
    distances.below = std::max(distances.below, values[i] - static_cast<double>(i) / n);
  }
  return distances;
}

// Distance from one rate, of `count` starts drawn by chance: Kolmogorov's over the account's life (a ramp, a
// pause) plus Kuiper's over the day, which does not depend on where the day begins.
double unevenness(const Use& use, std::size_t count, Random& random) {
  std::vector<std::int64_t> times = use.starts;
  for (std::size_t i = 0; i < count; ++i) std::swap(times[i], times[i + random.below(times.size() - i)]);
  std::vector<double> life, day;
  const auto span = static_cast<double>(use.starts.back() - use.from_us);
  for (std::size_t i = 0; i < count; ++i) {
    life.push_back(static_cast<double>(times[i] - use.from_us) / span);
    day.push_back(static_cast<double>(times[i] % kDay) / static_cast<double>(kDay));
  }
  std::sort(life.begin(), life.end());
  std::sort(day.begin(), day.end());
  const Distances of_life = from_even(life), of_day = from_even(day);
  return std::max(of_life.above, of_life.below) + of_day.above + of_day.below;
}

struct Comparison {
  std::size_t pairs = 0, flatter = 0, busier = 0;
  double member_unevenness = 0.0, other_unevenness = 0.0;  // sums
  std::vector<double> rates;                               // of the members in pairs
  [[nodiscard]] double spread() const {                    // of the rates: standard deviation over mean
    double sum = 0.0, squares = 0.0;
    for (const double rate : rates) {
      sum += rate;
      squares += rate * rate;
    }
    const double mean = sum / static_cast<double>(rates.size());
    return std::sqrt(std::max(0.0, squares / static_cast<double>(rates.size()) - mean * mean)) / mean;
  }
};

Comparison compare(const SignalContext& context, const GroupEvidence& evidence) {
  Random random(evidence.seed ^ 0x636f6e7374616e74ULL);
  OtherAccounts others(context.table, *evidence.group);
  Comparison comparison;
  for (const std::uint32_t account : one_account_each(*evidence.group, random)) {
    if (comparison.pairs == kMostPairs) break;
    const Use own = use_of(context, evidence, account);
    if (!own.enough(kLeastStarts)) continue;
    const std::size_t count = std::min(own.starts.size(), kMostStarts);
    const std::string& plan = context.table.facts(account).plan;
    Use use;
    const auto other = others.draw(random, [&](std::uint32_t candidate) {
      if (context.table.facts(candidate).plan != plan || context.table.rows_of(candidate).size() < count)
        return false;
      use = use_of(context, evidence, candidate);
      return use.enough(count);
    });
    if (!other) continue;
    const double of_member = unevenness(own, count, random), of_other = unevenness(use, count, random);
    ++comparison.pairs;
    comparison.flatter += of_member < of_other ? 1 : 0;
    comparison.busier += own.per_day > use.per_day ? 1 : 0;
    comparison.member_unevenness += of_member;
    comparison.other_unevenness += of_other;
    comparison.rates.push_back(own.per_day);
  }
  return comparison;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const Comparison c = compare(context, evidence);
  if (c.pairs < kLeastPairs) {
    return not_applicable(kInfo,
                          fmt::format("{} members could be compared with accounts of their plan that are as "
                                      "busy; {} are needed",
                                      c.pairs, kLeastPairs));
  }
  const double p = binomial_upper(c.flatter, c.pairs, 0.5);
  const auto pairs = static_cast<double>(c.pairs);
  SignalFinding finding = finding_by_p(kInfo, p);
  finding.sentence = fmt::format(
      "{} of {} accounts are in use more evenly, over day and night and from their first day on, than an "
      "account of "
      "their plan that is as busy (distance from one rate {:.2f} and {:.2f}); {} have more requests a day "
      "than it. "
      "The members' own rates differ by {:.0f} % (standard deviation). A nightly job or a service with users "
      "around "
      "the world looks the same.",
      c.flatter, c.pairs, c.member_unevenness / pairs, c.other_unevenness / pairs, c.busier,
      100 * c.spread());
  finding.facts = {{"pairs", pairs},
                   {"flatter", static_cast<double>(c.flatter)},
                   {"busier", static_cast<double>(c.busier)},
                   {"member_unevenness", c.member_unevenness / pairs},
                   {"other_unevenness", c.other_unevenness / pairs},
                   {"rate_spread", c.spread()}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{"constant_rate",
                       "S18",
                       Question::harvest,
                       Maturity::experimental,
                       "In use day and night at one rate from the first hour on",
                       "Members spread their conversations over day and night and over the account's life as "
                       "other accounts of their plan "
                       "do that are as busy: of a member and another account, drawn at random, either is the "
                       "more even one with the same "
                       "chance.",
                       "On fold 1, up to 48 conversation starts of a member (200 members at most) and as "
                       "many of an account outside the group with the same "
                       "plan: the distance of their times from an even spread since sign-up (Kolmogorov) "
                       "plus that of their hours from an "
                       "even day (Kuiper). p is that of a sign test over the pairs (accounts are the unit), "
                       "e is calibrated from it. The "
                       "members' requests a day beside those of their partners, and how far they differ "
                       "among each other, are shown "
                       "without a test: a plan's quota is not in the log.",
                       "Batch jobs, CI, monitoring, services with users around the world, migrations that "
                       "start at full rate. They are as "
                       "even as a harvest, and groups of them are what linking finds. Therefore shown, and "
                       "never counted as evidence.",
                       "Pools with human-looking hours; accounts with fewer than sixteen conversations or "
                       "two days; logs in which most "
                       "accounts are machines.",
                       "time, accounts.created, accounts.plan",
                       &test};

}  // namespace stillwatch::constant_rate
