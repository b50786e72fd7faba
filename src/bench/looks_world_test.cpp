#include "bench/looks_world.h"

#include <gtest/gtest.h>

#include "bench/looks_page.h"

namespace stillwatch {
namespace {

LooksPlan small_plan() {
  LooksPlan plan;
  plan.honest = 300;
  plan.days = 3.0;
  plan.looks = 6;
  plan.window_days = 2;
  plan.narrow_rows = 1'500;
  plan.seed = 7;
  return plan;
}

LookedWorld look_at(const LooksPlan& plan, std::uint64_t number) {
  const auto corpus = open_world_corpus(world_options(plan, number));
  EXPECT_TRUE(corpus.has_value());
  const auto world = look_at_world(plan, number, *corpus.value());
  EXPECT_TRUE(world.has_value()) << world.error().what;
  return world.value();
}

TEST(LookedWorlds, AreScannedAtEveryCheckpointAndForgotten) {
  const LookedWorld world = look_at(small_plan(), 1);
  EXPECT_EQ(world.looks, 6U);
  EXPECT_EQ(world.narrow_looks, 3U);
  // Two days of the window's two, each with 1/2 and 1/6 of its half, and a third.
  EXPECT_NEAR(world.share_sum, 3 * (0.5 + 1.0 / 6.0) / 2, 1e-9);
  EXPECT_GT(world.forgotten, world.exchanges / 5);
  EXPECT_LT(world.forgotten, world.exchanges / 2);
  EXPECT_GT(world.groups, 0U);
  EXPECT_EQ(world.looks_naming, 0U);
  EXPECT_EQ(world.accused, 0U);
  EXPECT_EQ(world.control_accounts, 0U);
}

TEST(LookedWorlds, WithACampaignNameIt) {
  LooksPlan plan = small_plan();
  plan.control_accounts = 60;
  const LookedWorld world = look_at(plan, 0);
  EXPECT_GT(world.control_named, 50U);
  EXPECT_GT(world.control_look, 0U);
  EXPECT_EQ(world.accused, 0U);
}

TEST(LookedWorlds, AreKeptAsLinesAndToldOnAPage) {
  LookedWorld world;
  world.number = 3;
  world.accounts = 100;
  world.looks = 14;
  world.looks_naming = 2;
  world.campaigns = 2;
  world.accused = 9;
  world.share_sum = 0.9;
  const auto again = looked_world_from(to_json_line(world));
  ASSERT_TRUE(again.has_value()) << again.error().what;
  EXPECT_EQ(to_json_line(again.value()), to_json_line(world));
  EXPECT_FALSE(looked_world_from("{}").has_value());
  EXPECT_FALSE(looked_world_from("[").has_value());

  LooksReport report;
  report.worlds[3] = world;
  report.worlds[4] = LookedWorld{};
  EXPECT_EQ(report.worlds_naming(), 1U);
  const std::string page = looks_page(report);
  EXPECT_NE(page.find("| worlds in which any look named anybody | 1 | 2 | 50 % |"), std::string::npos)
      << page;
  EXPECT_NE(page.find("| 9 | 100 |"), std::string::npos) << page;
  EXPECT_NE(looks_json(report).find("\"worlds_naming\": {\n  \"count\": 1,"), std::string::npos);
}

}  // namespace
}  // namespace stillwatch
