#include "signal/alternation/alternation.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/statistics.h"
#include "signal/rhythm.h"

namespace stillwatch::alternation {
namespace {

using Times = std::vector<std::vector<std::int64_t>>;
constexpr std::uint32_t kMostMembers = 48;
constexpr std::int64_t kShiftUs = 20LL * 60 * 1'000'000;

// Mean rank of the account that gets the next conversation, from 0 (used last) to 1 (least recently used),
// over the starts on accounts that were used before on that day. Two accounts: the share of starts that
// alternate.
double mean_recency_rank(const Times& times) {
  constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::min();
  std::vector<std::int64_t> last(times.size(), kNever);
  double sum = 0.0;
  int count = 0, used = 0;  // accounts used so far
  for (const Event& event : merged(times)) {
    const std::int64_t before = last[event.member];
    if (before == kNever) {
      ++used;
    } else if (used > 1) {
      int later = 0;
      for (const std::int64_t time : last) later += time > before ? 1 : 0;
      sum += static_cast<double>(later) / (used - 1);
      ++count;
    }
    last[event.member] = event.time_us;
  }
  return count > 0 ? sum / count : 0.0;
}

// The member's own gaps in another order, begun up to twenty minutes earlier or later: habits (bursts,
// refractory times, even perfect regularity) stay, the interlocking with others goes.
Times shuffled_gaps(const Times& times, Random& random) {
  Times result(times.size());
  std::vector<std::int64_t> gaps;
  for (std::size_t m = 0; m < times.size(); ++m) {
    if (times[m].empty()) continue;
    gaps.clear();
    for (std::size_t i = 1; i < times[m].size(); ++i) gaps.push_back(times[m][i] - times[m][i - 1]);
    for (std::size_t i = gaps.size(); i > 1; --i) std::swap(gaps[i - 1], gaps[random.below(i)]);
    std::int64_t time = times[m].front() + static_cast<std::int64_t>(random.uniform(-1.0, 1.0) * kShiftUs);
    result[m].push_back(time);
    for (const std::int64_t gap : gaps) result[m].push_back(time += gap);
  }
  return result;
}

bool enough(const Times& times) {
  std::size_t starts = 0, again = 0, active = 0;
  for (const auto& own : times) {
    starts += own.size();
    active += own.empty() ? 0 : 1;
    again += own.size() > 1 ? own.size() - 1 : 0;
  }
  return active >= 2 && starts >= 10 && again >= 6;
}

SignalFinding test(const SignalContext& /*context*/, const GroupEvidence& evidence) {
  std::vector<Event> events;
  for (const ConversationStart& start : evidence.starts) events.push_back({start.time_us, start.member});
  const auto days = rhythm_days(events, evidence.group->member_count(), kMostMembers);
  const SurrogateTest result =
      surrogate_test(days, Random(evidence.seed ^ 0x616c74ULL), enough, mean_recency_rank, shuffled_gaps);
  if (result.days == 0)
    return not_applicable(kInfo, "no day with ten conversation starts on two accounts, six of them repeated");
  SignalFinding finding{std::string(kInfo.name),
                        kInfo.question,
                        true,
                        p_of_log_e(result.log_e),
                        result.log_e / std::numbers::ln10,
                        {},
                        {}};
  finding.sentence = fmt::format(
      "The next conversation goes to an account that {:.0f} % of the other accounts were used after ({} "
      "days); with the same "
      "habits and no common dispatcher it would be {:.0f} %. A pool that always takes the least recently "
      "used account gives "
      "100 %.",
      100 * result.observed, result.days, 100 * result.expected);
  finding.facts = {{"recency_rank", result.observed},
                   {"expected_rank", result.expected},
                   {"days", static_cast<double>(result.days)}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "alternation",
    "S11",
    Question::run_as_one,
    Maturity::candidate,
    "Conversations alternate between accounts (least recently used first)",
    "Members act independently of each other within a day: each keeps its own habit (any distribution of its "
    "gaps) and the "
    "order between members is chance.",
    "Mean recency rank of the account that gets the next conversation, per day, among the 48 busiest "
    "members; up to 999 surrogates "
    "in which each member's gaps are shuffled and its day shifted by up to 20 minutes; the day's p-value is "
    "calibrated to an "
    "e-value, days multiply; p = 1/e. With two accounts this is the runs test on their starts.",
    "People with refractory times and cron jobs of equal period alternate too: surrogates keep each member's "
    "own gaps, and "
    "accounts that run by the clock are left out.",
    "Random or sticky choice of the account, pools larger than their daily traffic.",
    "gen_ai.input.messages",
    &test};

}  // namespace stillwatch::alternation
