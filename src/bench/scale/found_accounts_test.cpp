#include "bench/scale/found_accounts.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace stillwatch {
namespace {

std::string written(const std::string& name, const std::string& text) {
  const std::string path = (std::filesystem::path(testing::TempDir()) / ("found_accounts_" + name)).string();
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

constexpr const char* kTruth =
    "account_id,class,campaign,harvest_share\n"
    "a1,templates,templates-1,1.0000\na2,templates,templates-1,1.0000\na3,templates,templates-1,0.9\n"
    "h1,person,,0.0000\nh2,framework,,0.0000\nh3,person,,0.0000\n";
constexpr const char* kHeader =
    "group_id,group_outcome,confidence,account_id,organisation,account_outcome,p,log10_e,reasons\r\n";

TEST(FoundAccounts, CountsEachAccountOnceByItsGravestOutcome) {
  const std::string findings =
      written("findings.csv", std::string(kHeader) +
                                  "g1,campaign,high,a1,,campaign,0.01,3,\"x, \"\"y\"\"\nz\"\r\n"
                                  "g1,campaign,high,a2,,adjacent,0.5,0,\r\n"
                                  "g1,campaign,high,h1,\"Org, Ltd\",adjacent,0.5,0,\r\n"
                                  "g2,pool,high,a1,,pool,0.01,3,\r\n"
                                  "g2,pool,high,h2,,campaign,0.01,3,\r\n");
  const auto found = count_found_accounts(findings, written("truth.csv", kTruth));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found.value().campaign_named, 1U);
  EXPECT_EQ(found.value().campaign_listed, 2U);
  EXPECT_EQ(found.value().honest_named, 1U);
  EXPECT_EQ(found.value().honest_listed, 2U);
  EXPECT_EQ(found.value().campaigns, 1U);
  EXPECT_EQ(found.value().pools, 1U);
}

TEST(FoundAccounts, SaysWhichFileHasOtherColumns) {
  const std::string truth = written("truth.csv", kTruth);
  const auto swapped = count_found_accounts(truth, truth);
  ASSERT_FALSE(swapped.has_value());
  EXPECT_EQ(swapped.error().code, Code::bad_input);
  const auto absent = count_found_accounts(truth + ".absent", truth);
  ASSERT_FALSE(absent.has_value());
  EXPECT_EQ(absent.error().code, Code::io);
  const auto none = count_found_accounts(written("none.csv", kHeader), truth);
  ASSERT_TRUE(none.has_value());
  EXPECT_EQ(none.value().campaign_listed, 0U);
}

}  // namespace
}  // namespace stillwatch
