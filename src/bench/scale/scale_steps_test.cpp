#include "bench/scale/scale_steps.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

// Programs of the same names that answer as the real ones do, and note that they were called.
class ScaleSteps : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("stillwatch-steps-" + std::to_string(::getpid()) + "-" +
                                         testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::create_directories(root_);
    settings_.bench_program = script("bench", R"(
echo "$*" >> ROOT/calls
case "$*" in
  *scale-world*)
    while [ "$1" != --out ]; do shift; done
    echo x > "$2/exchanges-000.jsonl.zst"
    printf 'account_id,class,campaign,harvest_share\na1,templates,templates-1,1\nh1,person,,0\n' > "$2/truth.csv"
    : > "$2/world.manifest"
    echo '{"exchanges":1000,"campaign_exchanges":300,"honest_accounts":1,"campaign_accounts":1,"text_bytes":3000}' ;;
  *floor*) echo '{"records":1000,"wall_s":0.5}' ;;
esac
)");
    settings_.program = script("stillwatch", R"(
echo "$*" >> ROOT/calls
test -f ROOT/broken && exit 3
while [ "$1" != --out ]; do shift; done
printf 'group_id,group_outcome,confidence,account_id,organisation,account_outcome\ng1,campaign,high,a1,,campaign\n' > "$2"
echo "stillwatch: read 1.50 s, test 0.25 s" >&2
)");
    settings_.folder = (root_ / "worlds").string();
    settings_.threads = 1;
    settings_.memory = {"1G"};
  }
  void TearDown() override { fs::remove_all(root_); }

  std::string script(const std::string& name, std::string text) {
    for (std::size_t at = text.find("ROOT"); at != std::string::npos; at = text.find("ROOT"))
      text.replace(at, 4, root_.string());
    const fs::path path = root_ / name;
    std::ofstream(path) << "#!/bin/sh" << text;
    ::chmod(path.c_str(), 0755);
    return path.string();
  }
  // How many programs were run since the last call.
  std::size_t calls() {
    std::ifstream in(root_ / "calls");
    std::size_t lines = 0;
    for (std::string line; std::getline(in, line);) ++lines;
    in.close();
    fs::remove(root_ / "calls");
    return lines;
  }
  Result<ScaleRun> measure() {
    auto store = StepStore::open((root_ / "steps.jsonl").string());
    EXPECT_TRUE(store.has_value());
    return measure_scale_run(settings_, 0.001, "jsonl", store.value());
  }

  fs::path root_;
  ScaleSettings settings_;
};

TEST_F(ScaleSteps, EveryStepIsTakenOnceAndKept) {
  const auto run = measure();
  ASSERT_TRUE(run.has_value()) << run.error().what;
  EXPECT_EQ(run.value().exchanges, 1'000U);
  EXPECT_EQ(run.value().found.campaign_named, 1U);
  EXPECT_EQ(run.value().found.honest_named, 0U);
  ASSERT_EQ(run.value().scan.stages.size(), 2U);
  EXPECT_EQ(run.value().scan.stages[0].name, "read");
  ASSERT_EQ(run.value().limited.size(), 1U);
  EXPECT_TRUE(run.value().limited[0].same_findings);
  EXPECT_EQ(calls(), 4U) << "world, floor, two scans";
  EXPECT_TRUE(fs::is_empty(settings_.folder)) << "the world goes when it is done";

  const auto again = measure();
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(calls(), 0U);
  EXPECT_EQ(again.value().scan.wall_s, run.value().scan.wall_s);
}

TEST_F(ScaleSteps, ARunThatWasStoppedGoesOnWithTheWorldThatIsThere) {
  std::ofstream(root_ / "broken") << "";
  const auto failed = measure();
  ASSERT_FALSE(failed.has_value());
  EXPECT_NE(failed.error().what.find("exit code 3"), std::string::npos) << failed.error().what;
  EXPECT_EQ(calls(), 3U) << "world, floor, a scan that failed";
  fs::remove(root_ / "broken");
  ASSERT_TRUE(measure().has_value());
  EXPECT_EQ(calls(), 2U) << "the scans alone";
}

TEST_F(ScaleSteps, AWorldThatNeedsTooMuchIsRefused) {
  EXPECT_LT(disk_bytes_needed(28.8, "jsonl"), kMostDiskBytes);
  EXPECT_LT(disk_bytes_needed(28.8, "parquet"), kMostDiskBytes);
  auto store = StepStore::open((root_ / "steps.jsonl").string());
  ASSERT_TRUE(store.has_value());
  const auto refused = measure_scale_run(settings_, 60.0, "jsonl", store.value());
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().what.find("GB"), std::string::npos);
  EXPECT_EQ(calls(), 0U);
}

}  // namespace
}  // namespace stillwatch
