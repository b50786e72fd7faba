#include "bench/detect/measure_cell.h"

#include <gtest/gtest.h>

#include "world/plan_world.h"

namespace stillwatch {
namespace {

TEST(MeasureCell, AnOpenCampaignIsNamedBeforeItsEndAndTwiceTheSame) {
  DetectCell cell;
  cell.profile = "templates";
  cell.accounts = 80;
  cell.honest = 400;
  cell.days = 5.0;
  const auto corpus = world::open_corpus({});  // the built-in texts
  ASSERT_TRUE(corpus.has_value());
  const auto result = measure_cell(cell, corpus.value(), 1);
  ASSERT_TRUE(result.has_value()) << result.error().what;
  const CellResult& measured = result.value();
  EXPECT_GT(measured.recall(), 0.8);
  EXPECT_GE(measured.linked_recall(), measured.recall());
  EXPECT_EQ(measured.honest_named(), 0U);
  EXPECT_GE(measured.honest_accounts(), 300U);
  ASSERT_GE(measured.sightings.size(), 2U);
  EXPECT_LT(first_named(measured.sightings), 1.0);
  EXPECT_EQ(measured.sightings.back().share, 1.0);
  EXPECT_EQ(measured.sightings.back().named, measured.campaign.named);
  // The first checkpoint sees less of the campaign than the log holds.
  EXPECT_LT(measured.sightings.front().active, measured.sightings.back().active);

  const auto again = measure_cell(cell, corpus.value(), 2);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again.value().campaign.named, measured.campaign.named);
  EXPECT_EQ(again.value().sightings.size(), measured.sightings.size());
  EXPECT_EQ(again.value().exchanges, measured.exchanges);
}

TEST(MeasureCell, UnknownEvasionIsAnError) {
  DetectCell cell;
  cell.profile = "templates";
  cell.rung = "invisible";
  const auto corpus = world::open_corpus({});
  ASSERT_TRUE(corpus.has_value());
  EXPECT_EQ(measure_cell(cell, corpus.value(), 1).error().code, Code::usage);
}

}  // namespace
}  // namespace stillwatch
