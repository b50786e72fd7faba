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
    CellStore store(path);
    ASSERT_TRUE(store.open().has_value());
    EXPECT_EQ(store.find("a"), nullptr);
    ASSERT_TRUE(store.add("a", sample()).has_value());
  }
  CellStore again(path);
  ASSERT_TRUE(again.open().has_value());
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

TEST(CellStore, PassesOverARecordThatWasCutShort) {
  const std::string path = fresh_path("cut/cells.jsonl");
  {
    CellStore store(path);
    ASSERT_TRUE(store.open().has_value());
    ASSERT_TRUE(store.add("a", sample()).has_value());
    ASSERT_TRUE(store.add("b", sample()).has_value());
  }
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 30);
  CellStore store(path);
  ASSERT_TRUE(store.open().has_value());
  EXPECT_NE(store.find("a"), nullptr);
  EXPECT_EQ(store.find("b"), nullptr);
  ASSERT_TRUE(store.add("c", sample()).has_value());
  CellStore last(path);
  ASSERT_TRUE(last.open().has_value());
  EXPECT_NE(last.find("a"), nullptr);
  EXPECT_NE(last.find("c"), nullptr);  // not glued to what was cut short
}

TEST(CellStore, FolderThatCannotBeWrittenIsAnError) {
  CellStore store("/proc/nowhere/cells.jsonl");
  EXPECT_EQ(store.open().error().code, Code::io);
}

TEST(Digests, ChangeWithTheFiles) {
  const std::string path = fresh_path("digest/file.txt");
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path) << "one";
  const std::string file = digest_of_file(path),
                    folder = digest_of_folder(std::filesystem::path(path).parent_path());
  std::ofstream(path) << "three";
  EXPECT_NE(digest_of_file(path), file);
  EXPECT_NE(digest_of_folder(std::filesystem::path(path).parent_path()), folder);
}

}  // namespace
}  // namespace stillwatch
