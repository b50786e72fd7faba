#include "cli/partitioned_output.h"

#include <unistd.h>

#include <filesystem>

#include "base/time.h"
#include "exchange/canonical_writer.h"
#include "exchange/log_reader.h"
#include "parquet/skip_without_library.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kStart = 1'780'272'000 * kSecond;  // 2026-06-01

std::string line_of(std::uint64_t number, std::int64_t time_us) {
  Exchange e;
  const std::string id = "r" + std::to_string(number);
  e.id = id;
  e.time_us = time_us;
  e.account = "a";
  e.request_model = "m";
  e.input.push_back({0, Role::user, PartKind::text, {}, "What is it?"});
  std::string line;
  write_canonical(e, line);
  return line;
}

class PartitionedOutputs : public testing::Test {
 protected:
  void SetUp() override {
    STILLWATCH_SKIP_WITHOUT_DUCKDB();
    folder_ = fs::temp_directory_path() / ("stillwatch_hours_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  // Exchanges one a minute; `step` of them go by before the hour is gone back to.
  std::vector<std::string> write(const PartitionedOutput::Bounds& bounds, std::int64_t hours_in_turn) {
    PartitionedOutput output(folder_.string(), bounds);
    for (std::int64_t i = 0; i < 240; ++i) {
      const std::int64_t hour = hours_in_turn > 1 ? i % hours_in_turn : i / 60;
      const std::int64_t time = kStart + hour * kHour + (i % 60) * 60 * kSecond;
      output.add(time, line_of(static_cast<std::uint64_t>(i), time));
      for (const HourPart& part : output.take_full()) output.write(part);
    }
    const Status done = output.finish(2);
    EXPECT_TRUE(done.has_value()) << done.error().what;
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
      if (entry.is_regular_file()) names.push_back(fs::relative(entry.path(), folder_).string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  std::uint64_t rows() {
    ReadOptions options;
    options.inputs = {folder_.string()};
    const auto report = read_logs(options, {});
    return report.has_value() ? report.value().records : 0;
  }

  fs::path folder_;
};

TEST_F(PartitionedOutputs, HaveAFolderForEachHour) {
  const auto names = write({}, 1);
  ASSERT_EQ(names.size(), 4U);
  EXPECT_EQ(names.front(), "date=2026-06-01/hour=00/part-00000.parquet");
  EXPECT_EQ(names.back(), "date=2026-06-01/hour=03/part-00000.parquet");
  EXPECT_EQ(rows(), 240U);
}

TEST_F(PartitionedOutputs, CloseAPartThatIsFull) {
  const auto names = write({std::size_t{1} << 20, 25, std::size_t{1} << 20}, 1);
  ASSERT_EQ(names.size(), 12U);  // 25, 25 and 10 an hour
  EXPECT_EQ(names[2], "date=2026-06-01/hour=00/part-00002.parquet");
  EXPECT_EQ(rows(), 240U);
}

TEST_F(PartitionedOutputs, BoundWhatWaits) {
  const std::size_t line = line_of(1, kStart).size();
  const auto names = write({std::size_t{1} << 20, 1000, 30 * line}, 12);
  EXPECT_GT(names.size(), 12U);
  EXPECT_EQ(rows(), 240U);
}

TEST_F(PartitionedOutputs, KeepTheOrderOfTheirLines) {
  (void)write({}, 12);
  ReadOptions options;
  options.inputs = {(folder_ / "date=2026-06-01" / "hour=05" / "part-00000.parquet").string()};
  options.in_order = true;
  options.threads = 1;
  std::vector<std::string> ids;
  ASSERT_TRUE(read_logs(options, [&](unsigned) {
                return [&](const Exchange& e) { ids.emplace_back(e.id); };
              }).has_value());
  ASSERT_EQ(ids.size(), 20U);
  for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], "r" + std::to_string(5 + 12 * i));
}

TEST_F(PartitionedOutputs, SayThatTheyCannotBeWritten) {
  PartitionedOutput output((folder_ / "file" / "x").string());
  {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen((folder_ / "file").c_str(), "w"),
                                                               &std::fclose);
  }
  output.add(kStart, line_of(1, kStart));
  const Status done = output.finish(1);
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, Code::io);
}

}  // namespace
}  // namespace stillwatch
