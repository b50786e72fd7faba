#include "bench/world_ledger.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace stillwatch {
namespace {

class WorldLedgerTest : public testing::Test {
 protected:
  WorldLedgerTest()
      : folder_(testing::TempDir() + "ledger-" +
                testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove_all(folder_);
  }
  ~WorldLedgerTest() override { std::filesystem::remove_all(folder_); }
  static HonestWorld world(std::uint64_t number) {
    HonestWorld world;
    world.number = number;
    world.campaigns = 3;
    world.signals["evenness"].add(0.004, 1.25, true);
    world.classes["classroom"] = {30, 1, 1, 2, 1};
    world.groups.push_back({25, true, -0.25, 1.5});
    return world;
  }
  const std::string folder_;
};

TEST_F(WorldLedgerTest, GoesOnWhereItWas) {
  {
    auto ledger = WorldLedger::open(folder_, "honest=5");
    ASSERT_TRUE(ledger.has_value()) << ledger.error().what;
    ASSERT_TRUE(ledger.value().add(world(4)).has_value());
    ASSERT_TRUE(ledger.value().add(world(1)).has_value());
  }
  auto again = WorldLedger::open(folder_, "honest=5");
  ASSERT_TRUE(again.has_value());
  ASSERT_EQ(again.value().worlds().size(), 2U);
  const HonestWorld& kept = again.value().worlds().at(4);
  EXPECT_EQ(kept.campaigns, 3U);
  EXPECT_EQ(kept.signals.at("evenness").below, world(4).signals.at("evenness").below);
  EXPECT_EQ(kept.classes.at("classroom").accused_accounts, 2U);
  EXPECT_TRUE(kept.groups.at(0).one_operator);
  EXPECT_EQ(kept.groups.at(0).log10_e_harvest, 1.5);
  auto other = WorldLedger::open(folder_, "honest=6");
  ASSERT_TRUE(other.has_value());
  EXPECT_TRUE(other.value().worlds().empty());
}

TEST_F(WorldLedgerTest, ALineThatIsNoWorldIsAnError) {
  std::string path;
  {
    auto ledger = WorldLedger::open(folder_, "o");
    path = ledger.value().path();
    ASSERT_TRUE(ledger.value().add(world(1)).has_value());
  }
  std::ofstream(path, std::ios::app) << "not a world\n";
  const auto again = WorldLedger::open(folder_, "o");
  ASSERT_FALSE(again.has_value());
  EXPECT_NE(again.error().what.find("line 3"), std::string::npos) << again.error().what;
}

}  // namespace
}  // namespace stillwatch
