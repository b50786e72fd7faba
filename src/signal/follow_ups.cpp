#include "signal/follow_ups.h"

#include <algorithm>
#include <map>
#include <unordered_map>

namespace stillwatch {
namespace {

struct Answers {  // of ours in one conversation
  std::int64_t first_us = INT64_MAX;
  std::vector<std::uint64_t> issued;
};

using Conversations = std::unordered_map<std::uint64_t, Answers>;

Conversations answered_conversations(const SignalContext& context, const Group& group, std::int64_t from_us) {
  Conversations conversations;
  std::vector<std::uint64_t> begun_before;
  for (const std::uint32_t account : group.accounts) {
    for (const ExchangeRow& row : context.table.rows_of(account)) {
      if (row.root == 0 || fold_of(row) != 1) continue;
      if (row.time_us < from_us) begun_before.push_back(row.root);
      if (row.issued == 0) continue;
      Answers& answers = conversations[row.root];
      answers.first_us = std::min(answers.first_us, row.time_us);
      answers.issued.push_back(row.issued);
    }
  }
  for (const std::uint64_t root : begun_before) conversations.erase(root);
  for (auto& [root, answers] : conversations) std::sort(answers.issued.begin(), answers.issued.end());
  return conversations;
}

bool holds_one(std::span<const std::uint64_t> history, const Answers& answers) {
  return std::any_of(history.begin(), history.end(), [&](std::uint64_t turn) {
    return std::binary_search(answers.issued.begin(), answers.issued.end(), turn);
  });
}

}  // namespace

std::vector<FollowUp> follow_ups(const SignalContext& context, const Group& group, std::int64_t from_us) {
  const Conversations conversations = answered_conversations(context, group, from_us);
  std::vector<FollowUp> found;
  std::map<std::uint64_t, std::size_t> of_account;  // conversation -> place in `found`
  for (const std::uint32_t account : group.accounts) {
    of_account.clear();
    for (const ExchangeRow& row : context.table.rows_of(account)) {
      if (row.root == 0 || row.histories == 0 || fold_of(row) != 1) continue;
      const auto answers = conversations.find(row.root);
      if (answers == conversations.end() || answers->second.first_us >= row.time_us) continue;
      const auto [at, fresh] = of_account.try_emplace(row.root, found.size());
      if (fresh) found.push_back({account, context.table.index_of(row), false});
      FollowUp& follow_up = found[at->second];
      follow_up.claims = follow_up.claims || holds_one(context.table.history(row), answers->second);
    }
  }
  return found;
}

}  // namespace stillwatch
