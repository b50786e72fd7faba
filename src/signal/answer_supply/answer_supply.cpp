#include "signal/answer_supply/answer_supply.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/statistics.h"
#include "signal/operation_events.h"
#include "signal/ties.h"

namespace stillwatch::answer_supply {
namespace {

constexpr double kQuotationsPerAccountWeek = 0.1;
constexpr double kLeastQuotations = 3.0;

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  if (evidence.returns.empty())
    return not_applicable(kInfo, "no prompt of the tested half quotes an answer issued to another member");
  const Group& group = *evidence.group;
  const auto member = [&](std::uint32_t row) { return group.member_with(context.table.rows()[row].account); };
  Ties ties(group.member_count());
  for (const Carry& carry : evidence.returns) ties.add(member(carry.issuer), member(carry.bringer));
  const double bound = std::max(kLeastQuotations, kQuotationsPerAccountWeek * account_weeks(context, group));
  const std::uint64_t coincidences = ties.beyond_families();
  const double log_e = poisson_log_e(coincidences, bound);
  SignalFinding finding{std::string(kInfo.name),
                        kInfo.question,
                        true,
                        poisson_upper(coincidences, bound),
                        log_e / std::numbers::ln10,
                        {},
                        {}};
  finding.sentence = fmt::format(
      "{} prompts quote an answer that was issued to another account of the group and never to the one that "
      "brings it; this ties {} pairs of accounts, and {} accounts to each other in sets larger than a "
      "family. "
      "Families and {:.1f} quotations among strangers are allowed in this time; these ties need at least {}.",
      evidence.returns.size(), ties.pairs(), ties.members_beyond_families(), bound, coincidences);
  finding.facts = {{"quotations", static_cast<double>(evidence.returns.size())},
                   {"account_pairs", static_cast<double>(ties.pairs())},
                   {"tied_members", static_cast<double>(ties.members_beyond_families())},
                   {"coincidences_needed", static_cast<double>(coincidences)},
                   {"honest_bound", bound}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "answer_supply",
    "S13",
    Question::run_as_one,
    Maturity::candidate,
    "Answers of one account keep arriving through others",
    "Members are unrelated people and families of up to five accounts: strangers hand each other at most one "
    "answer per account in ten weeks (and at least three in the group).",
    "A fold-1 prompt that quotes an answer issued only to another member (see issued_return) ties the two. "
    "Counted are the coincidences that the tied sets need at least, if they consist of families: "
    "ceil(n / 5) - 1 for a set of n, or its pairs beyond those inside families of five. Poisson tail and a "
    "mixture of Poisson likelihood ratios against the bound.",
    "Evaluation teams and labelling vendors, which are run as one: whether they harvest is the other "
    "question. Friends who quote each other (families are free), viral answers (issued to more than three "
    "accounts do not count).",
    "Answers that are paraphrased before they are used, or used on the account that received them.",
    "gen_ai.input.messages, gen_ai.output.messages",
    &test};

}  // namespace stillwatch::answer_supply
