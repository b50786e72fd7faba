#include "bench/detect/report.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "bench/detect/targets.h"

namespace stillwatch {
namespace {

CellResult result_with(std::uint64_t named, double share) {
  CellResult result;
  result.campaign = {1'000, named, 0, 0, 0};
  result.honest["person"] = {2'900, 0, 0, 0, 0};
  result.honest["classroom"] = {100, 0, 7, 0, 0};
  result.listed = {named, named};
  result.formed = {1'000, 1'250};
  if (share < 1.0) result.sightings.push_back({share, 500, 400, 400, 450, 450});
  result.sightings.push_back({1.0, 1'000, named, named, named, named});
  return result;
}

DetectReport sample() {
  DetectTable table;
  table.profiles = {"templates", "relay"};
  table.rungs = {"none", "cover=0.8"};
  table.seeds = 2;
  const auto cells = cells_of(table).value();
  std::vector<CellResult> results;
  for (const DetectCell& cell : cells) {
    const bool easy = cell.profile == "templates" && cell.rung == "none";
    results.push_back(easy ? result_with(cell.seed == 1 ? 1'000 : 990, 0.05) : result_with(0, 1.0));
  }
  DetectReport report;
  report.setup.command = "./dev bench detect --seeds 2";
  report.setup.version = "1.2.3";
  report.rows = summarise(cells, results);
  return report;
}

TEST(DetectSummary, ARowHoldsItsSeeds) {
  const auto rows = sample().rows;
  ASSERT_EQ(rows.size(), 4U);
  const DetectRow& row = rows.front();
  EXPECT_EQ(row.profile, "templates");
  EXPECT_EQ(row.rung, "none");
  EXPECT_EQ(row.seeds, (std::vector<std::uint64_t>{1, 2}));
  EXPECT_EQ(row.world_seeds[1], row.world_seeds[0] + 1);  // the same row
  EXPECT_NEAR(row.recall.mean, 0.995, 1e-12);
  EXPECT_EQ(row.first_named.most, 0.05);
  EXPECT_EQ(row.honest.at("classroom").pooled, 14U);
  ASSERT_TRUE(row.precision.has_value());
  EXPECT_EQ(row.precision->mean, 1.0);
  EXPECT_NEAR(row.formed_purity->mean, 0.8, 1e-12);
  EXPECT_FALSE(rows[1].precision.has_value());  // nobody was named
  EXPECT_EQ(rows[1].first_named.median, kNeverServed);
  EXPECT_EQ(sum_of(honest_totals(rows)).accounts, 4U * 2U * 3'000U);
}

TEST(DetectTargets, AreMetByMeanRecallAndTheSlowestSeed) {
  auto rows = sample().rows;
  const auto outcome_of = [&](std::string_view profile) {
    for (const TargetOutcome& outcome : judge_targets(rows)) {
      if (outcome.target->profile == profile && outcome.target->rung == "none") return outcome;
    }
    return TargetOutcome{};
  };
  EXPECT_TRUE(outcome_of("templates").met);
  EXPECT_FALSE(outcome_of("relay").met);
  EXPECT_EQ(outcome_of("spike").row, nullptr);
  rows[0].first_named.most = 0.1;  // one seed was late
  EXPECT_FALSE(outcome_of("templates").met);
  rows[0].first_named.most = 0.05;
  rows[0].recall.mean = 0.985;
  EXPECT_FALSE(outcome_of("templates").met);
}

TEST(DetectTargets, PrecisionIsAskedWhereItIsStated) {
  DetectTable table;
  table.profiles = {"reseller"};
  table.rungs = {"none"};
  table.reseller_harvests = {};
  table.seeds = 2;
  const auto cells = cells_of(table).value();
  std::vector<CellResult> results(2, result_with(950, 0.05));
  const auto met = [&] {
    const auto rows = summarise(cells, results);
    for (const TargetOutcome& outcome : judge_targets(rows)) {
      if (outcome.target->profile == "reseller" && !outcome.target->linked && outcome.target->rung == "none")
        return outcome.met;
    }
    return false;
  };
  EXPECT_TRUE(met());
  results[0].honest["person"].named = 3;  // 950 of 953
  EXPECT_FALSE(met());
  results[0].honest["person"].named = 0;
  results[0].campaign = {100'000, 95'000, 0, 0, 0};
  results[0].honest["reseller"] = {100, 1, 0, 0, 0};  // precise enough, but an honest reseller is accused
  EXPECT_FALSE(met());
  results[0].honest["reseller"] = {100, 0, 100, 0, 0};  // in a pool: run as one, which it is
  EXPECT_TRUE(met());
}

TEST(DetectPages, FirstLineSaysHowManyRowsArePeersOwn) {
  DetectReport report = sample();
  EXPECT_NE(
      markdown_of(report).find("# Detection: profiles and evasions\n\n**Rows lost to a peer: not measured"),
      std::string::npos);
  PeerLine line;
  line.profile = "templates";
  line.rung = "none";
  line.peer = "volume";
  report.peers = {line};
  EXPECT_NE(markdown_of(report).find("\n\n**Rows lost to a peer: 0 of the 1 rows"), std::string::npos);
  report.peers.front().lost = true;
  EXPECT_NE(markdown_of(report).find("\n\n**Rows lost to a peer: 1 of the 1 rows"), std::string::npos);
}

TEST(DetectPages, MarkdownHoldsRowsTargetsAndHonestAccounts) {
  const std::string page = markdown_of(sample());
  EXPECT_NE(page.find("    ./dev bench detect --seeds 2\n"), std::string::npos);
  EXPECT_NE(page.find("| templates | none | 1250, 14, 2 | 99.50 % (93.1 to 100.0) |"), std::string::npos)
      << page;
  EXPECT_NE(page.find("| templates | none | named >= 99 % | 99.50 % (93.1 to 100.0) | <= 5 % | 5 % | met |"),
            std::string::npos);
  EXPECT_NE(
      page.find("| relay | none | linked >= 90 % | 0.0 % (0.0 to 0.0) | <= 20 % | never | **missed** |"),
      std::string::npos);
  EXPECT_NE(page.find("| spike | none | named >= 90 % | – |"), std::string::npos);
  EXPECT_NE(page.find("0 of 24000 honest accounts were accused"), std::string::npos);
  EXPECT_NE(page.find("| classroom | 800 | 0 |"), std::string::npos);
  EXPECT_NE(page.find("the half that is kept for reports"), std::string::npos);
}

TEST(DetectPages, JsonSaysTheSame) {
  const auto json = nlohmann::json::parse(json_of(sample()));
  EXPECT_EQ(json.at("schema"), "stillwatch.detect/1");
  EXPECT_EQ(json.at("rows").size(), 4U);
  EXPECT_NEAR(json.at("rows")[0].at("named").at("mean").get<double>(), 0.995, 1e-12);
  EXPECT_TRUE(json.at("rows")[1].at("precision").is_null());
  EXPECT_TRUE(json.at("rows")[1].at("first_named").at("median").is_null());
  EXPECT_EQ(json.at("honest").at("person").at("accounts"), 23'200);
}

TEST(DetectPages, HeatMapHasACellForEachRowAndSaysWhatIsMissing) {
  DetectReport report = sample();
  report.rows.pop_back();  // relay with cover
  const std::string svg = heat_map_of(report.rows);
  const auto count = [&](std::string_view part) {
    std::size_t n = 0;
    for (auto at = svg.find(part); at != std::string::npos; at = svg.find(part, at + 1)) ++n;
    return n;
  };
  EXPECT_EQ(count("<title>templates, none: 99.50 %</title>"), 2U);  // one in each panel
  EXPECT_EQ(count("<title>relay, none: 0.00 %</title>"), 2U);
  EXPECT_EQ(count("fill=\"#f0f0f0\""), 3U);  // two missing cells and the legend
  EXPECT_EQ(count(">100<"), 0U);             // 99.5 % is not all
  EXPECT_EQ(count("<svg"), 1U);
  EXPECT_TRUE(svg.ends_with("</svg>\n"));
}

}  // namespace
}  // namespace stillwatch
