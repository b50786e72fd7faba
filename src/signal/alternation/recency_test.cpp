#include "signal/alternation/recency.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "base/random.h"
#include "signal/rhythm.h"
#include "text/kernels/targets.h"

namespace stillwatch::alternation {
namespace {

std::uint64_t start(std::int64_t time_us, std::uint32_t member) {
  return static_cast<std::uint64_t>(time_us) * Interleaving::kMostMembers + member;
}

std::vector<std::int8_t> fast(const std::vector<std::uint64_t>& starts) {
  std::vector<std::int8_t> ranks(starts.size());
  recency_ranks(starts, ranks.data());
  return ranks;
}

std::vector<std::int8_t> reference(const std::vector<std::uint64_t>& starts) {
  std::vector<std::int8_t> ranks(starts.size());
  recency_ranks_scalar(starts, ranks.data());
  return ranks;
}

TEST(RecencyRanks, CountWhoWasUsedLater) {
  const std::vector<std::uint64_t> starts = {start(1, 0), start(2, 1), start(2, 2), start(3, 1),
                                             start(4, 0), start(5, 2), start(5, 2)};
  // Member 1 comes again: 2 was used at the same moment, not later. 0 comes again after 1 and 2; 2 after 0
  // and 1; and 2 once more after nobody.
  const std::vector<std::int8_t> expected = {-1, -1, -1, 0, 2, 2, 0};
  EXPECT_EQ(reference(starts), expected);
  EXPECT_EQ(fast(starts), expected);
}

// On every instruction set, for few and for many members, with and without ties in time, and for more
// moments than the stamps have numbers.
TEST(RecencyRanks, AreTheSameOnEveryInstructionSet) {
  Random random(7);
  for (const std::size_t count : {std::size_t{1}, std::size_t{40}, std::size_t{3000}, std::size_t{150'000}}) {
    for (const std::uint64_t members : {1, 2, 17, 32}) {
      for (const std::uint64_t step : {1, 3}) {
        std::vector<std::uint64_t> starts;
        std::int64_t time = 0;
        for (std::size_t i = 0; i < count; ++i) {
          time += static_cast<std::int64_t>(random.below(2 * step)) / static_cast<std::int64_t>(step) *
                  static_cast<std::int64_t>(step);
          starts.push_back(start(time, static_cast<std::uint32_t>(random.below(members))));
        }
        std::sort(starts.begin(), starts.end());
        const auto expected = reference(starts);
        for (std::size_t target = 0; target < kernels::target_count(); ++target) {
          const kernels::OnTarget on(target);
          EXPECT_EQ(fast(starts), expected) << kernels::target_name(target);
        }
      }
    }
  }
}

}  // namespace
}  // namespace stillwatch::alternation
