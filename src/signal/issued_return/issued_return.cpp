#include "signal/issued_return/issued_return.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <vector>

#include "base/statistics.h"
#include "signal/shares_by_member.h"

namespace stillwatch::issued_return {
namespace {

constexpr double kHonestShare =
    0.1;  // of requests that quote an answer of another account, or are quoted there

// Members that are tied by returns, as sets: two teams that use the same benchmark are two teams.
class Teams {
 public:
  Teams(const SignalContext& context, const GroupEvidence& evidence)
      : parent_(evidence.group->member_count()), size_(parent_.size(), 1) {
    std::iota(parent_.begin(), parent_.end(), 0U);
    const auto member = [&](std::uint32_t row) {
      return evidence.group->member_with(context.table.rows()[row].account);
    };
    for (const Carry& carry : evidence.returns) join(member(carry.issuer), member(carry.bringer));
  }
  [[nodiscard]] std::uint32_t size_of(std::uint32_t member) { return size_[root(member)]; }

 private:
  std::uint32_t root(std::uint32_t m) {
    while (parent_[m] != m) m = parent_[m] = parent_[parent_[m]];
    return m;
  }
  void join(std::uint32_t a, std::uint32_t b) {
    a = root(a);
    b = root(b);
    if (a == b) return;
    parent_[a] = b;
    size_[b] += size_[a];
  }
  std::vector<std::uint32_t> parent_, size_;
};

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  if (evidence.tested.empty()) return not_applicable(kInfo, "no requests to test");
  const auto rows = context.table.rows();
  std::set<std::uint32_t> bringers;  // rows
  std::set<std::uint32_t> issuers;   // rows: each issued answer counts once
  std::set<std::uint32_t> counted;   // bringing rows
  std::uint64_t grading = 0;
  for (const Carry& carry : evidence.returns) {
    if (!issuers.insert(carry.issuer).second) continue;
    counted.insert(carry.bringer);
    bringers.insert(rows[carry.bringer].account);
    grading += (rows[carry.bringer].flags & kAsksForGrading) != 0 ? 1 : 0;
  }
  Teams teams(context, evidence);
  SharesByMember by_member(evidence.group->member_count());
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const std::uint32_t member = evidence.member_of_tested[i];
    const std::uint32_t row = evidence.tested[i];
    by_member.add(member,
                  teams.size_of(member) > kHonestTeam && (counted.contains(row) || issuers.contains(row)));
  }
  const std::vector<double> values = by_member.values();
  if (values.size() <= kHonestTeam) {
    return not_applicable(
        kInfo, fmt::format("{} members have requests to test; a team of up to {} is forgiven", values.size(),
                           kHonestTeam));
  }
  const auto [members, mean, log_e] = bet_against(values, kHonestShare);
  SignalFinding finding = finding_by_e(kInfo, log_e);
  finding.sentence = fmt::format(
      "{} prompt{} of {} account{} quote{} an answer that was issued to another account of the group and "
      "never to the one that brings it ({} of them ask for a grade or a ranking); {:.1f} % of an account's "
      "tested "
      "requests on average quote or are quoted so. Honest groups are allowed {:.0f} %.",
      counted.size(), counted.size() == 1 ? "" : "s", bringers.size(), bringers.size() == 1 ? "" : "s",
      counted.size() == 1 ? "s" : "", grading, 100 * mean, 100 * kHonestShare);
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
    "Members pass our answers on as people do (a quotation, a second opinion): apart from fifteen members "
    "(an evaluation team) on average at most 10 % of an account's requests quote an answer that was issued "
    "only "
    "to other accounts, each answer counted once, or were answered by what another account quotes.",
    "An answer returns when at least two winnowed fingerprints of it, and two in five of those kept, stand "
    "in a prompt of an account that it was never issued to, after it was issued, and nobody had them in a "
    "prompt "
    "before. Fold 1 only; both ends inside the group. The share of each account's requests that bring or "
    "issue "
    "such an answer is a value in [0, 1] (0 for accounts that returns tie to at most fourteen others: a "
    "team); "
    "the e-value is a bet against a mean of 10 % after the fifteen largest values are left out, p = 1/e.",
    "Evaluation teams that grade their own answers across accounts (few accounts, one declared organisation: "
    "a single "
    "customer to review), colleagues who pass answers on.",
    "Answers that are paraphrased before they are graded, quotations of fewer than 55 words, grading on the "
    "account that "
    "the answer was issued to, or at another provider.",
    "gen_ai.input.messages, gen_ai.output.messages",
    &test};

}  // namespace stillwatch::issued_return
