#include "signal/account_habits.h"

#include <algorithm>
#include <limits>

#include "base/parallel.h"
#include "signal/few_counts.h"

namespace stillwatch {

Habit habit_of(const ExchangeTable& table, std::uint32_t account, std::int64_t from_us) {
  FewCounts<std::uint64_t> settings, tools, models;
  std::size_t looked_at = 0;
  for (const ExchangeRow& row : table.rows_of(account)) {
    if (looked_at == kHabitRows) break;
    if (fold_of(row) != 1 || row.time_us < from_us) continue;
    ++looked_at;
    settings.add(row.parameters);
    tools.add(row.tools);
    models.add(row.model);
  }
  return {settings.commonest(), tools.commonest(), models.commonest(), looked_at > 0};
}

AccountHabits::AccountHabits(const ExchangeTable& table, unsigned threads) : habits_(table.account_count()) {
  constexpr std::size_t kAccounts = 256;  // in one round
  parallel_for((habits_.size() + kAccounts - 1) / kAccounts, threads, [&](std::size_t round, unsigned) {
    const auto first = static_cast<std::uint32_t>(round * kAccounts);
    const auto last = static_cast<std::uint32_t>(std::min(habits_.size(), (round + 1) * kAccounts));
    for (std::uint32_t a = first; a < last; ++a)
      habits_[a] = habit_of(table, a, std::numeric_limits<std::int64_t>::min());
    table.let_accounts_pass(first, last);
  });
}

}  // namespace stillwatch
