#include "bench/measurement.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace stillwatch {
namespace {

std::string fresh_path(const char* name) {
  const auto path = std::filesystem::path(testing::TempDir()) / name;
  std::filesystem::remove(path);
  return path.string();
}

TEST(Measurements, SavingKeepsOtherBenchmarks) {
  const std::string path = fresh_path("stillwatch_measurements.json");
  ASSERT_TRUE(save_measurements({{"scan.rate", 10.0, "1/s", Better::higher}}, path).has_value());
  ASSERT_TRUE(save_measurements({{"leak.auc", 0.5, "", Better::lower}}, path).has_value());
  ASSERT_TRUE(save_measurements({{"scan.rate", 12.0, "1/s", Better::higher}}, path).has_value());
  const auto all = load_measurements(path);
  ASSERT_TRUE(all.has_value()) << all.error().what;
  ASSERT_EQ(all.value().size(), 2U);
  EXPECT_EQ(all.value()[0].name, "leak.auc");
  EXPECT_EQ(all.value()[0].better, Better::lower);
  EXPECT_EQ(all.value()[1].value, 12.0);
}

TEST(Measurements, BadFilesAreErrorsWithAPlace) {
  const std::string path = fresh_path("stillwatch_bad.json");
  EXPECT_EQ(load_measurements(path).error().code, Code::not_found);
  for (const char* text : {"", "[]", "{}", R"({"schema": "other"})",
                           R"({"schema": "stillwatch.bench/1", "measurements": {"a": {"value": "x"}}})"}) {
    std::ofstream(path) << text;
    const auto loaded = load_measurements(path);
    ASSERT_FALSE(loaded.has_value()) << text;
    EXPECT_EQ(loaded.error().code, Code::bad_input) << text;
    EXPECT_NE(loaded.error().what.find(path), std::string::npos);
    EXPECT_FALSE(save_measurements({}, path).has_value()) << "must not overwrite what it does not know";
  }
}

TEST(Compare, NamesWhatGotWorseInItsOwnDirection) {
  const Measurements base = {
      {"rate", 100, "", Better::higher}, {"memory", 100, "", Better::lower}, {"gone", 1, "", {}}};
  const auto worse_of = [&](double rate, double memory) {
    std::vector<std::string> worse;
    (void)compare(base, {{"rate", rate, "", Better::higher}, {"memory", memory, "", Better::lower}}, 0.10,
                  worse);
    return worse;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(worse_of(95, 105), Names{});
  EXPECT_EQ(worse_of(200, 10), Names{});
  EXPECT_EQ(worse_of(85, 100), Names{"rate"});
  EXPECT_EQ(worse_of(100, 120), Names{"memory"});
}

}  // namespace
}  // namespace stillwatch
