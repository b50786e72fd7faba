#include "signal/turn_taking/turn_taking.h"

#include <fmt/format.h>

#include <span>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/statistics.h"
#include "signal/templated_starts.h"
#include "signal/turns.h"

namespace stillwatch::turn_taking {
namespace {

constexpr double kHonestShare = 0.5;
constexpr std::size_t kLeastMembers =
    24;  // fewer pairs could hardly show anything, nor a team that agreed on turns

SignalFinding finding_of(const SignalContext& /*context*/, const GroupEvidence& evidence,
                         std::span<const ConversationStart> starts) {
  const Turns turns(starts, evidence.group->member_count());
  std::vector<std::uint32_t> members = turns.members();
  if (members.size() < kLeastMembers) {
    return not_applicable(kInfo, fmt::format("{} members began two conversations or more; {} are needed",
                                             members.size(), kLeastMembers));
  }
  // Every member is in one pair at most: the pairs are as independent as the members.
  Random random(evidence.seed ^ 0x7475726eULL);
  for (std::size_t i = members.size(); i > 1; --i) std::swap(members[i - 1], members[random.below(i)]);
  std::uint64_t told = 0, taken = 0;
  for (std::size_t i = 0; i + 1 < members.size(); i += 2) {
    const Turn turn = turns.of(members[i], members[i + 1]);
    told += turn != Turn::not_told ? 1 : 0;
    taken += turn == Turn::taken ? 1 : 0;
  }
  if (told == 0)
    return not_applicable(kInfo, "no two members were in use at the same time, more often than daily");
  const double log_e = binomial_log_e(taken, told, kHonestShare);
  SignalFinding finding{
      std::string(kInfo.name), kInfo.question, true, p_of_log_e(log_e), log_e / std::numbers::ln10, {}, {}};
  finding.sentence = fmt::format(
      "{} of {} pairs of accounts, drawn so that each account is in one, take turns: neither begins two "
      "conversations without one of the other in between. People who do not know of each other do so in up "
      "to "
      "{:.0f} % of pairs; a pool that uses the account that has rested longest makes nearly all do so.",
      taken, told, 100 * kHonestShare);
  finding.facts = {{"pairs", static_cast<double>(told)},
                   {"taking_turns", static_cast<double>(taken)},
                   {"honest_share", kHonestShare}};
  return finding;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  return of_all_and_templated(context, evidence, &finding_of);
}

}  // namespace

const SignalInfo kInfo{
    "turn_taking",
    "S11",
    Question::run_as_one,
    Maturity::candidate,
    "Accounts take turns over hours",
    "Members do not know of each other: of random pairs, each member in one, at most half take turns. By "
    "chance (Poisson) at most one in three do, and fewer the more often they begin; sessions make it rarer.",
    "Conversation starts of two members with two or more each, merged and cut to where both are in use; they "
    "take "
    "turns when four to eight starts alternate strictly. A mixture of binomial likelihood ratios against the "
    "bound; "
    "p = 1/e. Pairs whose starts recur in 20 hours or more, or by whole ten minutes, are left out."
    " The starts that fill the group's templates are tested as well, apart; the e-value is the mean of the "
    "two.",
    "Daily habits (left out), jobs by the clock (left out), prompts that three members ask verbatim (left "
    "out), "
    "two people on shifts. Honest resellers and key pools take turns indeed: this says 'run as one', never "
    "'harvest'.",
    "Random or sticky choice of the account, pools used once a day or less, accounts with fewer than two "
    "conversations.",
    "time",
    &test};

}  // namespace stillwatch::turn_taking
