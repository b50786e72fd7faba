// What each account of a log mostly sets in its requests: the same for every group that looks at it.
//
//   AccountHabits habits(table, threads);                  // once per scan
//   const Habit& habit = habits.of(account);
//   if (habit.known) use(habit.settings);
//
// Tests draw thousands of accounts by chance for each group. Where the table lies in a file, each such look
// is a wait for its pages; one pass over all accounts in order is not. Cost: that pass, at most kHabitRows
// rows of fold 1 of each account. Memory: 32 bytes an account. Immutable; thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "account/exchange_table.h"

namespace stillwatch {

inline constexpr std::size_t kHabitRows = 512;  // of an account that are looked at

// The settings, the tools and the model that an account uses most; 0: none, or settings that are not given.
struct Habit {
  std::uint64_t settings = 0, tools = 0, model = 0;
  bool known = false;  // the account has exchanges in fold 1
};

// Over the account's exchanges of fold 1 from `from_us` on.
[[nodiscard]] Habit habit_of(const ExchangeTable& table, std::uint32_t account, std::int64_t from_us);

class AccountHabits {
 public:
  AccountHabits(const ExchangeTable& table, unsigned threads);
  [[nodiscard]] const Habit& of(std::uint32_t account) const { return habits_[account]; }

 private:
  std::vector<Habit> habits_;
};

}  // namespace stillwatch
