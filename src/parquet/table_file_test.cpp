#include "parquet/table_file.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "parquet/file_facts.h"
#include "parquet/skip_without_library.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

class ParquetFiles : public testing::Test {
 protected:
  void SetUp() override {
    STILLWATCH_SKIP_WITHOUT_DUCKDB();
    folder_ = fs::temp_directory_path() / ("stillwatch_parquet_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string path(const char* name) const { return (folder_ / name).string(); }

  // Rows i = 0.. with i, a text (none for every third) and a list of i % 4 numbers.
  static Status write(const std::string& path, std::uint64_t rows) {
    auto table = ParquetTable::create({{"i", "UBIGINT"}, {"text", "VARCHAR"}, {"list", "UBIGINT[]"}});
    if (!table.has_value()) return table.error();
    for (std::uint64_t i = 0; i < rows; ++i) {
      ParquetTable& t = *table.value();
      t.number(0, i);
      if (i % 3 != 0) t.text(1, "text number " + std::to_string(i));
      duckdb::Vector* const list = t.nested(2);
      const duckdb::Index from = duckdb::begin_list(t.api(), list, t.row(), i % 4);
      for (std::uint64_t k = 0; k < i % 4; ++k)
        duckdb::set_value(t.api(), t.api().list_vector_get_child(list), from + k, i + k);
      if (const Status added = t.end_row(); !added.has_value()) return added;
    }
    return table.value()->write(path, {2048, {{"stillwatch.test", "it's \"one\""}}});
  }

  Result<ParquetFacts> facts(const std::string& path) {
    auto session = duckdb::Session::open();
    return session.has_value() ? read_file_facts(*session.value(), path) : session.error();
  }

  fs::path folder_;
};

TEST_F(ParquetFiles, KeepRowsInOrder) {
  constexpr std::uint64_t kRows = 10'000;
  const std::string file = path("a.parquet");
  const Status written = write(file, kRows);
  ASSERT_TRUE(written.has_value()) << written.error().what;
  auto session = duckdb::Session::open();
  const duckdb::Api& api = session.value()->api();
  auto rows =
      session.value()->stream("SELECT i, text, list FROM read_parquet(" + duckdb::quoted_path(file) + ")");
  ASSERT_TRUE(rows.has_value()) << rows.error().what;
  std::uint64_t next = 0;
  while (const auto chunk = rows.value()->next()) {
    const duckdb::Column<std::uint64_t> numbers(api, chunk->vector(0));
    const duckdb::TextColumn texts(api, chunk->vector(1));
    const duckdb::Column<duckdb::ListEntry> lists(api, chunk->vector(2));
    const duckdb::Column<std::uint64_t> elements(api, api.list_vector_get_child(chunk->vector(2)));
    for (duckdb::Index row = 0; row < chunk->rows(); ++row, ++next) {
      ASSERT_EQ(numbers[row], next);
      EXPECT_EQ(texts[row], next % 3 == 0 ? "" : "text number " + std::to_string(next));
      ASSERT_EQ(lists[row].length, next % 4);
      for (std::uint64_t k = 0; k < next % 4; ++k) EXPECT_EQ(elements[lists[row].offset + k], next + k);
    }
  }
  EXPECT_EQ(next, kRows);
}

TEST_F(ParquetFiles, TellTheirFacts) {
  const std::string file = path("a[1]*.parquet");  // as hostile as a name may be
  ASSERT_TRUE(write(file, 5000).has_value());
  const auto found = facts(file);
  ASSERT_TRUE(found.has_value()) << found.error().what;
  const ParquetFacts& facts = found.value();
  ASSERT_EQ(facts.columns.size(), 3U);
  EXPECT_EQ(facts.columns[1].name, "text");
  EXPECT_EQ(facts.columns[2].type, "UBIGINT[]");
  ASSERT_EQ(facts.groups.size(), 3U);
  EXPECT_EQ(facts.groups[1].first_row, 2048U);
  EXPECT_EQ(facts.groups[2].rows, 5000U - 4096U);
  EXPECT_EQ(facts.groups[0].nulls[0], 0U);
  EXPECT_EQ(facts.groups[0].nulls[1], 683U);  // multiples of three below 2,048
  EXPECT_EQ(facts.groups[0].nulls[2], 512U);  // empty lists
  EXPECT_GT(facts.groups[0].stored_bytes, 0U);
  EXPECT_EQ(facts.notes.at("stillwatch.test"), "it's \"one\"");
}

TEST_F(ParquetFiles, AreTheSameBytesForTheSameRows) {
  ASSERT_TRUE(write(path("a.parquet"), 3000).has_value());
  ASSERT_TRUE(write(path("b.parquet"), 3000).has_value());
  ASSERT_TRUE(write(path("c.parquet"), 3001).has_value());
  EXPECT_EQ(bytes_of(path("a.parquet")), bytes_of(path("b.parquet")));
  EXPECT_NE(bytes_of(path("a.parquet")), bytes_of(path("c.parquet")));
}

TEST_F(ParquetFiles, MayHoldNoRow) {
  ASSERT_TRUE(write(path("a.parquet"), 0).has_value());
  const auto found = facts(path("a.parquet"));
  ASSERT_TRUE(found.has_value()) << found.error().what;
  EXPECT_EQ(found.value().columns.size(), 3U);
}

TEST_F(ParquetFiles, SayWhatIsWrongWithThem) {
  ASSERT_TRUE(write(path("good.parquet"), 3000).has_value());
  const std::string good = bytes_of(path("good.parquet"));
  std::string bad_footer = good;  // its length stands in the four bytes before the last mark
  bad_footer[bad_footer.size() - 5] = '\x7F';
  for (const auto& [bytes, words] : {std::pair<std::string, const char*>{"", "no Parquet file"},
                                     {"PA", "no Parquet file"},
                                     {std::string(1000, 'x'), "no Parquet file"},
                                     {good.substr(0, good.size() / 2), "ends early"},
                                     {"PARE" + good.substr(4), "encrypted"},
                                     {"PAR1PAR1", "damaged"},
                                     {bad_footer, "damaged"}}) {
    std::ofstream(path("bad.parquet"), std::ios::binary) << bytes;
    const auto found = facts(path("bad.parquet"));
    ASSERT_FALSE(found.has_value()) << words;
    EXPECT_NE(found.error().what.find(words), std::string::npos) << found.error().what;
  }
  EXPECT_EQ(facts(path("absent.parquet")).error().code, Code::not_found);
  EXPECT_TRUE(begins_as_parquet(path("good.parquet")));
  EXPECT_FALSE(begins_as_parquet(path("absent.parquet")));
}

TEST_F(ParquetFiles, SayWhereTheyCannotBeWritten) {
  const Status written = write(path("absent/a.parquet"), 10);
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, Code::io);
  EXPECT_NE(written.error().what.find("absent/a.parquet"), std::string::npos) << written.error().what;
}

}  // namespace
}  // namespace stillwatch
