#include "signal/early_history/early_history.h"

#include <fmt/format.h>

#include <numeric>

#include "base/statistics.h"
#include "signal/early_turns.h"

namespace stillwatch::early_history {
namespace {

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const EarlyTurns turns = early_turns(context, *evidence.group, evidence.from_us);
  if (!turns.says_when_answered)
    return not_applicable(kInfo, "the log does not say when answers were complete");
  const std::vector<double>& shares = turns.shares;
  if (shares.size() <= kHonestTeam) {
    return not_applicable(kInfo,
                          fmt::format("{} members go on with conversations in which we were asked the turn "
                                      "before; a team of up to {} is forgiven",
                                      shares.size(), kHonestTeam));
  }
  const double log_e = turns.log_e();
  const double mean = std::accumulate(shares.begin(), shares.end(), 0.0) / static_cast<double>(shares.size());
  SignalFinding finding = finding_by_e(kInfo, log_e);
  finding.sentence = fmt::format(
      "{} of {} requests that go on with a conversation ({:.1f} % per account on average over {} accounts) "
      "arrived, with an answer to the turn before in their history, at least a second before our answer to "
      "that "
      "turn was complete: the history is not ours. Honest groups are allowed {:.0f} %.",
      turns.early, turns.requests, 100 * mean, shares.size(), 100 * kHonestEarlyShare);
  finding.facts = {{"requests", static_cast<double>(turns.requests)},
                   {"early", static_cast<double>(turns.early)},
                   {"accounts", static_cast<double>(shares.size())},
                   {"mean_share", mean},
                   {"honest_share", kHonestEarlyShare}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "early_history",
    "S09",
    Question::harvest,
    Maturity::candidate,
    "History that holds an answer before ours was given",
    "Whoever goes on with a conversation waits for the answer, whatever he makes of it: apart from fifteen "
    "members, "
    "on average at most 2 % of an account's requests that go on with a conversation arrive before the answer "
    "to the "
    "turn before was complete (stopped answers whose end the log gives too late, and clocks).",
    "Requests of both folds with n answers in their history, in conversations (known by their first user "
    "turn, "
    "begun once "
    "in the group) of which the group sent a request with n - 1 answers before; early when the first answer "
    "to such a "
    "request was complete, by the log's own end time, more than a second after this one began. Any account "
    "of the "
    "group may have sent either. The share of each account is a value in [0, 1]; the e-value is a bet "
    "against a mean "
    "of 2 % after the fifteen largest values are left out, p = 1/e.",
    "Nobody who wants our answer, however he rewrites it: it cannot be in a history before it exists. Voice "
    "applications and impatient people stop an answer and go on: the log's end time is when it was stopped. "
    "An "
    "evaluation that gives a fixed history with every turn, and a page that asks several services and goes "
    "on with another's answer, look the "
    "same; a team of fifteen keys is forgiven, the reseller stays an explanation while one conversation in "
    "twenty goes "
    "on with our answers, and one declared organisation is a single customer to review.",
    "Replays that wait for each answer before they send the next turn, or leave so much time between the "
    "turns that "
    "few overlap; logs without end times; turns beyond the fourth answer.",
    "time, time_end, gen_ai.input.messages",
    &test};

}  // namespace stillwatch::early_history
