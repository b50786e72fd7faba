#include "bench/detect/checkpoints.h"

#include <gtest/gtest.h>

namespace stillwatch {
namespace {

TEST(Checkpoints, EachReadsUpToItsShareOfTheCampaign) {
  // 200 events of the campaign, each after two of others, and a tail.
  std::vector<bool> campaign;
  for (int i = 0; i < 600; ++i) campaign.push_back(i % 3 == 2);
  campaign.insert(campaign.end(), 50, false);
  const auto ends = prefix_ends(campaign);
  EXPECT_EQ(ends[0], 6U);    // 1 %: two events of it
  EXPECT_EQ(ends[2], 30U);   // 5 %: ten
  EXPECT_EQ(ends[5], 300U);  // half
  EXPECT_EQ(ends[6], 650U);  // the whole log, not only up to its last event
}

TEST(Checkpoints, SharesAreRoundedUpToWholeEvents) {
  const auto ends = prefix_ends(std::vector<bool>(10, true));
  EXPECT_EQ(ends[0], 1U);  // 1 % of ten: one
  EXPECT_EQ(ends[3], 1U);  // 10 %: exactly one
  EXPECT_EQ(ends[4], 2U);
}

TEST(Checkpoints, WithoutACampaignOnlyTheLastReadsAnything) {
  const auto ends = prefix_ends(std::vector<bool>(5, false));
  EXPECT_EQ(ends[5], 0U);
  EXPECT_EQ(ends[6], 5U);
}

TEST(Checkpoints, FoundIsHalfOfThoseFoundLaterAndAFifthOfTheActive) {
  EXPECT_TRUE(is_named({0.01, 100, 40, 0, 80, 0}));
  EXPECT_FALSE(is_named({0.01, 100, 39, 0, 80, 0}));  // less than half of 80
  EXPECT_TRUE(is_named({0.01, 100, 20, 0, 30, 0}));
  EXPECT_FALSE(is_named({0.01, 100, 19, 0, 30, 0}));  // less than a fifth of 100
  EXPECT_FALSE(is_named({0.01, 100, 0, 50, 0, 50}));
  EXPECT_TRUE(is_linked({0.01, 100, 0, 50, 0, 50}));
  EXPECT_FALSE(is_named({0.01, 0, 0, 0, 0, 0}));  // nobody is there yet
}

TEST(Checkpoints, TheFirstAtWhichItIsFoundCounts) {
  const std::vector<Sighting> sightings = {{0.01, 40, 0, 0, 39, 40},
                                           {0.02, 45, 10, 30, 43, 45},
                                           {0.05, 50, 44, 45, 48, 50},
                                           {1.0, 99, 97, 99, 97, 99}};
  EXPECT_EQ(first_named(sightings), 0.05);
  EXPECT_EQ(first_linked(sightings), 0.02);
  EXPECT_EQ(first_named({}), kNeverServed);
  EXPECT_EQ(first_named(std::vector<Sighting>{{1.0, 100, 5, 5, 5, 5}}), kNeverServed);  // named, but only 5 %
}

}  // namespace
}  // namespace stillwatch
