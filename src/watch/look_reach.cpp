#include "watch/look_reach.h"

#include <numeric>

namespace stillwatch {

LookReach reach_of(std::span<const std::uint64_t> rows, std::uint64_t looks_at_day,
                   std::uint64_t narrow_rows) {
  const std::uint64_t all = std::accumulate(rows.begin(), rows.end(), std::uint64_t{0});
  if (looks_at_day <= 1 || all <= narrow_rows || rows.size() < 2) return {};
  std::size_t first = rows.size() - 1;
  std::uint64_t held = rows[first];
  while (first > 0 && held + rows[first - 1] <= narrow_rows) held += rows[--first];
  return {false, first};
}

}  // namespace stillwatch
