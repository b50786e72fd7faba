// How far back one look at a growing log goes.
//
//   std::vector<std::uint64_t> rows = {28'800'000, 650'000, 650'000};       // of the segments, oldest first
//   const LookReach reach = reach_of(rows, clock.looks_at_day(), 2'000'000);
//   // the first look at a day: {wide, first = 0}; a later one: {not wide, first = 1}
//
// A scan costs what it scans, so an hourly look at everything inside the window cannot keep up with a large
// log. The first look at each day of the log is wide: it scans the whole window, and has half of that day's
// share of the error rate (watch/look_share.h). The later ones are narrow where the window holds more than
// `narrow_rows` exchanges: they scan the newest segments, as many whole ones as hold at most that many, and
// at least the newest. A narrow look is a scan of a shorter log: which part it is depends on when exchanges
// came and how many there were, never on what they say, so its e-values are valid by themselves and the
// shares are what they were. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace stillwatch {

inline constexpr std::uint64_t kNarrowRows = 1'500'000;  // unless one asks for others

struct LookReach {
  bool wide = true;
  std::size_t first = 0;  // the oldest segment that is scanned
};

// `looks_at_day`: 1 for the first look at a day. `rows`: by segment, oldest first.
[[nodiscard]] LookReach reach_of(std::span<const std::uint64_t> rows, std::uint64_t looks_at_day,
                                 std::uint64_t narrow_rows);

}  // namespace stillwatch
