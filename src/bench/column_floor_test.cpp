#include "bench/column_floor.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "exchange/parquet/row_writer.h"
#include "exchange/sample_exchanges.h"
#include "parquet/skip_without_library.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

TEST(ColumnFloor, DecodesTheRowsAndOnlyTheColumnsOfAScan) {
  STILLWATCH_SKIP_WITHOUT_DUCKDB();
  const std::string path =
      (fs::path(testing::TempDir()) / ("floor-" + std::to_string(::getpid()) + ".parquet")).string();
  auto table = ParquetTable::create(exchange_table_types());
  ASSERT_TRUE(table.has_value());
  SampleExchanges samples(3);
  for (int i = 0; i < 5'000; ++i) ASSERT_TRUE(add_row(*table.value(), samples.next()).has_value());
  ParquetWriting writing = exchange_writing();
  writing.group_rows = 2'048;
  ASSERT_TRUE(table.value()->write(path, writing).has_value());

  const auto floor = run_column_floor({path, path}, 2);
  ASSERT_TRUE(floor.has_value()) << floor.error().what;
  EXPECT_EQ(floor.value().rows, 10'000U);
  EXPECT_EQ(floor.value().stored_bytes, 2 * fs::file_size(path));
  const auto has = [&](const char* name) {
    const auto& columns = floor.value().columns;
    return std::find(columns.begin(), columns.end(), name) != columns.end();
  };
  EXPECT_TRUE(has("time") && has("account_id") && has("gen_ai_input_messages"));
  EXPECT_FALSE(has("session_id") || has("project_id")) << "a scan does not look at them";
  fs::remove(path);
}

TEST(ColumnFloor, SaysWhatIsNoParquet) {
  STILLWATCH_SKIP_WITHOUT_DUCKDB();
  const std::string path =
      (fs::path(testing::TempDir()) / ("none-" + std::to_string(::getpid()) + ".parquet")).string();
  std::ofstream(path) << "no Parquet";
  const auto floor = run_column_floor({path}, 1);
  ASSERT_FALSE(floor.has_value());
  EXPECT_NE(floor.error().what.find("no Parquet file"), std::string::npos) << floor.error().what;
  fs::remove(path);
}

}  // namespace
}  // namespace stillwatch
