#include "bench/detect/cell_store.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace stillwatch {
namespace {

std::string fresh_path(const char* name) {
  const auto folder = std::filesystem::path(testing::TempDir()) / "stillwatch_cells";
  std::filesystem::remove_all(folder / name);
  return (folder / name).string();
}

CellResult sample() {
  CellResult result;
  result.campaign = {100, 90, 5, 2, 0};
  result.honest["person"] = {3'000, 1, 2, 3, 4, 5};
  result.listed = {97, 99};
  result.formed = {98, 120};
  result.groups = 17;
  result.exchanges = 90'000;
  result.campaign_exchanges = 30'000;
  result.sightings = {{0.01, 40, 1, 2, 38, 39}, {1.0, 100, 90, 97, 90, 97}};
  result.cost = {3.0, 1.5, 2.0, 7.25};
  return result;
}

TEST(CellStore, GoesOnWhereItStopped) {
  const std::string path = fresh_path("go_on/cells.jsonl");
  {
    CellStore store = CellStore::open(path).value();
    EXPECT_EQ(store.find("a"), nullptr);
    ASSERT_TRUE(store.add("a", sample()).has_value());
  }
  const CellStore again = CellStore::open(path).value();
  const CellResult* known = again.find("a");
  ASSERT_NE(known, nullptr);
  EXPECT_EQ(known->campaign.linked(), 97U);
  EXPECT_EQ(known->honest.at("person").review, 4U);
  EXPECT_EQ(known->honest.at("person").masked, 5U);
  EXPECT_EQ(known->listed.all, 99U);
  EXPECT_EQ(known->formed.campaign, 98U);
  ASSERT_EQ(known->sightings.size(), 2U);
  EXPECT_EQ(known->sightings[0].linked_later, 39U);
  EXPECT_EQ(known->cost.wall_s, 7.25);
  EXPECT_EQ(known->cost.processor_s(), 6.5);
  EXPECT_EQ(again.find("b"), nullptr);
}

TEST(CellStore, PassesOverWhatIsNoRecord) {
  const std::string path = fresh_path("cut/cells.jsonl");
  {
    ASSERT_TRUE(CellStore::open(path).value().add("a", sample()).has_value());
  }
  std::ofstream(path, std::ios::app) << R"({"key":"b","result":{}})" << "\nnothing\n";
  {
    ASSERT_TRUE(CellStore::open(path).value().add("c", sample()).has_value());
  }
  const CellStore store = CellStore::open(path).value();
  EXPECT_NE(store.find("a"), nullptr);
  EXPECT_EQ(store.find("b"), nullptr);
  EXPECT_NE(store.find("c"), nullptr);
}

}  // namespace
}  // namespace stillwatch
