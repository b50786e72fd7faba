#include "account/trace_users.h"

#include <algorithm>
#include <array>

#include "base/parallel.h"

namespace stillwatch {

std::uint32_t TraceUsers::count(std::uint64_t trace) const {
  const auto at =
      std::lower_bound(entries_.begin(), entries_.end(), trace,
                       [](const Entry& entry, std::uint64_t value) { return entry.trace < value; });
  return at != entries_.end() && at->trace == trace ? at->accounts : 1;
}

TraceUsers count_trace_users(const ExchangeTable& table, unsigned fold, unsigned threads) {
  constexpr std::size_t kPasses = 16;
  std::array<std::vector<TraceUsers::Entry>, kPasses> parts;
  parallel_for(kPasses, threads, [&](std::size_t pass, unsigned) {
    std::vector<std::pair<std::uint64_t, std::uint32_t>> pairs;
    for (const ExchangeRow& row : table.rows()) {
      if (fold_of(row) != fold) continue;
      for_each_template_trace(table, row, [&](std::uint64_t trace) {
        if (trace >> 60 == pass) pairs.emplace_back(trace, row.account);
      });
    }
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    for (std::size_t i = 0; i < pairs.size();) {
      std::size_t end = i;
      while (end < pairs.size() && pairs[end].first == pairs[i].first) ++end;
      if (end - i >= 2) parts[pass].push_back({pairs[i].first, static_cast<std::uint32_t>(end - i)});
      i = end;
    }
  });
  std::vector<TraceUsers::Entry> entries;
  for (const auto& part : parts) entries.insert(entries.end(), part.begin(), part.end());
  return TraceUsers(std::move(entries));
}

}  // namespace stillwatch
