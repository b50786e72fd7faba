#include "signal/issued_continuation/issued_continuation.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/statistics.h"

namespace stillwatch::issued_continuation {
namespace {

constexpr double kExportsPerAccountWeek = 0.1;
constexpr double kLeastExports = 3.0;
constexpr double kWeekUs = 7.0 * 86'400.0 * 1e6;

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const auto rows = context.table.rows();
  std::set<std::uint64_t> conversations;
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
  for (const Carry& carry : evidence.continuations) {
    conversations.insert(rows[carry.bringer].root);
    pairs.emplace(rows[carry.issuer].account, rows[carry.bringer].account);
  }
  double weeks = 0.0;
  for (const std::uint32_t account : evidence.group->accounts) {
    const auto span = context.table.rows_of(account);
    if (!span.empty()) weeks += static_cast<double>(span.back().time_us - span.front().time_us) / kWeekUs;
  }
  const double bound = std::max(kLeastExports, kExportsPerAccountWeek * weeks);
  const std::uint64_t count = conversations.size();
  const double log_e = poisson_log_e(count, bound);
  SignalFinding finding{std::string(kInfo.name),
                        kInfo.question,
                        true,
                        poisson_upper(count, bound),
                        log_e / std::numbers::ln10,
                        {},
                        {}};
  finding.sentence = fmt::format(
      "{} conversations were continued on an account that never received the answers they hold, over {} "
      "pairs of accounts; "
      "people who share exported conversations are allowed {:.1f} in this time.",
      count, pairs.size(), bound);
  finding.facts = {{"conversations", static_cast<double>(count)},
                   {"account_pairs", static_cast<double>(pairs.size())},
                   {"honest_bound", bound}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{"issued_continuation",
                       "S13",
                       Question::run_as_one,
                       Maturity::candidate,
                       "Conversations continued on another account",
                       "Members share exported conversations as people do: at most one conversation per "
                       "account and ten weeks (and at least "
                       "three for the group) moves to another member.",
                       "Number of fold-1 conversations whose history on one account holds answers issued "
                       "only to another member, each "
                       "conversation once however many continue it; Poisson tail and a mixture of Poisson "
                       "likelihood ratios against the bound.",
                       "People sharing a chat export: one conversation continued by many counts once.",
                       "Pools that never fail over, histories that are rewritten.",
                       "gen_ai.input.messages, gen_ai.output.messages",
                       &test};

}  // namespace stillwatch::issued_continuation
