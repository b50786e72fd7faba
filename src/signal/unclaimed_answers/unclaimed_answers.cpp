#include "signal/unclaimed_answers/unclaimed_answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/statistics.h"
#include "signal/early_turns.h"
#include "signal/follow_ups.h"
#include "signal/shares_by_member.h"

namespace stillwatch::unclaimed_answers {
namespace {

constexpr double kHonestShare = 0.5;

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const std::vector<FollowUp> followed = follow_ups(context, *evidence.group, evidence.from_us);
  SharesByMember by_member(evidence.group->member_count());
  std::size_t left_out = 0;
  for (const FollowUp& follow_up : followed) {
    by_member.add(evidence.group->member_with(follow_up.account), !follow_up.claims);
    left_out += follow_up.claims ? 0 : 1;
  }
  const std::vector<double> shares = by_member.values();
  if (shares.size() <= kHonestTeam) {
    return not_applicable(kInfo,
                          fmt::format("{} members go on with conversations in which we answered; a team of "
                                      "up to {} is forgiven",
                                      shares.size(), kHonestTeam));
  }
  // Who rewrites what he received brings none of it back as it was, but has to have received it. Both have to
  // be ruled out, so the smaller e-value counts.
  const EarlyTurns turns = early_turns(context, *evidence.group, evidence.from_us);
  const ShareBet not_claimed = bet_against(shares, kHonestShare);
  const double log_e = std::min(not_claimed.log_e, turns.log_e());
  SignalFinding finding = finding_by_e(kInfo, log_e);
  finding.sentence = fmt::format(
      "{} of {} conversations that go on after we answered in them hold none of our answers ({:.0f} % "
      "per "
      "account on average over {} accounts), where honest groups are allowed {:.0f} %. Who rewrites what he "
      "receives does so as well, and waits for it; {}.",
      left_out, followed.size(), 100 * not_claimed.mean, shares.size(), 100 * kHonestShare,
      turns.log_e() > 0 ? fmt::format("here {} of {} next turns came before our answer was complete",
                                      turns.early, turns.requests)
                        : "nothing shows that the next turns here did not");
  finding.facts = {{"conversations", static_cast<double>(followed.size())},
                   {"unclaimed", static_cast<double>(left_out)},
                   {"log10_e_not_claimed", not_claimed.log_e / std::numbers::ln10},
                   {"accounts", static_cast<double>(shares.size())},
                   {"mean_share", not_claimed.mean},
                   {"honest_share", kHonestShare}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "unclaimed_answers",
    "S09",
    Question::harvest,
    Maturity::candidate,
    "Conversations that go on without our answers",
    "Members want the answers, as they are or in other words: apart from fifteen members, on "
    "average at most half of an account's conversations that go on after we answered in them "
    "hold none of our answers, or at most 2 % of the requests that go on with a conversation come "
    "before our answer to the turn before was complete.",
    "Conversations of fold 1 in which a request with earlier answers in its history follows one "
    "of the group that we answered; unclaimed when no such request holds an answer issued in that "
    "conversation to the group. The share of each account is a value in [0, 1], and a bet against "
    "a mean of 50 % after the fifteen largest values are left out has an e-value; the smaller of "
    "this and that of early_history counts, because either part of the hypothesis may be true. p "
    "= 1/e.",
    "People who edit and ask again (their history keeps earlier answers), aggregators "
    "(our own earlier turns come back), conversations that were taken along from another "
    "service (they go on from our answers). An application that rewrites, translates or "
    "summarises every answer before it sends it again looks the same: as long as its next "
    "turns wait for our answers (early_history), this signal accuses nobody.",
    "Single-turn harvest, replays whose first turns are rewritten on every request, "
    "histories beyond the last four "
    "answers.",
    "time, time_end, gen_ai.input.messages, gen_ai.output.messages",
    &test};

}  // namespace stillwatch::unclaimed_answers
