#include "signal/turn_taking/turn_taking.h"

#include <fmt/format.h>

#include <span>

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
  if (turns.members().size() < kLeastMembers) {
    return not_applicable(kInfo, fmt::format("{} members began three conversations or more; {} are needed",
                                             turns.members().size(), kLeastMembers));
  }
  std::uint64_t told = 0, taken = 0;
  for (const auto& [first, second] : turns.neighbours()) {
    const Turn turn = turns.of(first, second);
    told += turn != Turn::not_told ? 1 : 0;
    taken += turn == Turn::taken ? 1 : 0;
  }
  if (told == 0)
    return not_applicable(
        kInfo,
        "no two members first began within five minutes of each other and came again in less than a day");
  const double log_e = binomial_log_e(taken, told, kHonestShare);
  SignalFinding finding = finding_by_e(kInfo, log_e);
  finding.sentence = fmt::format(
      "{} of {} pairs of accounts that first began within five minutes of each other take turns ever after: "
      "neither "
      "begins two conversations without one of the other in between. People do not come again to the minute, "
      "so they do "
      "so in up to {:.0f} % of pairs; a pool that uses the account that has rested longest makes nearly all "
      "do so.",
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

const SignalInfo kInfo{"turn_taking",
                       "S11",
                       Question::run_as_one,
                       Maturity::candidate,
                       "Accounts take turns over hours",
                       "Members do not know of each other. Of two that first began within five minutes of "
                       "each other, which is first the "
                       "next time is a toss: both come again at times that vary by more. At most half of "
                       "such pairs, each member in one, "
                       "alternate over three rounds or more (a fair toss gives one in four).",
                       "Conversation starts of two neighbours with three or more each, merged and cut to "
                       "where both are in use; they take "
                       "turns when six to eight starts alternate strictly. A mixture of binomial likelihood "
                       "ratios against the bound; p = "
                       "1/e. The starts that fill the group's templates are tested as well, apart; the "
                       "e-value is the mean of the two.",
                       "Daily habits, jobs by the clock, timers and one script's pauses (not told), rounds "
                       "of a class (their order is a toss), "
                       "prompts that three members ask verbatim (left out). Honest resellers and key pools "
                       "take turns indeed: this says 'run "
                       "as one', never 'harvest'.",
                       "Random or sticky choice of the account, pools used once a day or less, accounts with "
                       "fewer than three conversations, "
                       "pools so large that neighbours come again in step.",
                       "time",
                       &test};

}  // namespace stillwatch::turn_taking
