#include "signal/issued_return/issued_return.h"

#include <fmt/format.h>

#include <set>

#include "base/statistics.h"

namespace stillwatch::issued_return {
namespace {

constexpr double kHonestShare = 0.05;

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  if (evidence.tested.empty()) return not_applicable(kInfo, "no requests to test");
  const auto rows = context.table.rows();
  std::set<std::uint32_t> bringers;  // rows
  std::set<std::uint32_t> issuers;   // rows: each issued answer counts once
  std::set<std::uint32_t> counted;
  std::uint64_t grading = 0;
  for (const Carry& carry : evidence.returns) {
    if (!issuers.insert(carry.issuer).second) continue;
    counted.insert(carry.bringer);
    bringers.insert(rows[carry.bringer].account);
    grading += (rows[carry.bringer].flags & kAsksForGrading) != 0 ? 1 : 0;
  }
  std::vector<double> asked(evidence.group->member_count(), 0.0), brought(asked.size(), 0.0);
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const std::uint32_t member = evidence.member_of_tested[i];
    asked[member] += 1.0;
    brought[member] += counted.count(evidence.tested[i]) != 0 ? 1.0 : 0.0;
  }
  std::vector<double> values;
  double mean = 0.0;
  for (std::size_t m = 0; m < asked.size(); ++m) {
    if (asked[m] > 0) values.push_back(brought[m] / asked[m]);
  }
  for (const double value : values) mean += value / static_cast<double>(values.size());
  if (values.size() < 2) return not_applicable(kInfo, "fewer than two accounts have requests to test");
  const double log_e = bounded_mean_log_e(values, kHonestShare);
  SignalFinding finding{
      std::string(kInfo.name), kInfo.question, true, p_of_log_e(log_e), log_e / std::numbers::ln10, {}, {}};
  finding.sentence = fmt::format(
      "{} prompts of {} accounts quote an answer that was issued to another account of the group and never "
      "to the one that "
      "brings it ({:.1f} % of an account's tested requests on average; {} of them ask for a grade or a "
      "ranking). Honest "
      "groups are allowed {:.0f} %.",
      counted.size(), bringers.size(), 100 * mean, grading, 100 * kHonestShare);
  finding.facts = {{"returns", static_cast<double>(counted.size())},
                   {"bringing_accounts", static_cast<double>(bringers.size())},
                   {"asking_for_grades", static_cast<double>(grading)},
                   {"mean_share", mean},
                   {"honest_share", kHonestShare}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "issued_return",
    "S05, S06",
    Question::harvest,
    Maturity::candidate,
    "Issued text returned inside another account's prompt",
    "Members pass our answers on as people do (a quotation, a second opinion): on average at most 5 % of an "
    "account's "
    "requests quote an answer that was issued only to other accounts, each answer counted once.",
    "An answer returns when at least two winnowed fingerprints of it stand in a prompt of an account that it "
    "was never issued "
    "to, after it was issued, and nobody had them in a prompt before. Fold 1 only; both ends inside the "
    "group. The share of "
    "each account is a value in [0, 1]; the e-value is a bet against a mean of 5 %, p = 1/e.",
    "Evaluation teams that grade their own answers across accounts (few accounts, one declared organisation: "
    "a single "
    "customer to review), colleagues who pass answers on.",
    "Answers that are paraphrased before they are graded, quotations of fewer than 55 words, grading on the "
    "account that "
    "the answer was issued to, or at another provider.",
    "gen_ai.input.messages, gen_ai.output.messages",
    &test};

}  // namespace stillwatch::issued_return
