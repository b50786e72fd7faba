#include "signal/hand_off/hand_off.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/statistics.h"
#include "signal/operation_events.h"
#include "signal/ties.h"

namespace stillwatch::hand_off {
namespace {

constexpr double kBase = 1.0;          // coincidences allowed to any group
constexpr double kPerRefusal = 0.001;  // further ones, for each refusal

std::uint64_t refusals_of(const SignalContext& context, const Group& group, std::int64_t from_us) {
  std::uint64_t refusals = 0;
  for (const std::uint32_t account : group.accounts) {
    for (const ExchangeRow& row : context.table.rows_of(account))
      refusals += row.root != 0 && fold_of(row) == 1 && row.refused() && row.time_us >= from_us ? 1 : 0;
  }
  return refusals;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const Group& group = *evidence.group;
  const auto rows = context.table.rows();
  const std::uint64_t refusals = refusals_of(context, group, evidence.from_us);
  if (refusals == 0) return not_applicable(kInfo, "no refused requests (401, 403, 429) in the tested half");
  const std::vector<RowPair> handed_off = hand_offs(context, group, evidence.from_us);
  Ties ties(group.member_count());
  std::vector<double> waits_s;
  for (const RowPair& pair : handed_off) {
    const ExchangeRow &refused = rows[pair.first], &taken_up = rows[pair.second];
    ties.add(group.member_with(refused.account), group.member_with(taken_up.account));
    waits_s.push_back(static_cast<double>(taken_up.time_us - refused.time_us) / 1e6);
  }
  const double bound = kBase + kPerRefusal * static_cast<double>(refusals);
  const std::uint64_t coincidences = ties.beyond_families();
  const double log_e = poisson_log_e(coincidences, bound);
  SignalFinding finding{std::string(kInfo.name),
                        kInfo.question,
                        true,
                        poisson_upper(coincidences, bound),
                        log_e / std::numbers::ln10,
                        {},
                        {}};
  double median = 0.0;
  if (!waits_s.empty()) {
    std::nth_element(waits_s.begin(), waits_s.begin() + static_cast<std::ptrdiff_t>(waits_s.size() / 2),
                     waits_s.end());
    median = waits_s[waits_s.size() / 2];
  }
  finding.sentence = fmt::format(
      "After {} refusals (401, 403, 429), {} conversations went on at another account of the group within "
      "two "
      "minutes (median {:.1f} s), which ties {} accounts to each other in sets larger than a family. "
      "Families and "
      "{:.1f} coincidences are allowed; these ties need at least {}.",
      refusals, handed_off.size(), median, ties.members_beyond_families(), bound, coincidences);
  finding.facts = {{"refusals", static_cast<double>(refusals)},
                   {"handed_off", static_cast<double>(handed_off.size())},
                   {"account_pairs", static_cast<double>(ties.pairs())},
                   {"tied_members", static_cast<double>(ties.members_beyond_families())},
                   {"coincidences_needed", static_cast<double>(coincidences)},
                   {"median_s", median},
                   {"honest_bound", bound}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "hand_off",
    "S19",
    Question::run_as_one,
    Maturity::candidate,
    "Conversations handed off after a refusal",
    "Members are unrelated people and families of up to five accounts: that a refused "
    "conversation goes on at a stranger's account within two minutes is coincidence, at most "
    "one in the group and one more per thousand refusals.",
    "Fold-1 conversations that were refused (401, 403, 429) on one member and continued on "
    "another within 120 s tie the two (conversations on more than three accounts are public "
    "questions and do not). Counted are the coincidences that the tied sets need at least, if "
    "they consist of families: ceil(n / 5) - 1 for a set of n. Poisson tail and likelihood "
    "ratio.",
    "One person with several keys does exactly this: up to five accounts are free, and a pair "
    "counts once however often it happens.",
    "Pools that wait before they fail over, or that drop the refused request.",
    "http.response.status_code, gen_ai.input.messages",
    &test};

}  // namespace stillwatch::hand_off
