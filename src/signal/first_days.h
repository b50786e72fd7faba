// Which tested requests ask a prompt on the day on which the group first asked it. What it already asked on
// an earlier day is a fixed list asked again (an evaluation), not a sweep.
//
//   const std::vector<bool> first = on_first_day(context.table.rows(), evidence);   // by place in `tested`
//
// Cost: two look-ups a tested request; 36 to 60 bytes a distinct prompt while it runs. Pure, thread-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/key_numbers.h"
#include "signal/group_evidence.h"

namespace stillwatch {

[[nodiscard]] inline std::vector<bool> on_first_day(std::span<const ExchangeRow> rows,
                                                    const GroupEvidence& evidence) {
  constexpr std::int64_t kDayUs = 86'400'000'000;
  KeyNumbers prompts;
  std::vector<std::int64_t> first_day;
  std::vector<std::uint32_t> asked;
  asked.reserve(evidence.tested.size());
  for (const std::uint32_t r : evidence.tested) {
    const std::int64_t day = rows[r].time_us / kDayUs;
    asked.push_back(prompts.number(rows[r].prompt));
    if (asked.back() == first_day.size()) first_day.push_back(day);
    first_day[asked.back()] = std::min(first_day[asked.back()], day);
  }
  std::vector<bool> first(evidence.tested.size());
  for (std::size_t i = 0; i < first.size(); ++i)
    first[i] = rows[evidence.tested[i]].time_us / kDayUs == first_day[asked[i]];
  return first;
}

}  // namespace stillwatch
