#include "signal/tested_requests.h"

#include <algorithm>
#include <numeric>

#include "base/parallel.h"

namespace stillwatch {
namespace {

template <class Add>
void for_each_tested(const ExchangeTable& table, std::uint32_t account, const Add& add) {
  for (const ExchangeRow& row : table.rows_of(account)) {
    if (fold_of(row) != 1 || !row.has_new_text()) continue;
    add(TestedRequest{row.time_us, table.index_of(row), row.language, row.capability,
                      row.starts_conversation(), row.projections != 0});
  }
}

// Accounts that one round looks at.
constexpr std::size_t kAccounts = 64;

}  // namespace

TestedRequests::TestedRequests(const ExchangeTable& table, unsigned threads)
    : first_(table.account_count() + 1, 0) {
  const std::size_t accounts = table.account_count(), rounds = (accounts + kAccounts - 1) / kAccounts;
  std::vector<std::vector<TestedRequest>> found(rounds);
  parallel_for(rounds, threads, [&](std::size_t round, unsigned) {
    const auto first = static_cast<std::uint32_t>(round * kAccounts);
    const auto last = static_cast<std::uint32_t>(std::min(accounts, (round + 1) * kAccounts));
    for (std::uint32_t account = first; account < last; ++account) {
      const std::size_t before = found[round].size();
      for_each_tested(table, account, [&](const TestedRequest& r) { found[round].push_back(r); });
      first_[account + 1] = found[round].size() - before;
    }
    found[round].shrink_to_fit();
    table.let_accounts_pass(first, last);
  });
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  requests_.reserve(first_.back());
  for (std::vector<TestedRequest>& of_round : found) {
    requests_.insert(requests_.end(), of_round.begin(), of_round.end());
    std::vector<TestedRequest>().swap(of_round);
  }
}

std::span<const TestedRequest> tested_requests(const SignalContext& context, std::uint32_t account,
                                               std::vector<TestedRequest>& held) {
  if (context.requests != nullptr) return context.requests->of(account);
  held.clear();
  for_each_tested(context.table, account, [&](const TestedRequest& request) { held.push_back(request); });
  return held;
}

}  // namespace stillwatch
