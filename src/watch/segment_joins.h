// Which states of a watch are joined into one, so that there are few and no row is written often.
//
//   for (const SegmentJoin& join : joins_of(segments, {wide, oldest_us, window_us, narrow_rows})) ...
//
// Levels are powers of eight: a state of 8^L to 8^(L+1) - 1 exchanges is of level L. The newest states of
// level L and below are joined when there are eight of them at least and the result is of a higher level. So
// a row is written again at most once for each level, and of each level at most eight states are left (nine
// levels for 4 billion exchanges). Joins belong to wide looks (watch/look_reach.h), which read everything
// anyway; at a narrow look only what stays within `narrow_rows` is joined, so that its cost is bounded too. A
// state that holds rows more than an eighth of the window older than what is forgotten is written again
// without them at a wide look: nothing is on the disk for longer than 9/8 of the window and a day of looks.
//
// Pure; depends on sizes and times alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace stillwatch {

// A state of the exchanges that some looks folded in.
struct Segment {
  std::string name;                           // within the folder of the watch
  std::int64_t oldest_us = 0, newest_us = 0;  // of its exchanges
  std::uint64_t exchanges = 0;
};

struct JoinRules {
  bool wide = true;
  std::int64_t oldest_us = 0;  // what is older is forgotten
  std::int64_t window_us = 0;
  std::uint64_t narrow_rows = 0;
};

// Segments [first, end) become one, without what is forgotten.
struct SegmentJoin {
  std::size_t first = 0, end = 0;
  bool operator==(const SegmentJoin&) const = default;
};

// Ascending; no segment is in two of them.
[[nodiscard]] std::vector<SegmentJoin> joins_of(std::span<const Segment> segments, const JoinRules& rules);

}  // namespace stillwatch
