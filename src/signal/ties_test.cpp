#include "signal/ties.h"

#include <gtest/gtest.h>

namespace stillwatch {
namespace {

TEST(Ties, AFamilyNeedsNoCoincidence) {
  Ties ties(10);
  for (int again = 0; again < 100; ++again) {
    for (std::uint32_t m = 1; m < 5; ++m) ties.add(0, m);
  }
  EXPECT_EQ(ties.pairs(), 4U);
  EXPECT_EQ(ties.beyond_families(), 0U);
  EXPECT_EQ(ties.members_beyond_families(), 0U);
}

TEST(Ties, SixNeedOneAndElevenTwo) {
  Ties ties(30);
  for (std::uint32_t m = 1; m < 6; ++m) ties.add(m - 1, m);
  EXPECT_EQ(ties.beyond_families(), 1U);
  for (std::uint32_t m = 11; m < 21; ++m) ties.add(m - 1, m);
  EXPECT_EQ(ties.beyond_families(), 3U);
  EXPECT_EQ(ties.members_beyond_families(), 17U);
  ties.add(5, 10);  // 17 together: four families
  EXPECT_EQ(ties.beyond_families(), 3U);
  ties.add(3, 3);
  EXPECT_EQ(ties.pairs(), 16U);
}

}  // namespace
}  // namespace stillwatch
