#include "signal/alternation/alternation.h"

#include <fmt/format.h>

#include <map>
#include <numeric>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "base/statistics.h"
#include "signal/alternation/recency.h"
#include "signal/rhythm.h"
#include "signal/templated_starts.h"

namespace stillwatch::alternation {
namespace {

constexpr std::uint32_t kMostSets = 8;
constexpr std::int64_t kMinuteUs = 60'000'000;
constexpr std::size_t kCustomer = 15;  // members that one customer openly has at most

// Rank of the account that gets the next conversation, from 0 (used last) to 1 (least recently used), for the
// starts on accounts that were used before on that day. Two accounts: the share of starts that alternate.
class RecencyStatistic {
 public:
  void operator()(std::span<const std::uint64_t> starts, MemberShares& shares) {
    ranks_.resize(starts.size());
    recency_ranks(starts, ranks_.data());
    int used = 0;
    for (std::size_t i = 0; i < starts.size(); ++i) {
      const std::int8_t rank = ranks_[i];
      used += rank == kFirstUse ? 1 : 0;
      if (rank == kFirstUse || used < 2) continue;
      shares.add(Interleaving::member(starts[i]), static_cast<double>(rank) / (used - 1));
    }
  }

 private:
  std::vector<std::int8_t> ranks_;
};

// Windows that hold some two starts of the group: five, ten or fifteen minutes. The half hours in which the
// group is active stay what they are when starts are drawn again inside windows that divide them.
Windows windows_of(const RhythmDay& day) {
  std::set<std::int64_t> half_hours;
  for (const std::int64_t time_us : day.starts.times) half_hours.insert(time_us / (30 * kMinuteUs));
  const std::size_t wanted = 2 * 30 * half_hours.size() / day.starts.times.size();
  const std::int64_t minutes = wanted >= 15 ? 15 : wanted >= 10 ? 10 : 5;
  return {day.start_us(), minutes * kMinuteUs, 0, 1, day.tick_us};
}

bool enough(const MemberTimes& times) {
  const std::size_t active = times.active();
  return active >= 2 && times.times.size() >= 10 && times.times.size() - active >= 6;
}

// By member, the first member of its customer: members that pay by one means, or declare one organisation,
// verified or not, when they are fifteen or fewer. A company that deals its work out to its own keys says
// nothing of others.
std::vector<std::uint32_t> customers_of(const SignalContext& context, const Group& group) {
  std::map<std::string, std::set<std::uint32_t>> holders;
  for (std::size_t i = 0; i < group.accounts.size(); ++i) {
    const AccountFacts& facts = context.table.facts(group.accounts[i]);
    if (!facts.payment.empty()) holders["p" + facts.payment].insert(group.member(i));
    if (!facts.organisation.empty() && !facts.organisation_from_traffic)
      holders["o" + facts.organisation].insert(group.member(i));
  }
  std::vector<std::uint32_t> first(group.member_count());
  std::iota(first.begin(), first.end(), 0U);
  const auto root = [&](std::uint32_t member) {
    while (first[member] != member) member = first[member];
    return member;
  };
  for (const auto& [identifier, members] : holders) {
    if (members.size() > kCustomer) continue;
    for (const std::uint32_t member : members) {
      const std::uint32_t a = root(member);
      const std::uint32_t b = root(*members.begin());
      first[std::max(a, b)] = std::min(a, b);
    }
  }
  for (std::uint32_t member = 0; member < first.size(); ++member) first[member] = root(member);
  return first;
}

SignalFinding finding_of(const SignalContext& context, const GroupEvidence& evidence,
                         std::span<const ConversationStart> starts) {
  std::vector<MemberEvent> events;
  const std::vector<std::uint32_t> customer = customers_of(context, *evidence.group);
  const bool inside_one =
      evidence.group->member_count() <= kCustomer &&
      std::all_of(customer.begin(), customer.end(), [](std::uint32_t c) { return c == 0; });
  for (const ConversationStart& start : starts)
    events.push_back({start.time_us, inside_one ? start.member : customer[start.member]});
  const auto days = rhythm_days(events, evidence.group->member_count(), kMostMembers, kMostSets);
  const SurrogateTest result = surrogate_test(days, Random(evidence.seed ^ 0x616c74ULL), enough,
                                              RecencyStatistic(), windows_of, Surrogates::redraw_and_shift);
  if (result.days == 0)
    return not_applicable(kInfo, "no day with ten conversation starts on two accounts, six of them repeated");
  SignalFinding finding = finding_by_e(kInfo, result.log_e);
  finding.sentence = fmt::format(
      "The next conversation goes to an account that {:.0f} % of the other accounts were used after ({} "
      "tests, one for each day and set of members); if each account kept its hours and its number of "
      "conversations in every few minutes, and no "
      "common dispatcher chose, it would be {:.0f} %. A pool that always takes the least recently "
      "used account gives "
      "100 %.",
      100 * result.observed, result.days, 100 * result.expected);
  finding.facts = {{"recency_rank", result.observed},
                   {"expected_rank", result.expected},
                   {"days", static_cast<double>(result.days)}};
  return finding;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  return of_all_and_templated(context, evidence, &finding_of);
}

}  // namespace

const SignalInfo kInfo{
    "alternation",
    "S11",
    Question::run_as_one,
    Maturity::candidate,
    "Conversations alternate between accounts (least recently used first)",
    "Members, apart from a quarter of each set, are independent of each other in the small: either when, "
    "inside "
    "windows of five to fifteen "
    "minutes (long "
    "enough for some two starts of the group), a conversation begins is chance, or when, inside such a "
    "window, a "
    "member's whole day begins is. Hours, days, bursts and pauses are their own or shared. In a group of "
    "several "
    "customers, up to fifteen accounts that pay by one means or declare one organisation are one member: how "
    "a "
    "company deals work out to its own keys is free.",
    "Mean recency rank of the account that gets the next conversation, per day, among up to 32 "
    "members without the quarter with the highest (the busiest 256 are dealt in turn into at most eight such "
    "sets: "
    "independent members of different sets say nothing of each other), against "
    "up to 19,999 surrogates (199 from nine days on, all sets counted) of each kind: every start drawn again "
    "inside its "
    "window, "
    "or every "
    "member's day moved inside a window, which keeps its own gaps. The larger of the day's two p-values is "
    "calibrated "
    "to an e-value, days multiply; p = 1/e. With two accounts this is a runs test on their starts."
    " The starts that fill the group's templates are tested as well, apart; the e-value is the mean of the "
    "two.",
    "People with refractory times (their gaps are kept by moving whole days), lessons with tasks (kept by "
    "drawing "
    "inside windows), cron jobs of equal period (accounts that run by the clock are left out).",
    "Random or sticky choice of the account, pools larger than their daily traffic, pools that pay by cards "
    "of two to "
    "fifteen accounts each.",
    "gen_ai.input.messages",
    &test};

}  // namespace stillwatch::alternation
