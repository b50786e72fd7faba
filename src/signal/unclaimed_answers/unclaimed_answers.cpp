#include "signal/unclaimed_answers/unclaimed_answers.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/statistics.h"
#include "signal/early_turns.h"
#include "signal/follow_ups.h"

namespace stillwatch::unclaimed_answers {
namespace {

constexpr double kHonestShare = 0.5;

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const std::vector<FollowUp> followed = follow_ups(context, *evidence.group, evidence.from_us);
  std::vector<double> unclaimed(evidence.group->member_count(), 0.0), all(unclaimed.size(), 0.0);
  for (const FollowUp& follow_up : followed) {
    const std::uint32_t member = evidence.group->member_with(follow_up.account);
    all[member] += 1.0;
    unclaimed[member] += follow_up.claims ? 0.0 : 1.0;
  }
  std::vector<double> shares;
  for (std::size_t m = 0; m < all.size(); ++m) {
    if (all[m] > 0) shares.push_back(unclaimed[m] / all[m]);
  }
  if (shares.size() <= kHonestTeam) {
    return not_applicable(kInfo,
                          fmt::format("{} members go on with conversations in which we answered; a team of "
                                      "up to {} is forgiven",
                                      shares.size(), kHonestTeam));
  }
  // Who rewrites what he received brings none of it back as it was, but has to have received it. Both have to
  // be ruled out, so the smaller e-value counts.
  const EarlyTurns turns = early_turns(context, *evidence.group, evidence.from_us);
  const double not_claimed = forgiving_mean_log_e(shares, kHonestShare, kHonestTeam);
  const double log_e = std::min(not_claimed, turns.log_e());
  const double mean = std::accumulate(shares.begin(), shares.end(), 0.0) / static_cast<double>(shares.size());
  SignalFinding finding{
      std::string(kInfo.name), kInfo.question, true, p_of_log_e(log_e), log_e / std::numbers::ln10, {}, {}};
  const double left_out = std::accumulate(unclaimed.begin(), unclaimed.end(), 0.0);
  finding.sentence = fmt::format(
      "{:.0f} of {} conversations that go on after we answered in them hold none of our answers ({:.0f} % "
      "per "
      "account on average over {} accounts), where honest groups are allowed {:.0f} %. Who rewrites what he "
      "receives does so as well, and waits for it; {}.",
      left_out, followed.size(), 100 * mean, shares.size(), 100 * kHonestShare,
      turns.log_e() > 0 ? fmt::format("here {} of {} next turns came before our answer was complete",
                                      turns.early, turns.requests)
                        : "nothing shows that the next turns here did not");
  finding.facts = {{"conversations", static_cast<double>(followed.size())},
                   {"unclaimed", left_out},
                   {"log10_e_not_claimed", not_claimed / std::numbers::ln10},
                   {"accounts", static_cast<double>(shares.size())},
                   {"mean_share", mean},
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
