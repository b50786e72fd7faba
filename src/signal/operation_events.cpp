#include "signal/operation_events.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>

namespace stillwatch {
namespace {

constexpr std::size_t kMostMembers = 3;  // a conversation on more is a public question

struct Turn {
  std::uint64_t root = 0;
  std::int64_t time_us = 0;
  std::uint32_t member = 0, row = 0;
  bool refused = false;
};

// By conversation and time.
std::vector<Turn> turns_of(const SignalContext& context, const Group& group, std::int64_t from_us) {
  std::vector<Turn> turns;
  for (std::size_t i = 0; i < group.accounts.size(); ++i) {
    for (const ExchangeRow& row : context.table.rows_of(group.accounts[i])) {
      if (row.root == 0 || fold_of(row) != 1 || row.time_us < from_us) continue;
      turns.push_back({row.root, row.time_us, group.member(i), context.table.index_of(row), row.refused()});
    }
  }
  std::sort(turns.begin(), turns.end(), [](const Turn& a, const Turn& b) {
    if (a.root != b.root) return a.root < b.root;
    if (a.time_us != b.time_us) return a.time_us < b.time_us;
    return a.member != b.member ? a.member < b.member : a.row < b.row;
  });
  return turns;
}

// The first refusal of one conversation after which it went on at another member in time.
std::optional<RowPair> hand_off_of(std::span<const Turn> conversation) {
  std::set<std::uint32_t> members;
  for (const Turn& turn : conversation) members.insert(turn.member);
  if (members.size() < 2 || members.size() > kMostMembers) return std::nullopt;
  for (std::size_t a = 0; a < conversation.size(); ++a) {
    if (!conversation[a].refused) continue;
    for (std::size_t b = a + 1; b < conversation.size(); ++b) {
      if (conversation[b].time_us - conversation[a].time_us > kHandOffUs) break;
      if (conversation[b].member != conversation[a].member)
        return RowPair{conversation[a].row, conversation[b].row};
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<RowPair> hand_offs(const SignalContext& context, const Group& group, std::int64_t from_us) {
  const std::vector<Turn> turns = turns_of(context, group, from_us);
  std::vector<RowPair> pairs;
  for (std::size_t i = 0; i < turns.size();) {
    std::size_t end = i;
    while (end < turns.size() && turns[end].root == turns[i].root) ++end;
    if (const auto pair = hand_off_of(std::span(turns).subspan(i, end - i))) pairs.push_back(*pair);
    i = end;
  }
  std::sort(pairs.begin(), pairs.end(), [](const RowPair& a, const RowPair& b) { return a.first < b.first; });
  return pairs;
}

std::vector<RowPair> starts_together(const GroupEvidence& evidence) {
  std::vector<ConversationStart> starts;
  for (const ConversationStart& start : evidence.starts) {
    if (!near_full_minute(start.time_us)) starts.push_back(start);
  }
  std::vector<RowPair> pairs;
  for (std::size_t i = 1; i < starts.size(); ++i) {
    if (starts[i].member != starts[i - 1].member && starts[i].time_us - starts[i - 1].time_us <= kTogetherUs)
      pairs.push_back({starts[i - 1].row, starts[i].row});
  }
  return pairs;
}

double account_weeks(const SignalContext& context, const Group& group) {
  constexpr double kWeekUs = 7.0 * 86'400.0 * 1e6;
  double weeks = 0.0;
  for (const std::uint32_t account : group.accounts) {
    const auto span = context.table.rows_of(account);
    if (!span.empty()) weeks += static_cast<double>(span.back().time_us - span.front().time_us) / kWeekUs;
  }
  return weeks;
}

}  // namespace stillwatch
