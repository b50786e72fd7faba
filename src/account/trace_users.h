// How many accounts leave each template trace: the rarity that linking and signatures weigh by.
//
//   TraceUsers users = count_trace_users(table, /*fold=*/0, threads);
//   users.count(trace);                        // accounts, 1 for traces that only one account leaves
//
// Cost: sorting (trace, account) pairs in 16 passes; keeps 12 bytes per trace that at least two accounts
// leave.
#pragma once

#include <cstdint>
#include <vector>

#include "account/exchange_table.h"

namespace stillwatch {

class TraceUsers {
 public:
  struct Entry {
    std::uint64_t trace;
    std::uint32_t accounts;
  };
  explicit TraceUsers(std::vector<Entry> entries) : entries_(std::move(entries)) {}
  [[nodiscard]] std::uint32_t count(std::uint64_t trace) const;
  [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }  // sorted by trace

 private:
  std::vector<Entry> entries_;
};

// Calls visit(trace) for every template trace of a row: shapes, the system prompt and the tool schemas, each
// in a domain of its own. Rows without new user text leave none.
template <class Visit>
void for_each_template_trace(const ExchangeTable& table, const ExchangeRow& row, const Visit& visit) {
  if (!row.has_new_text()) return;
  for (const std::uint64_t shape : table.shapes(row)) visit(shape);
  if (row.system != 0) visit(row.system ^ 0x5359535445000000ULL);
  if (row.tools != 0) visit(row.tools ^ 0x544f4f4c53000000ULL);
}

[[nodiscard]] TraceUsers count_trace_users(const ExchangeTable& table, unsigned fold, unsigned threads);

}  // namespace stillwatch
