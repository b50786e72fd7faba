#include "bench/calibration_summary.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "campaign/honest_reference.h"

namespace stillwatch {
namespace {

HonestWorld world_of(std::uint64_t number, std::uint64_t campaigns) {
  HonestWorld world;
  world.number = number;
  world.duplication = number % 2 == 0 ? 0.0 : 0.25;
  world.exchanges = 1'000;
  world.accounts = 100;
  world.campaigns = campaigns;
  world.classes["classroom"] = {30, 2, 1, campaigns * 3, campaigns};
  world.classes["person"] = {60, 60, 10, 0, 0};
  world.classes["labelling"] = {10, 1, 1, campaigns * 10, campaigns};
  world.contracted_campaigns = campaigns;
  world.signals["evenness"].add(0.5, 0.3, true);
  for (std::uint32_t i = 0; i < 30; ++i)
    world.groups.push_back({50, i % 3 == 0, 0.1 * i, i % 2 == 0 ? -0.5 : 4.0});
  world.groups.push_back({50, true, 9.0, 9.0, true});  // a vendor under contract is no reference
  return world;
}

std::map<std::uint64_t, HonestWorld> worlds_of(std::uint64_t count, std::uint64_t naming) {
  std::map<std::uint64_t, HonestWorld> worlds;
  for (std::uint64_t w = 0; w < count; ++w) worlds[w] = world_of(w, w < naming ? 1 : 0);
  return worlds;
}

TEST(CalibrationSummary, CountsWorldsInstancesAndAccounts) {
  const CalibrationSummary summary = summarise(worlds_of(20, 2), {});
  EXPECT_EQ(summary.worlds, 20U);
  EXPECT_EQ(summary.worlds_naming, 2U);
  EXPECT_EQ(summary.accounts, 2'000U);
  EXPECT_EQ(summary.accused, 6U) << "vendors under contract are counted apart";
  EXPECT_EQ(summary.contracted_accused, 20U);
  EXPECT_EQ(summary.contracted_campaigns, 2U);
  EXPECT_EQ(summary.classes.at("classroom").instances, 40U);
  EXPECT_EQ(summary.classes.at("classroom").accused_instances, 2U);
  EXPECT_EQ(summary.duplications.at(0.25).worlds, 10U);
  const auto json = nlohmann::json::parse(calibration_json(summary, "command"));
  EXPECT_EQ(json.at("worlds_naming_a_campaign").at("count"), 2);
  EXPECT_NEAR(json.at("worlds_naming_a_campaign").at("upper_95"), 0.2826, 1e-3);  // 2 of 20
  EXPECT_EQ(json.at("honest_accounts_accused").at("of"), 1'800);
  EXPECT_EQ(json.at("contracted_accounts_named").at("count"), 20);
  const std::string page = calibration_page(summary, "command");
  EXPECT_NE(page.find("| classroom | 600 | 40 | 20 | 2 |"), std::string::npos) << page;
}

TEST(CalibrationSummary, ALevelThatIsBrokenIsSeen) {
  LevelCounts valid, broken, rare;
  for (int i = 0; i < 10'000; ++i) {
    const double p = (i + 0.5) / 10'000;
    valid.add(p, 0.0, true);
    broken.add(p / 1.3, 0.0, true);
    rare.add(i < 8 ? 1e-7 : 1.0, 0.0, true);
  }
  EXPECT_TRUE(holds(valid));
  EXPECT_FALSE(holds(broken));
  EXPECT_FALSE(holds(rare)) << "8 of 10,000 at 1e-7";
  LevelCounts generous;
  for (int i = 0; i < 1'000; ++i) generous.add(1.0, i % 2 == 0 ? 0.5 : 0.0, true);
  EXPECT_FALSE(holds(generous)) << "mean e " << mean_e(generous);
}

TEST(CalibrationSummary, OnlyWhatCountsMustHold) {
  LevelCounts broken;
  for (int i = 0; i < 100; ++i) broken.add(1e-4, 2.0, true);
  ASSERT_FALSE(holds(broken));
  CalibrationSummary summary;
  summary.signals["capability_concentration"] = broken;
  EXPECT_TRUE(all_hold(summary));
  EXPECT_NE(calibration_page(summary, "command").find("shown only"), std::string::npos);
  summary.signals["evenness"] = broken;
  EXPECT_FALSE(all_hold(summary));
}

TEST(CalibrationSummary, TheReferenceIsReadAgain) {
  const std::string csv = reference_csv(worlds_of(20, 0), "command");
  const auto reference = HonestReference::parse(csv);
  ASSERT_TRUE(reference.has_value()) << reference.error().what;
  const ReferenceRank above = reference.value().rank(RankedBy::run_as_one, 50, 3.0);
  EXPECT_EQ(above.groups, 400U) << "groups run by one operator say nothing about the first question";
  EXPECT_EQ(above.at_least, 0U);
  EXPECT_EQ(reference.value().named_pools().pools, 200U);
  EXPECT_EQ(reference.value().named_pools().named, 0U);
  EXPECT_EQ(reference.value().rank(RankedBy::harvest, 50, 4.0).at_least, 300U);
}

}  // namespace
}  // namespace stillwatch
