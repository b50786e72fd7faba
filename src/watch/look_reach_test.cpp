#include "watch/look_reach.h"

#include <gtest/gtest.h>

#include <vector>

namespace stillwatch {
namespace {

const std::vector<std::uint64_t> kRows = {1'000, 40, 30, 20};

TEST(LookReach, TheFirstLookAtADayScansTheWindow) {
  EXPECT_TRUE(reach_of(kRows, 1, 50).wide);
  EXPECT_EQ(reach_of(kRows, 1, 50).first, 0U);
}

TEST(LookReach, LaterOnesScanTheNewestSegmentsThatFit) {
  const auto first = [](std::uint64_t narrow_rows) { return reach_of(kRows, 2, narrow_rows).first; };
  EXPECT_FALSE(reach_of(kRows, 2, 50).wide);
  EXPECT_EQ(first(1), 3U);  // the newest always
  EXPECT_EQ(first(49), 3U);
  EXPECT_EQ(first(50), 2U);
  EXPECT_EQ(first(90), 1U);
  EXPECT_EQ(first(1'089), 1U);
}

TEST(LookReach, WhereEverythingFitsEveryLookIsWide) {
  EXPECT_TRUE(reach_of(kRows, 9, 1'090).wide);
  EXPECT_EQ(reach_of(kRows, 9, 1'090).first, 0U);
  EXPECT_TRUE(reach_of({}, 2, 10).wide);
  EXPECT_TRUE(reach_of(std::vector<std::uint64_t>{99}, 2, 10).wide);
}

}  // namespace
}  // namespace stillwatch
