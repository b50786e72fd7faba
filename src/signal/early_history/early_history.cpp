#include "signal/early_history/early_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/statistics.h"

namespace stillwatch::early_history {
namespace {

constexpr double kHonestShare = 0.02;
constexpr std::size_t kHonestTeam = 15;
constexpr std::int64_t kClockUs = 1'000'000;  // by which the times of two log lines may be wrong
constexpr std::int64_t kTookUnitUs = 100'000;

// One conversation: its requests that we answered at some length (shorter answers do not count in histories
// either) by how many answers their history holds.
struct Turns {
  std::array<std::vector<std::uint32_t>, kMaxHistories + 1> at_depth;  // rows
};

std::unordered_map<std::uint64_t, Turns> conversations_of(const SignalContext& context,
                                                          const GroupEvidence& evidence) {
  std::unordered_map<std::uint64_t, Turns> conversations;
  std::unordered_set<std::uint64_t> begun_before;
  for (const std::uint32_t account : evidence.group->accounts) {
    for (const ExchangeRow& row : context.table.rows_of(account)) {
      if (row.root == 0 || fold_of(row) != 1) continue;
      if (row.time_us < evidence.from_us) begun_before.insert(row.root);
      if (row.issued != 0)
        conversations[row.root].at_depth[row.histories].push_back(context.table.index_of(row));
    }
  }
  for (const std::uint64_t root : begun_before) conversations.erase(root);
  return conversations;
}

// When the first of these rows that began before `time_us` had its answer; nothing began: INT64_MIN.
std::int64_t answered_us(std::span<const ExchangeRow> rows, const std::vector<std::uint32_t>& asked,
                         std::int64_t time_us) {
  std::int64_t first_us = INT64_MAX;
  bool any = false;
  for (const std::uint32_t r : asked) {
    if (rows[r].time_us >= time_us) continue;
    any = true;
    first_us = std::min(first_us, rows[r].time_us + rows[r].took_ds * kTookUnitUs);
  }
  return any ? first_us : INT64_MIN;
}

struct Counts {
  std::vector<double> early, all;  // by member: requests that go on with a conversation
};

bool says_when_answered(const SignalContext& context, const Group& group) {
  return std::any_of(group.accounts.begin(), group.accounts.end(), [&](std::uint32_t account) {
    const auto rows = context.table.rows_of(account);
    return std::any_of(rows.begin(), rows.end(), [](const ExchangeRow& row) { return row.took_ds > 0; });
  });
}

void count_turns(const SignalContext& context, const GroupEvidence& evidence, const Turns& turns,
                 Counts& counts) {
  // Begun twice: two conversations with the same first words cannot be told apart.
  if (turns.at_depth[0].size() > 1) return;
  const auto rows = context.table.rows();
  for (std::size_t depth = 1; depth <= kMaxHistories; ++depth) {
    std::vector<std::uint32_t> next = turns.at_depth[depth];
    if (depth == kMaxHistories &&
        next.size() > 1) {  // or deeper: only the first goes on from the turn before
      next = {*std::min_element(next.begin(), next.end(), [&](std::uint32_t a, std::uint32_t b) {
        return rows[a].time_us != rows[b].time_us ? rows[a].time_us < rows[b].time_us : a < b;
      })};
    }
    for (const std::uint32_t r : next) {
      const std::int64_t known_us = answered_us(rows, turns.at_depth[depth - 1], rows[r].time_us);
      if (known_us == INT64_MIN) continue;
      const std::uint32_t member = evidence.group->member_with(rows[r].account);
      counts.all[member] += 1.0;
      counts.early[member] += rows[r].time_us + kClockUs < known_us ? 1.0 : 0.0;
    }
  }
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  if (!says_when_answered(context, *evidence.group))
    return not_applicable(kInfo, "the log does not say when answers were complete");
  const std::size_t members = evidence.group->member_count();
  Counts counts{std::vector<double>(members, 0.0), std::vector<double>(members, 0.0)};
  for (const auto& [root, turns] : conversations_of(context, evidence))
    count_turns(context, evidence, turns, counts);
  std::vector<double> shares;
  for (std::size_t m = 0; m < members; ++m) {
    if (counts.all[m] > 0) shares.push_back(counts.early[m] / counts.all[m]);
  }
  if (shares.size() <= kHonestTeam) {
    return not_applicable(
        kInfo, fmt::format("{} members go on with conversations in which we were asked the turn before; "
                           "a team of up to {} is forgiven",
                           shares.size(), kHonestTeam));
  }
  const double log_e = forgiving_mean_log_e(shares, kHonestShare, kHonestTeam);
  const double mean = std::accumulate(shares.begin(), shares.end(), 0.0) / static_cast<double>(shares.size());
  const double early = std::accumulate(counts.early.begin(), counts.early.end(), 0.0);
  const double all = std::accumulate(counts.all.begin(), counts.all.end(), 0.0);
  SignalFinding finding{
      std::string(kInfo.name), kInfo.question, true, p_of_log_e(log_e), log_e / std::numbers::ln10, {}, {}};
  finding.sentence = fmt::format(
      "{:.0f} of {:.0f} requests that go on with a conversation ({:.1f} % per account on average over {} "
      "accounts) "
      "arrived, with an answer to the turn before in their history, at least a second before our answer to "
      "that turn "
      "was complete: the history is not ours. Honest groups are allowed {:.0f} %.",
      early, all, 100 * mean, shares.size(), 100 * kHonestShare);
  finding.facts = {{"requests", all},
                   {"early", early},
                   {"accounts", static_cast<double>(shares.size())},
                   {"mean_share", mean},
                   {"honest_share", kHonestShare}};
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
    "Requests of fold 1 with n answers in their history, in conversations (known by their first user turn, "
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
    "evaluation that gives a fixed history with every turn looks the same; a team of fifteen keys is "
    "forgiven, and "
    "one declared organisation is a single customer to review.",
    "Replays that wait for each answer before they send the next turn, or leave so much time between the "
    "turns that "
    "few overlap; logs without end times; turns beyond the fourth answer.",
    "time, time_end, gen_ai.input.messages",
    &test};

}  // namespace stillwatch::early_history
