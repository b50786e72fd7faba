#include "signal/early_turns.h"

#include <algorithm>
#include <array>
#include <span>
#include <tuple>

#include "base/key_numbers.h"
#include "base/statistics.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kClockUs = 1'000'000;  // by which the times of two log lines may be wrong
constexpr std::int64_t kTookUnitUs = 100'000;

// A request that we answered at some length (shorter answers do not count in histories either), and how many
// answers its history holds. By conversation rows lie anywhere in the table: what is needed of them is here.
struct Asked {
  std::uint64_t root = 0;
  std::uint32_t depth = 0, row = 0;
  std::int64_t time_us = 0;
  std::uint32_t account = 0;
  std::uint16_t took_ds = 0;
  [[nodiscard]] std::int64_t answered_us() const { return time_us + took_ds * kTookUnitUs; }
  bool operator<(const Asked& other) const {
    return std::tie(root, depth, row) < std::tie(other.root, other.depth, other.row);
  }
};

// By conversation, depth and row.
std::vector<Asked> asked_in(const SignalContext& context, const Group& group, std::int64_t from_us) {
  std::vector<Asked> asked;
  KeyNumbers begun_before;
  for (const std::uint32_t account : group.accounts) {
    for (const ExchangeRow& row : context.table.rows_of(account)) {
      if (row.root == 0) continue;
      if (row.time_us < from_us) begun_before.number(row.root);
      if (row.issued != 0)
        asked.push_back(
            {row.root, row.histories, context.table.index_of(row), row.time_us, row.account, row.took_ds});
    }
  }
  if (begun_before.size() > 0) {
    std::erase_if(asked, [&](const Asked& a) { return begun_before.find(a.root) != KeyNumbers::kNone; });
  }
  std::sort(asked.begin(), asked.end());
  return asked;
}

// One conversation's requests by depth.
using Turns = std::array<std::span<const Asked>, kMaxHistories + 1>;

Turns turns_of(std::span<const Asked> conversation) {
  Turns turns;
  for (std::size_t depth = 0, at = 0; depth < turns.size(); ++depth) {
    std::size_t end = at;
    while (end < conversation.size() && conversation[end].depth == depth) ++end;
    turns[depth] = conversation.subspan(at, end - at);
    at = end;
  }
  return turns;
}

// When the first of these requests that began before `time_us` had its answer; none began: INT64_MIN.
std::int64_t answered_us(std::span<const Asked> asked, std::int64_t time_us) {
  std::int64_t first_us = INT64_MAX;
  bool any = false;
  for (const Asked& a : asked) {
    if (a.time_us >= time_us) continue;
    any = true;
    first_us = std::min(first_us, a.answered_us());
  }
  return any ? first_us : INT64_MIN;
}

// Calls visit(asked, early) for the conversation's requests that go on from a turn that the group asked.
template <class Visit>
void for_each_next(const Turns& turns, const Visit& visit) {
  // Begun twice: two conversations with the same first words cannot be told apart.
  if (turns[0].size() > 1) return;
  for (std::size_t depth = 1; depth <= kMaxHistories; ++depth) {
    std::span<const Asked> next = turns[depth];
    if (depth == kMaxHistories && next.size() > 1) {
      // or deeper: only the first goes on from the turn before
      const auto first = std::min_element(next.begin(), next.end(), [&](const Asked& a, const Asked& b) {
        return a.time_us != b.time_us ? a.time_us < b.time_us : a.row < b.row;
      });
      next = next.subspan(static_cast<std::size_t>(first - next.begin()), 1);
    }
    for (const Asked& a : next) {
      const std::int64_t known_us = answered_us(turns[depth - 1], a.time_us);
      if (known_us != INT64_MIN) visit(a, a.time_us + kClockUs < known_us);
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
  const std::vector<Asked> asked = asked_in(context, group, from_us);
  for (std::size_t begin = 0, end = 0; begin < asked.size(); begin = end) {
    while (end < asked.size() && asked[end].root == asked[begin].root) ++end;
    const Turns conversation = turns_of(std::span(asked).subspan(begin, end - begin));
    for_each_next(conversation, [&](const Asked& a, bool is_early) {
      shares.add(group.member_with(a.account), is_early);
      ++turns.requests;
      turns.early += is_early ? 1 : 0;
    });
  }
  turns.shares = shares.values();
  return turns;
}

}  // namespace stillwatch
