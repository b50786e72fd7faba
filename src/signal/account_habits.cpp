#include "signal/account_habits.h"

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
  parallel_blocks(habits_.size(), threads, [&](std::size_t first, std::size_t last, unsigned) {
    for (std::size_t a = first; a < last; ++a)
      habits_[a] = habit_of(table, static_cast<std::uint32_t>(a), std::numeric_limits<std::int64_t>::min());
  });
}

}  // namespace stillwatch
