#include "signal/answer_supply/answer_supply.h"

#include <fmt/format.h>

#include <algorithm>

#include "signal/ties.h"

namespace stillwatch::answer_supply {
namespace {

constexpr double kQuotationsPerAccountWeek = 0.1;
constexpr double kLeastQuotations = 3.0;

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  if (evidence.returns.empty())
    return not_applicable(kInfo, "no prompt of the tested half quotes an answer issued to another member");
  const Ties ties = ties_of(context, *evidence.group, evidence.returns);
  SignalFinding finding =
      tie_finding(kInfo, context, *evidence.group, ties, {kQuotationsPerAccountWeek, kLeastQuotations},
                  "quotations", evidence.returns.size());
  finding.sentence = fmt::format(
      "{} prompts quote an answer that was issued to another account of the group and never to the one that "
      "brings it; this ties {} pairs of accounts, and {} accounts to each other in sets larger than a "
      "family. "
      "Families and {:.1f} quotations among strangers are allowed in this time; these ties need at least {}.",
      evidence.returns.size(), ties.pairs(), ties.members_beyond_families(), fact_of(finding, "honest_bound"),
      ties.beyond_families());
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
