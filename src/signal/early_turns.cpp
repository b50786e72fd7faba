#include "signal/early_turns.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>

#include "base/statistics.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kClockUs = 1'000'000;  // by which the times of two log lines may be wrong
constexpr std::int64_t kTookUnitUs = 100'000;

// One conversation: its requests that we answered at some length (shorter answers do not count in histories
// either) by how many answers their history holds.
struct Turns {
  std::array<std::vector<std::uint32_t>, kMaxHistories + 1> at_depth;  // rows
};
using Conversations = std::unordered_map<std::uint64_t, Turns>;

Conversations conversations_of(const SignalContext& context, const Group& group, std::int64_t from_us) {
  Conversations conversations;
  std::unordered_set<std::uint64_t> begun_before;
  for (const std::uint32_t account : group.accounts) {
    for (const ExchangeRow& row : context.table.rows_of(account)) {
      if (row.root == 0) continue;
      if (row.time_us < from_us) begun_before.insert(row.root);
      if (row.issued != 0)
        conversations[row.root].at_depth[row.histories].push_back(context.table.index_of(row));
    }
  }
  for (const std::uint64_t root : begun_before) conversations.erase(root);
  return conversations;
}

// When the first of these requests that began before `time_us` had its answer; none began: INT64_MIN.
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

// Calls visit(row, early) for the conversation's requests that go on from a turn that the group asked.
template <class Visit>
void for_each_next(std::span<const ExchangeRow> rows, const Turns& turns, const Visit& visit) {
  // Begun twice: two conversations with the same first words cannot be told apart.
  if (turns.at_depth[0].size() > 1) return;
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
      if (known_us != INT64_MIN) visit(rows[r], rows[r].time_us + kClockUs < known_us);
    }
  }
}

bool says_when_answered(const SignalContext& context, const Group& group) {
  return std::any_of(group.accounts.begin(), group.accounts.end(), [&](std::uint32_t account) {
    const auto rows = context.table.rows_of(account);
    return std::any_of(rows.begin(), rows.end(), [](const ExchangeRow& row) { return row.took_ds > 0; });
  });
}

}  // namespace

double EarlyTurns::log_e() const {
  if (!says_when_answered || shares.size() <= kHonestTeam) return 0.0;
  return forgiving_mean_log_e(shares, kHonestEarlyShare, kHonestTeam);
}

EarlyTurns early_turns(const SignalContext& context, const Group& group, std::int64_t from_us) {
  EarlyTurns turns;
  turns.says_when_answered = says_when_answered(context, group);
  if (!turns.says_when_answered) return turns;
  SharesByMember shares(group.member_count());
  for (const auto& [root, conversation] : conversations_of(context, group, from_us)) {
    for_each_next(context.table.rows(), conversation, [&](const ExchangeRow& row, bool is_early) {
      shares.add(group.member_with(row.account), is_early);
      ++turns.requests;
      turns.early += is_early ? 1 : 0;
    });
  }
  turns.shares = shares.values();
  return turns;
}

}  // namespace stillwatch
