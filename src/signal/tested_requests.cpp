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

}  // namespace

TestedRequests::TestedRequests(const ExchangeTable& table, unsigned threads)
    : first_(table.account_count() + 1, 0) {
  const auto for_each_account = [&](const auto& visit) {
    constexpr std::size_t kAccounts = 256;  // that one round looks at
    const std::size_t accounts = table.account_count();
    parallel_for((accounts + kAccounts - 1) / kAccounts, threads, [&](std::size_t round, unsigned) {
      const auto first = static_cast<std::uint32_t>(round * kAccounts);
      const auto last = static_cast<std::uint32_t>(std::min(accounts, (round + 1) * kAccounts));
      for (std::uint32_t account = first; account < last; ++account) visit(account);
      table.let_accounts_pass(first, last);
    });
  };
  for_each_account([&](std::uint32_t account) {
    std::size_t count = 0;
    for_each_tested(table, account, [&](const TestedRequest&) { ++count; });
    first_[account + 1] = count;
  });
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  requests_.resize(first_.back());
  for_each_account([&](std::uint32_t account) {
    std::size_t at = first_[account];
    for_each_tested(table, account, [&](const TestedRequest& request) { requests_[at++] = request; });
  });
}

std::span<const TestedRequest> tested_requests(const SignalContext& context, std::uint32_t account,
                                               std::vector<TestedRequest>& held) {
  if (context.requests != nullptr) return context.requests->of(account);
  held.clear();
  for_each_tested(context.table, account, [&](const TestedRequest& request) { held.push_back(request); });
  return held;
}

}  // namespace stillwatch
