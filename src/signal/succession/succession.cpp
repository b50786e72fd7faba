#include "signal/succession/succession.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/statistics.h"

namespace stillwatch::succession {
namespace {

constexpr std::int64_t kWindowUs = 6LL * 3600 * 1'000'000;
constexpr std::int64_t kDayUs = 86'400'000'000;

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  std::vector<std::int64_t> bans;
  for (const std::uint32_t a : evidence.group->accounts) {
    if (context.table.facts(a).banned_us != 0) bans.push_back(context.table.facts(a).banned_us);
  }
  if (bans.size() < 2) return not_applicable(kInfo, "fewer than two members were banned");
  std::sort(bans.begin(), bans.end());
  const std::int64_t from =
      context.table.first_us() + kDayUs;  // later than the first day: a first appearance is news
  const std::int64_t to = context.table.last_us();
  std::int64_t covered = 0, end = from;
  for (const std::int64_t ban : bans) {
    const std::int64_t begin = std::max(ban, end);
    end = std::max(end, std::min(ban + kWindowUs, to));
    covered += std::max<std::int64_t>(0, end - begin);
  }
  std::uint64_t newcomers = 0, successors = 0;
  for (const std::uint32_t a : evidence.group->accounts) {
    const auto rows = context.table.rows_of(a);
    if (rows.empty() || rows.front().time_us < from) continue;
    ++newcomers;
    const std::int64_t first = rows.front().time_us;
    const auto after = std::upper_bound(bans.begin(), bans.end(), first);
    successors += after != bans.begin() && first - *(after - 1) <= kWindowUs ? 1 : 0;
  }
  if (newcomers < 2 || to <= from)
    return not_applicable(kInfo, "fewer than two members appeared after the first day");
  // Twice the share of time that the windows cover: sign-ups come by day, and so do bans.
  const double bound =
      std::clamp(2.0 * static_cast<double>(covered) / static_cast<double>(to - from), 0.05, 0.95);
  const double log_e = binomial_log_e(successors, newcomers, bound);
  SignalFinding finding{std::string(kInfo.name),
                        kInfo.question,
                        true,
                        binomial_upper(successors, newcomers, bound),
                        log_e / std::numbers::ln10,
                        {},
                        {}};
  finding.sentence = fmt::format(
      "{} of {} accounts that appeared during the log did so within six hours of the ban of another member "
      "({} bans); chance "
      "allows {:.0f} %.",
      successors, newcomers, bans.size(), 100 * bound);
  finding.facts = {{"bans", static_cast<double>(bans.size())},
                   {"newcomers", static_cast<double>(newcomers)},
                   {"successors", static_cast<double>(successors)},
                   {"honest_share", bound}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "succession",
    "S15",
    Question::run_as_one,
    Maturity::candidate,
    "A new account takes the place of a banned one",
    "First appearances do not wait for bans: each falls into the six hours after a member's ban with at most "
    "twice the share of "
    "time that those hours cover.",
    "Members that appear after the first day of the log, and how many of them within six hours of a member's "
    "ban; binomial "
    "tail and a mixture of binomial likelihood ratios against the bound.",
    "Returning customers: one returns, not most newcomers of a group.",
    "Replacement from a stock of accounts that are already active; logs without ban times.",
    "accounts.banned",
    &test};

}  // namespace stillwatch::succession
