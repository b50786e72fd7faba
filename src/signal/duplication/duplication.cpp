#include "signal/duplication/duplication.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "base/random.h"
#include "base/statistics.h"

namespace stillwatch::duplication {
namespace {

constexpr std::size_t kMostStarts = 2000;
constexpr std::size_t kLeastStarts = 40;
constexpr int kDraws = 199;

using Prompts = std::vector<std::pair<std::uint64_t, std::uint32_t>>;  // prompt, account

// Conversation starts whose prompt some other account of the same set asks as well.
std::size_t shared_starts(Prompts& prompts) {
  std::sort(prompts.begin(), prompts.end());
  std::size_t shared = 0;
  for (std::size_t i = 0; i < prompts.size();) {
    std::size_t end = i;
    while (end < prompts.size() && prompts[end].first == prompts[i].first) ++end;
    if (prompts[end - 1].second != prompts[i].second) shared += end - i;
    i = end;
  }
  return shared;
}

void add_starts(const SignalContext& context, std::uint32_t account, Prompts& prompts) {
  for (const std::uint64_t prompt : context.table.tested_starts_of(account))
    prompts.emplace_back(prompt, account);
}

// Accounts in a random order until `starts` conversations are gathered; the last account is cut.
Prompts draw(const SignalContext& context, const std::vector<std::uint32_t>& pool, std::size_t starts,
             Random& random) {
  Prompts prompts;
  for (std::size_t tries = 0; prompts.size() < starts && tries < 50 * starts; ++tries) {
    add_starts(context, pool[random.below(pool.size())], prompts);
  }
  if (prompts.size() > starts) prompts.resize(starts);
  return prompts;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const auto& members = evidence.group->accounts;
  Random random(evidence.seed ^ 0x6475706cULL);
  std::vector<std::uint32_t> order = members;
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  Prompts prompts;
  for (const std::uint32_t account : order) {
    if (prompts.size() < kMostStarts) add_starts(context, account, prompts);
  }
  if (prompts.size() > kMostStarts) prompts.resize(kMostStarts);
  const std::size_t starts = prompts.size();
  if (starts < kLeastStarts)
    return not_applicable(kInfo, fmt::format("{} conversation starts; {} are needed", starts, kLeastStarts));
  std::vector<std::uint32_t> others;
  for (std::uint32_t a = 0; a < context.table.account_count(); ++a) {
    if (!std::binary_search(members.begin(), members.end(), a)) others.push_back(a);
  }
  if (others.size() < 4 * members.size()) {
    return not_applicable(kInfo, "the group dominates the log: too few other accounts to compare with");
  }
  const std::size_t observed = shared_starts(prompts);
  int fewer = 0, more = 0;
  double mean = 0.0;
  for (int i = 0; i < kDraws; ++i) {
    Prompts drawn = draw(context, others, starts, random);
    const std::size_t shared = shared_starts(drawn);
    mean += static_cast<double>(shared) / kDraws;
    fewer += shared <= observed ? 1 : 0;
    more += shared >= observed ? 1 : 0;
  }
  const double p_deficit = (1.0 + fewer) / (1.0 + kDraws);
  const double p_excess = (1.0 + more) / (1.0 + kDraws);
  SignalFinding finding{std::string(kInfo.name),
                        kInfo.question,
                        true,
                        p_deficit,
                        calibrated_log_e(p_deficit) / std::numbers::ln10,
                        {},
                        {}};
  const double share = static_cast<double>(observed) / static_cast<double>(starts);
  finding.sentence = fmt::format(
      "{:.1f} % of {} conversation starts ask, word for word, what another account of the group asks; in {} "
      "sets of other "
      "accounts of the same size it is {:.1f} %. {}",
      100 * share, starts, kDraws, 100 * mean / static_cast<double>(starts),
      p_deficit <= 0.05  ? "So few coincidences are consistent with one corpus that was partitioned."
      : p_excess <= 0.05 ? "So many coincidences are consistent with a class, an evaluation or one corpus "
                           "asked several times; "
                           "they are shown, and not counted as evidence."
                         : "That is what unrelated people would show.");
  finding.facts = {{"share", share},
                   {"expected_share", mean / static_cast<double>(starts)},
                   {"starts", static_cast<double>(starts)},
                   {"p_deficit", p_deficit},
                   {"p_excess", p_excess}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "duplication",
    "dup",
    Question::run_as_one,
    Maturity::candidate,
    "One corpus partitioned, or asked several times",
    "Members coincide in what they ask, word for word, as often as other accounts of the log do.",
    "Share of fold-1 conversation starts whose prompt another member asks too, against 199 random sets of "
    "other accounts with "
    "as many starts; both tails are shown. Only the deficit is evidence (p, and e by the mixture calibrator "
    "of its p): "
    "groups that were "
    "selected for being alike coincide more often, not less, so the deficit is on the safe side.",
    "Enterprises and CI fleets never repeat themselves either. The excess is what classrooms, benchmarks and "
    "evaluations show.",
    "Logs in which honest people never coincide (then a deficit cannot exist); campaigns that mix in popular "
    "questions.",
    "gen_ai.input.messages",
    &test};

}  // namespace stillwatch::duplication
