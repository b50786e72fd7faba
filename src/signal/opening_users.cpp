#include "signal/opening_users.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace stillwatch {
namespace {

constexpr std::size_t kLeastMembers = 4;

bool is_one_of(std::uint64_t opening, const std::vector<std::uint64_t>& openings) {
  return opening != 0 && std::binary_search(openings.begin(), openings.end(), opening);
}

}  // namespace

std::vector<std::uint64_t> openings_of(const SignalContext& context, const Group& group,
                                       std::int64_t before_us) {
  std::map<std::uint64_t, std::set<std::uint32_t>> accounts, members;
  for (std::size_t i = 0; i < group.accounts.size(); ++i) {
    for (const ExchangeRow& row : context.table.rows_of(group.accounts[i])) {
      if (row.opening == 0 || fold_of(row) != 0) continue;
      accounts[row.opening].insert(group.accounts[i]);  // others are held against users of all days
      if (row.time_us >= before_us) continue;
      members[row.opening].insert(group.member(i));
    }
  }
  std::vector<std::uint64_t> openings;
  for (const auto& [opening, users] : accounts) {
    const std::size_t all = context.trace_users.count(opening_trace(opening));
    if (members[opening].size() >= kLeastMembers && 5 * users.size() >= 4 * all) openings.push_back(opening);
  }
  return openings;
}

OpeningUse opening_use(const ExchangeTable& table, std::uint32_t account,
                       const std::vector<std::uint64_t>& openings, std::int64_t from_us) {
  struct Conversation {
    std::size_t requests = 0;
    bool injected = false, before = false;
  };
  std::unordered_map<std::uint64_t, Conversation> conversations;
  for (const ExchangeRow& row : table.rows_of(account)) {
    if (fold_of(row) != 1 || !row.has_new_text() || row.refused()) continue;
    Conversation& conversation = conversations[row.root != 0 ? row.root : row.id];
    ++conversation.requests;
    conversation.before = conversation.before || row.time_us < from_us;
    conversation.injected = conversation.injected || is_one_of(row.opening, openings);
  }
  OpeningUse use;
  for (const auto& [root, conversation] : conversations) {
    if (conversation.before) continue;
    ++use.conversations;
    use.begun += conversation.injected ? 1 : 0;
    use.one_request += conversation.injected && conversation.requests == 1 ? 1 : 0;
  }
  return use;
}

OutsideUsers outside_users(const ExchangeTable& table, const Group& group,
                           const std::vector<std::uint64_t>& openings) {
  OutsideUsers outside;
  for (std::uint32_t a = 0; a < table.account_count(); ++a) {
    if (std::binary_search(group.accounts.begin(), group.accounts.end(), a)) continue;
    const auto rows = table.rows_of(a);
    const bool could_be_linked = std::ranges::any_of(
        rows, [](const ExchangeRow& row) { return fold_of(row) == 0 && row.has_new_text(); });
    if (!could_be_linked) continue;
    const OpeningUse use = opening_use(table, a, openings);
    outside.accounts += use.conversations > 0 ? 1 : 0;
    outside.users += use.mostly() ? 1 : 0;
  }
  return outside;
}

std::size_t busiest_thin_account(const ExchangeTable& table) {
  const auto order = table.accounts_by_starts();
  return order.empty() ? 0 : table.tested_starts_of(order[(order.size() - 1) * 3 / 4]).size();
}

}  // namespace stillwatch
