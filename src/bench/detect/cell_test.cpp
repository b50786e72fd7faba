#include "bench/detect/cell.h"

#include <gtest/gtest.h>

#include <set>

namespace stillwatch {
namespace {

TEST(DetectCells, DefaultTableHasEveryProfileAndRung) {
  const auto cells = cells_of({});
  ASSERT_TRUE(cells.has_value()) << cells.error().what;
  std::set<std::string> keys;
  std::set<std::uint64_t> worlds;
  for (const DetectCell& cell : cells.value()) {
    keys.insert(key_of(cell, "b"));
    worlds.insert(world_seed(cell));
  }
  std::size_t rungs = 0;
  for (const ProfileInfo& info : campaign_profiles()) {
    for (const std::string& rung : rung_ladder()) rungs += rung_changes(info.name, rung) ? 1 : 0;
  }
  // Each rung that changes something, three combinations, three further shares of harvest; five seeds.
  EXPECT_EQ(cells.value().size(), 5 * (rungs + 3 + 3));
  EXPECT_EQ(keys.size(), cells.value().size());
  EXPECT_EQ(worlds.size(), cells.value().size());
  EXPECT_EQ(cells.value().front().seed, 1U);
  EXPECT_EQ(cells.value().back().seed, 5U);
}

TEST(DetectCells, RowsWithAnEvasionMayHaveFewerSeeds) {
  DetectTable table;
  table.profiles = {"templates"};
  table.rungs = {"none", "cover=0.8"};
  table.evasion_seeds = 2;
  std::set<std::pair<std::string, std::uint64_t>> cells;
  const auto all = cells_of(table);
  ASSERT_TRUE(all.has_value());
  for (const DetectCell& cell : all.value()) cells.emplace(cell.rung, cell.seed);
  EXPECT_EQ(cells.size(), 7U);
  EXPECT_TRUE(cells.contains({"none", 5}));
  EXPECT_TRUE(cells.contains({"cover=0.8", 2}));
  EXPECT_FALSE(cells.contains({"cover=0.8", 3}));
}

TEST(DetectCells, AccountsFollowTheScaleDownToTheLeast) {
  DetectTable table;
  table.profiles = {"templates", "cleaner"};
  table.rungs = {"none"};
  table.seeds = 1;
  const auto cells = cells_of(table);
  ASSERT_TRUE(cells.has_value());
  EXPECT_EQ(cells.value()[0].accounts, 1'250U);  // of 25,000
  EXPECT_EQ(cells.value()[1].accounts, 60U);     // of 273
  EXPECT_EQ(cells.value()[1].days, 3.0);
}

TEST(DetectCells, RungsBecomeEvasions) {
  DetectCell cell;
  cell.profile = "templates";
  cell.rung = "cover=0.95+paraphrase=1000+fresh-identity";
  auto options = world_options(cell, "");
  ASSERT_TRUE(options.has_value());
  EXPECT_EQ(options.value().evasion.cover, 0.95);
  EXPECT_EQ(options.value().evasion.paraphrases, 1000U);
  EXPECT_TRUE(options.value().evasion.fresh_identity);
  EXPECT_FALSE(options.value().evasion.human_hours);
  EXPECT_TRUE(options.value().metadata);
  cell.rung = "everything";
  options = world_options(cell, "");
  ASSERT_TRUE(options.has_value());
  EXPECT_TRUE(options.value().evasion.daily_rotation);
  EXPECT_TRUE(options.value().evasion.rewritten_history);
  EXPECT_FALSE(options.value().metadata);
}

TEST(DetectCells, UnknownNamesAreUsageErrors) {
  DetectTable table;
  table.profiles = {"nobody"};
  EXPECT_EQ(cells_of(table).error().code, Code::usage);
  table.profiles = {"relay"};
  table.rungs = {"none", "cover=0.5+invisible"};
  EXPECT_EQ(cells_of(table).error().code, Code::usage);
}

TEST(DetectCells, KeyTellsApartWhateverChangesTheResult) {
  const DetectCell base;
  std::set<std::string> keys = {key_of(base, "b"), key_of(base, "c")};
  std::vector<DetectCell> others(9, base);
  others[0].profile = "relay";
  others[1].rung = "partitioned";
  others[2].reseller_harvest = 0.1;
  others[3].seed = 2;
  others[4].accounts = 61;
  others[5].honest = 10;
  others[6].days = 3.5;
  others[7].fdr = 0.05;
  others[8].tune = true;
  for (const DetectCell& other : others) keys.insert(key_of(other, "b"));
  EXPECT_EQ(keys.size(), 11U);
  EXPECT_EQ(key_of(base, "b"), key_of(DetectCell{}, "b"));
}

}  // namespace
}  // namespace stillwatch
