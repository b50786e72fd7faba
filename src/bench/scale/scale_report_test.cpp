#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/scale/report.h"

namespace stillwatch {
namespace {

ScaleRun run_of(double million, const std::string& format, double scan_s, double floor_s,
                std::uint64_t peak) {
  ScaleRun run;
  run.million = million;
  run.format = format;
  run.exchanges = static_cast<std::uint64_t>(million * 1e6);
  run.campaign_exchanges = run.exchanges / 4;
  run.campaign_accounts = 200;
  run.honest_accounts = 5'000;
  run.floor_s = floor_s;
  run.scan.wall_s = scan_s;
  run.scan.peak_bytes = peak;
  run.scan.stages = {{"read", 0.7 * scan_s}, {"carried text", 0.2 * scan_s}};
  run.found.campaign_named = 198;
  run.limited.push_back({"1G", 2 * scan_s, 2 * scan_s, peak / 4, {}, false});
  return run;
}

ScaleReport report() {
  ScaleReport report;
  report.command = "./dev bench scale --sizes 0.3,3";
  report.machine = "2 x processor";
  report.runs = {run_of(0.3, "jsonl", 3.0, 1.5, 100'000'000),
                 run_of(3.0, "jsonl", 36.0, 15.0, 1'100'000'000)};
  report.peers = {{"stillwatch", "the whole scan", 1'000, 0.01},
                  {"datasketch", "near duplicates", 1'000, 1.0}};
  return report;
}

TEST(ScaleRun, StageTimesAreReadFromWhatAScanSays) {
  const auto stages = parse_stage_times(
      "stillwatch: reading  12 MB\nstillwatch: read 1.81 s, carried text 0.10 s, test 0.48 s\nother\n");
  ASSERT_EQ(stages.size(), 3U);
  EXPECT_EQ(stages[1].name, "carried text");
  EXPECT_DOUBLE_EQ(stages[0].seconds, 1.81);
  EXPECT_TRUE(parse_stage_times("stillwatch: 3 campaigns, 2 pools\n").empty());
  EXPECT_TRUE(parse_stage_times("").empty());
}

TEST(ScaleReport, ThePageHoldsTheRatios) {
  const std::string page = scale_markdown(report());
  EXPECT_NE(page.find("| 3 M | JSONL.zst | 36.0 | 83333 | 0.0 | 15.0 | 2.40 | 12.00 | 1.10 | 367 |"),
            std::string::npos)
      << page;
  EXPECT_NE(page.find("198 of 200 (99.00 %)"), std::string::npos);
  EXPECT_NE(page.find("time per exchange grows 1.20 times and memory per exchange 1.10 times"),
            std::string::npos);
  EXPECT_NE(page.find("| 0.3 M | JSONL.zst | 1G | 6.0 | 0.03 | OTHER |"), std::string::npos);
  EXPECT_NE(page.find("| datasketch | near duplicates | 1000 | 1.0 | 1000.0 | 100.00 |"), std::string::npos);
}

TEST(ScaleReport, JsonAndPictureAreWhole) {
  const auto parsed = nlohmann::json::parse(scale_json(report()), nullptr, false);
  ASSERT_TRUE(parsed.is_object());
  EXPECT_EQ(parsed["runs"].size(), 2U);
  EXPECT_DOUBLE_EQ(parsed["runs"][0]["times_the_floor"], 2.0);
  const std::string picture = scale_picture(report().runs);
  EXPECT_TRUE(picture.starts_with("<svg") && picture.ends_with("</svg>\n"));
  EXPECT_NE(picture.find("carried text"), std::string::npos);
  EXPECT_EQ(picture, scale_picture(report().runs));
  EXPECT_TRUE(scale_picture({}).ends_with("</svg>\n")) << "nothing measured yet";
}

}  // namespace
}  // namespace stillwatch
