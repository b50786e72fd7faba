#include "watch/segment_joins.h"

#include <algorithm>
#include <bit>

namespace stillwatch {
namespace {

constexpr std::size_t kFewest = 8;      // states that are worth joining
constexpr std::int64_t kStalePart = 8;  // of a window

int level_of(std::uint64_t exchanges) { return static_cast<int>(std::bit_width(exchanges | 1) - 1) / 3; }

// The first of the newest segments that are joined; segments.size(): none are.
std::size_t first_of_tail(std::span<const Segment> segments, const JoinRules& rules) {
  std::size_t best = segments.size(), first = segments.size();
  std::uint64_t exchanges = 0;
  int highest = 0;
  while (first > 0) {
    highest = std::max(highest, level_of(segments[first - 1].exchanges));
    while (first > 0 && level_of(segments[first - 1].exchanges) <= highest)
      exchanges += segments[--first].exchanges;
    if (!rules.wide && exchanges > rules.narrow_rows) break;
    if (segments.size() - first >= kFewest && level_of(exchanges) > highest) best = first;
  }
  return best;
}

}  // namespace

std::vector<SegmentJoin> joins_of(std::span<const Segment> segments, const JoinRules& rules) {
  std::vector<SegmentJoin> joins;
  const std::size_t tail = first_of_tail(segments, rules);
  for (std::size_t i = 0; i < tail && rules.wide; ++i) {
    if (segments[i].oldest_us < rules.oldest_us - rules.window_us / kStalePart) joins.push_back({i, i + 1});
  }
  if (tail < segments.size()) joins.push_back({tail, segments.size()});
  return joins;
}

}  // namespace stillwatch
