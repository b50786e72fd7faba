#include "bench/detect/peer_run.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace stillwatch {
namespace {

constexpr const char* kCompared =
    "{\"ours\": \"stillwatch\", \"recall\": 0.9, \"honest_accused\": 1, \"campaign_accounts\": 60, "
    "\"honest_accounts\": 900}\n"
    "{\"peer\": \"volume\", \"at_our_count\": {\"recall\": 0.1, \"ours\": 0.9, \"honest_accused\": 1, "
    "\"threshold_above\": 3}, "
    "\"at_own_threshold\": {\"recall\": 0.95, \"ours\": 0.91, \"honest_accused\": 12, \"threshold\": 2, "
    "\"threshold_is\": "
    "\"stated\"}, \"outcome\": \"won\", \"outcome_at_own_threshold\": \"lost\"}\n"
    "{\"peer\": \"link_all\", \"at_our_count\": {\"recall\": 0.9, \"ours\": 0.9, \"honest_accused\": 1, "
    "\"threshold_above\": null}, "
    "\"at_own_threshold\": {\"recall\": 0.2, \"ours\": 0.95, \"honest_accused\": 50, \"threshold\": 2, "
    "\"threshold_is\": "
    "\"assumed\"}, \"outcome\": \"tied\", \"outcome_at_own_threshold\": \"won\"}\n";

TEST(Peers, ComparisonsAreRead) {
  DetectCell cell;
  cell.profile = "relay";
  cell.seed = 3;
  const auto lines = read_comparison(kCompared, cell);
  ASSERT_TRUE(lines.has_value()) << lines.error().what;
  ASSERT_EQ(lines.value().size(), 2U);
  const PeerLine& volume = lines.value().front();
  EXPECT_EQ(volume.peer, "volume");
  EXPECT_EQ(volume.profile, "relay");
  EXPECT_EQ(volume.seed, 3U);
  EXPECT_EQ(volume.recall_at_ours, 0.1);
  EXPECT_EQ(volume.our_recall, 0.9);
  EXPECT_EQ(volume.honest_own, 12U);
  EXPECT_EQ(volume.our_recall_at_own, 0.91);
  EXPECT_TRUE(volume.lost);  // at its own threshold
  EXPECT_FALSE(lines.value()[1].lost);
}

TEST(Peers, WhatIsNoComparisonIsAnError) {
  EXPECT_EQ(read_comparison("", {}).error().code, Code::bad_input);
  EXPECT_EQ(read_comparison("{\"ours\": \"stillwatch\"}\n", {}).error().code, Code::bad_input);
  EXPECT_EQ(read_comparison("{\"peer\": \"volume\"}\n", {}).error().code, Code::bad_input);
}

TEST(Peers, ARowIsLostWhenAnyPeerIsAhead) {
  DetectCell cell;
  cell.profile = "relay";
  auto lines = read_comparison(kCompared, cell).value();
  cell.rung = "cover=0.95";
  auto others = read_comparison(kCompared, cell).value();
  others[0].lost = false;
  lines.insert(lines.end(), others.begin(), others.end());
  const PeerScore score = score_peers(lines);
  EXPECT_EQ(score.rows, 2U);
  EXPECT_EQ(score.lost, 1U);
}

TEST(Peers, MissingScriptsAreNamed) {
  PeerSettings settings;
  settings.scripts = "no/such/folder";
  settings.folder = (std::filesystem::path(testing::TempDir()) / "stillwatch_peers").string();
  const auto lines = run_peers({}, "key", settings, "");
  ASSERT_FALSE(lines.has_value());
  EXPECT_EQ(lines.error().code, Code::not_found);
  EXPECT_NE(lines.error().what.find("no/such/folder"), std::string::npos);
}

}  // namespace
}  // namespace stillwatch
