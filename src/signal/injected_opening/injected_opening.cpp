#include "signal/injected_opening/injected_opening.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/statistics.h"
#include "signal/opening_users.h"
#include "signal/shares_by_member.h"

namespace stillwatch::injected_opening {
namespace {

constexpr double kHonestShare = 0.8;

std::vector<double> shares_of_openings(const SignalContext& context, const GroupEvidence& evidence,
                                       const std::vector<std::uint64_t>& openings) {
  const std::size_t busiest = busiest_thin_account(context.table);
  SharesByMember shares(evidence.group->member_count());
  for (std::size_t i = 0; i < evidence.group->accounts.size(); ++i) {
    const std::uint32_t account = evidence.group->accounts[i];
    const OpeningUse use = opening_use(context.table, account, openings, evidence.from_us);
    const bool thin = context.table.tested_starts_of(account).size() <= busiest;
    shares.add(evidence.group->member(i), thin ? static_cast<double>(use.one_request) : 0.0,
               static_cast<double>(use.conversations));
  }
  return shares.values();
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const std::int64_t learn_before = evidence.from_us == kBeginningOfTime ? kEndOfTime : evidence.from_us;
  const std::vector<std::uint64_t> openings = openings_of(context, *evidence.group, learn_before);
  if (openings.empty()) {
    return not_applicable(kInfo,
                          "no history that we never answered is shared by the accounts in the linking half");
  }
  const std::vector<double> shares = shares_of_openings(context, evidence, openings);
  if (shares.size() <= kHonestTeam) {
    return not_applicable(kInfo,
                          fmt::format("{} members have conversations to test; a team of up to {} is forgiven",
                                      shares.size(), kHonestTeam));
  }
  const auto [members, mean, log_e] = bet_against(shares, kHonestShare);
  const OutsideUsers outside = outside_users(context.table, *evidence.group, openings);
  SignalFinding finding = finding_by_e(kInfo, log_e);
  finding.sentence = fmt::format(
      "{:.0f} % of an account's conversations (on average over {} accounts, set aside for testing) are a "
      "single "
      "request after the same {} as in the other half, which holds an answer that this service never gave, "
      "on "
      "accounts no busier than most; nobody goes on with the answer. Of {} other accounts, {} use it mostly. "
      "Honest groups run as one are allowed {:.0f} %.",
      100 * mean, shares.size(),
      openings.size() == 1 ? std::string("opening history")
                           : fmt::format("{} opening histories", openings.size()),
      outside.accounts, outside.users, 100 * kHonestShare);
  finding.facts = {{"openings", static_cast<double>(openings.size())},
                   {"accounts", static_cast<double>(shares.size())},
                   {"mean_share", mean},
                   {"outside_accounts", static_cast<double>(outside.accounts)},
                   {"outside_users", static_cast<double>(outside.users)},
                   {"honest_share", kHonestShare}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "injected_opening",
    "S09",
    Question::harvest,
    Maturity::experimental,
    "One request each after the same history, which we never answered",
    "The accounts are run by one operator that has real users or a real job: apart from fifteen members, on "
    "average at most 80 % of an account's conversations are a single request after one of the group's "
    "opening "
    "histories, on an account no busier than three in four of the log's. Whoever has users sees some of them "
    "go "
    "on from what they get; whoever has a job uses his accounts more than people do.",
    "Opening histories that twelve accounts or more send and whose answers nobody was issued in this log, "
    "learned "
    "on fold 0 (at least four members, four in five of the users). On fold 1, the share of conversations "
    "begun "
    "with one of them that hold one request, 0 on accounts with more beginnings than three in four of the "
    "log's, "
    "is a value in [0, 1]; e is a bet against a mean of 80 % after the fifteen largest values are left out, "
    "p = 1/e.",
    "Not counted: users of an app or a notebook that puts the same persona or examples in front look the "
    "same "
    "when they ask once at a time. Framework users, workshops and classes with a prepared history, resellers "
    "that put a persona in front (their users go on), few-shot jobs (busy accounts). An "
    "undeclared job that is dealt out in turns over many hardly used accounts, with examples in front, looks "
    "the "
    "same: if it declares one organisation it is a single customer to review, never a campaign.",
    "Histories that differ between accounts, answers of a few words, answers that were issued here to "
    "somebody, "
    "busy accounts, conversations that go on.",
    "gen_ai.input.messages, gen_ai.output.messages",
    &test,
    /*needs_others=*/true};

}  // namespace stillwatch::injected_opening
