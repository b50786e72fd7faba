#include "bench/detect/measure_cell.h"

#include <gtest/gtest.h>

#include "bench/world_table.h"
#include "campaign/analysis.h"
#include "campaign/findings.h"
#include "world/plan_world.h"

namespace stillwatch {
namespace {

DetectCell small_cell() {
  DetectCell cell;
  cell.profile = "grading";
  cell.accounts = 60;
  cell.honest = 400;
  cell.days = 6.0;
  return cell;
}

// What the same world shows when it is generated and analysed without any checkpoints.
CellResult plainly(const DetectCell& cell) {
  auto world = tabulate_world(world_options(cell, "").value(), "bench detect");
  const Analysis analysis(world.value().table, "bench detect", 1, cell.fdr, 1);
  std::vector<GroupFinding> findings;
  for (const GroupDecision& decision : analysis.decisions())
    findings.push_back(describe_group(analysis.context(), decision, cell.fdr, {}));
  return count_findings(findings, world.value().truth);
}

TEST(MeasureCell, TheLastCheckpointIsAScanOfTheWholeLog) {
  const DetectCell cell = small_cell();
  const auto corpus = world::open_corpus({});  // the built-in texts
  ASSERT_TRUE(corpus.has_value());
  const auto result = measure_cell(cell, corpus.value(), 1);
  ASSERT_TRUE(result.has_value()) << result.error().what;
  const CellResult& measured = result.value();
  const CellResult expected = plainly(cell);
  EXPECT_GT(measured.campaign.linked(), 0U);
  EXPECT_EQ(measured.campaign.accounts, expected.campaign.accounts);
  EXPECT_EQ(measured.campaign.named, expected.campaign.named);
  EXPECT_EQ(measured.campaign.linked(), expected.campaign.linked());
  EXPECT_EQ(measured.honest_accounts(), expected.honest_accounts());
  EXPECT_EQ(measured.groups, expected.groups);
  EXPECT_EQ(measured.exchanges, expected.exchanges);

  const Sighting& last = measured.sightings.back();
  EXPECT_EQ(last.share, 1.0);
  EXPECT_EQ(last.active, measured.campaign.accounts);
  EXPECT_EQ(last.named, measured.campaign.named);
  EXPECT_EQ(last.linked, measured.campaign.linked());
}

TEST(MeasureCell, CheckpointsSeeLessAndCountWhoIsFoundLater) {
  const auto corpus = world::open_corpus({});
  ASSERT_TRUE(corpus.has_value());
  const auto result = measure_cell(small_cell(), corpus.value(), 2);
  ASSERT_TRUE(result.has_value()) << result.error().what;
  const auto& sightings = result.value().sightings;
  ASSERT_GE(sightings.size(), 2U);
  EXPECT_LT(sightings.front().active, sightings.back().active);
  for (std::size_t i = 0; i + 1 < sightings.size(); ++i) {
    EXPECT_EQ(sightings[i].share, kCheckpoints[i]);
    EXPECT_LE(sightings[i].active, sightings[i + 1].active);
    EXPECT_LE(sightings[i].linked_later, sightings[i].active);
    EXPECT_LE(sightings[i].named, sightings[i].active);
  }
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
