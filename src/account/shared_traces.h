// Which accounts leave which traces, for the traces that at least two accounts leave: what links are made of,
// and the rarity that links and signatures weigh by.
//
//   const SharedTraces shared = find_shared_traces(table, /*fold=*/0, threads);
//   shared.for_each([&](std::uint64_t trace, std::span<const TraceUse> users) { ... });
//   const TraceUsers users = count_trace_users(shared);
//   users.count(trace);                        // accounts, 1 for traces that only one account leaves
//
// Most traces are left by one account alone. A first pass finds out which may be shared (two bytes a trace,
// at most 256 MB), a second collects only those, and they are sorted. Cost: two passes over the rows and a
// sort of what is shared, on all threads; 16 bytes for each kept (trace, account). With `memory` (bytes, 0:
// no bound) traces are looked at in as many shares as it takes for the first pass to stay below an eighth of
// it, at most sixteen. The result does not depend on the number of threads or on memory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "account/exchange_table.h"

namespace stillwatch {

struct TraceUse {
  std::uint64_t trace = 0;
  std::uint32_t account = 0;
  auto operator<=>(const TraceUse&) const = default;
};

class SharedTraces {
 public:
  // Each part ascending by trace and account, and wholly before the next.
  explicit SharedTraces(std::vector<std::vector<TraceUse>> parts) : parts_(std::move(parts)) {}

  // Calls visit(trace, users) in ascending order of traces.
  template <class Visit>
  void for_each(const Visit& visit) const {
    for (const auto& part : parts_) for_each_in(part, visit);
  }
  // The same for one of parts().
  template <class Visit>
  static void for_each_in(std::span<const TraceUse> part, const Visit& visit) {
    for (std::size_t i = 0; i < part.size();) {
      std::size_t end = i;
      while (end < part.size() && part[end].trace == part[i].trace) ++end;
      visit(part[i].trace, part.subspan(i, end - i));
      i = end;
    }
  }
  [[nodiscard]] const std::vector<std::vector<TraceUse>>& parts() const { return parts_; }

 private:
  std::vector<std::vector<TraceUse>> parts_;
};

// The trace of a system prompt, in a domain of its own.
[[nodiscard]] inline std::uint64_t system_trace(std::uint64_t system) {
  return system ^ 0x5359535445000000ULL;
}

// The trace of tool schemas, in a domain of its own.
[[nodiscard]] inline std::uint64_t tools_trace(std::uint64_t tools) { return tools ^ 0x544f4f4c53000000ULL; }

// The trace of a history that never took place (account/injected_openings.h), in a domain of its own.
[[nodiscard]] inline std::uint64_t opening_trace(std::uint64_t opening) {
  return opening ^ 0x4f50454e00000000ULL;
}

// Calls visit(trace) for every template trace of a row: shapes, the system prompt, the tool schemas and the
// injected opening, each in a domain of its own. Rows without new user text leave none.
template <class Visit>
void for_each_template_trace(const ExchangeTable& table, const ExchangeRow& row, const Visit& visit) {
  if (!row.has_new_text()) return;
  for (const std::uint64_t shape : table.shapes(row)) visit(shape);
  if (row.system != 0) visit(system_trace(row.system));
  if (row.tools != 0) visit(tools_trace(row.tools));
  if (row.opening != 0) visit(opening_trace(row.opening));
}

// The trace of a prompt asked verbatim, in a domain of its own.
[[nodiscard]] inline std::uint64_t verbatim_trace(std::uint64_t prompt) {
  return prompt ^ 0x5645524241540000ULL;
}

// Template traces, and prompts asked verbatim, of the rows of one fold.
[[nodiscard]] SharedTraces find_shared_traces(const ExchangeTable& table, unsigned fold, unsigned threads,
                                              std::size_t memory = 0);

// Accounts per shared trace; 16 bytes each.
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

[[nodiscard]] TraceUsers count_trace_users(const SharedTraces& shared);

}  // namespace stillwatch
