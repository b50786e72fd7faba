#include "signal/sign_up_burst/sign_up_burst.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "base/statistics.h"
#include "base/time.h"
#include "signal/matched_accounts.h"

namespace stillwatch::sign_up_burst {
namespace {

constexpr std::size_t kLeastMatched = 8;

// The most sign-ups of the set within a day, any 24 hours, and when these began.
struct Burst {
  std::size_t accounts = 0;
  std::int64_t from_us = 0;
};
Burst fullest_day(const ExchangeTable& table, std::span<const std::uint32_t> set) {
  std::vector<std::int64_t> times;
  for (const std::uint32_t account : set) times.push_back(table.facts(account).created_us);
  std::sort(times.begin(), times.end());
  Burst burst;
  for (std::size_t first = 0, last = 0; last < times.size(); ++last) {
    while (times[last] - times[first] > kDay) ++first;
    if (last - first + 1 > burst.accounts) burst = {last - first + 1, times[first]};
  }
  return burst;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  Random random(evidence.seed ^ 0x7369676e7570ULL);
  OtherAccounts others(context.table, *evidence.group);
  std::map<std::pair<std::string_view, std::string_view>, std::uint64_t> strata;
  const auto stratum_of = [&](std::uint32_t account) -> std::optional<std::uint64_t> {
    const AccountFacts& facts = context.table.facts(account);
    if (facts.created_us == 0) return std::nullopt;
    return strata.try_emplace({facts.plan, facts.programme}, strata.size()).first->second;
  };
  MatchedSets sets = match_sets(*evidence.group, others, stratum_of, {}, random);
  if (sets.group.size() < kLeastMatched) {
    return not_applicable(kInfo,
                          fmt::format("{} members have a time of sign-up and others of their plan; {} are "
                                      "needed",
                                      sets.group.size(), kLeastMatched));
  }
  const RelabelTest result = relabel_test(sets, random, [&](std::span<const std::uint32_t> set) {
    return static_cast<double>(fullest_day(context.table, set).accounts);
  });
  const Burst burst = fullest_day(context.table, sets.group);
  SignalFinding finding = finding_by_p(kInfo, result.p);
  finding.sentence = fmt::format(
      "{} of {} accounts signed up within one day (from {}); of as many accounts of the same plans, {:.1f} "
      "did on "
      "average in their fullest day. Classes and new teams sign up together as well.",
      burst.accounts, sets.group.size(), format_time(burst.from_us), result.expected);
  finding.facts = {{"members", static_cast<double>(sets.group.size())},
                   {"within_a_day", static_cast<double>(burst.accounts)},
                   {"expected_within_a_day", result.expected},
                   {"from", static_cast<double>(burst.from_us) / 1e6},
                   {"draws", static_cast<double>(result.draws)}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{"sign_up_burst",
                       "burst",
                       Question::run_as_one,
                       Maturity::experimental,
                       "Accounts that signed up together",
                       "When members signed up is when others of the same plan and programme did: which of "
                       "them are the members is "
                       "chance.",
                       "The most sign-ups within any 24 hours among at most 64 members; p from up to 999 "
                       "draws in which the members are "
                       "drawn anew, plan by plan, from themselves and twice as many others (exact; days on "
                       "which everybody signs up are "
                       "in the draws too); e is calibrated from p.",
                       "A class in its first lesson, a team on its first day, a conference, a day-one crowd: "
                       "they sign up together and ask "
                       "alike, so linking selects them. How often an honest group that was linked signed up "
                       "together is not known, and no "
                       "bound on it can be stated. Therefore shown, and never counted as evidence.",
                       "Accounts that were bought, aged or made one by one; groups of fewer than eight "
                       "accounts with a time of sign-up.",
                       "accounts.created, accounts.plan",
                       &test};

}  // namespace stillwatch::sign_up_burst
