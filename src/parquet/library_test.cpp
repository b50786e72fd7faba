#include "parquet/library.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "parquet/session.h"
#include "parquet/skip_without_library.h"

namespace stillwatch::duckdb {
namespace {

TEST(Library, AcceptsTheReleasesThatWereTried) {
  for (const char* good : {"v1.5.0", "v1.5.6", "v1.10.2"}) EXPECT_TRUE(is_accepted(good)) << good;
  for (const char* bad : {"", "v", "v1.", "v1.5", "v1.4.9", "v0.9.2", "v2.0.0", "1.5.6", "v1.x.6", "nightly"})
    EXPECT_FALSE(is_accepted(bad)) << bad;
}

TEST(Library, SaysWhatToRunWhereThereIsNone) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("stillwatch_none_" + std::to_string(::getpid()));
  const auto named = open_library((folder / "libduckdb.so").c_str(), "");
  ASSERT_FALSE(named.has_value());
  EXPECT_EQ(named.error().code, Code::not_found);
  EXPECT_NE(named.error().what.find("STILLWATCH_DUCKDB"), std::string::npos) << named.error().what;
  EXPECT_NE(named.error().what.find("./dev setup parquet"), std::string::npos) << named.error().what;
}

TEST(Library, RefusesAnotherLibrary) {
  const auto other = open_library("libz.so.1", "");
  ASSERT_FALSE(other.has_value());
  EXPECT_EQ(other.error().code, Code::bad_input) << other.error().what;
  EXPECT_NE(other.error().what.find("duckdb_library_version"), std::string::npos) << other.error().what;
}

TEST(Library, RefusesWhatIsNoLibrary) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("stillwatch_text_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "libduckdb.so") << "not a library";
  const auto beside = open_library(nullptr, folder.string());
  EXPECT_FALSE(beside.has_value());
  std::filesystem::remove_all(folder);
}

TEST(Sql, QuotesWhatANameMayHold) {
  EXPECT_EQ(quoted("it's"), "'it''s'");
  EXPECT_EQ(quoted_name("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(quoted_path("a[1]*?.parquet"), "'a[[]1][*][?].parquet'");
  EXPECT_EQ(first_line("Invalid Input Error: it is bad\n\nLINE 1: ..."), "it is bad");
}

TEST(Session, GivesRowsAndErrors) {
  STILLWATCH_SKIP_WITHOUT_DUCKDB();
  auto session = Session::open();
  ASSERT_TRUE(session.has_value()) << session.error().what;
  auto rows = session.value()->stream("SELECT range FROM range(5000)");
  ASSERT_TRUE(rows.has_value()) << rows.error().what;
  Index total = 0;
  while (const auto chunk = rows.value()->next()) total += chunk->rows();
  EXPECT_EQ(total, 5000U);
  EXPECT_EQ(rows.value()->error(), "");

  const auto wrong = session.value()->stream("SELECT nothing FROM nowhere");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_NE(wrong.error().what.find("nowhere"), std::string::npos) << wrong.error().what;

  auto late = session.value()->stream(
      "SELECT CASE WHEN range > 2900000 THEN error('too far') ELSE 1 END FROM range(3000000)");
  ASSERT_TRUE(late.has_value());
  while (late.value()->next()) {
  }
  EXPECT_NE(late.value()->error().find("too far"), std::string::npos) << late.value()->error();
}

}  // namespace
}  // namespace stillwatch::duckdb
