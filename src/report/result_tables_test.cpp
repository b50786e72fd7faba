#include "report/result_tables.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "exchange/parquet/row_writer.h"
#include "exchange/sample_exchanges.h"
#include "parquet/skip_without_library.h"
#include "parquet/vectors.h"
#include "report/sample_result.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

class ResultTables : public testing::Test {
 protected:
  void SetUp() override {
    STILLWATCH_SKIP_WITHOUT_DUCKDB();
    root_ = fs::temp_directory_path() / ("stillwatch_results_" + std::to_string(::getpid()));
    fs::create_directories(root_ / "results");
    const Status written = write_result_tables(result_, (root_ / "results").string());
    ASSERT_TRUE(written.has_value()) << written.error().what;
    session_ = std::move(duckdb::Session::open()).value();
  }
  void TearDown() override { fs::remove_all(root_); }

  // Every row as one text, its columns as DuckDB prints them.
  std::vector<std::string> query(const std::string& sql) {
    auto rows = session_->stream("SELECT CAST(r AS VARCHAR) FROM (" + sql + ") r");
    EXPECT_TRUE(rows.has_value()) << sql << "\n" << (rows.has_value() ? "" : rows.error().what);
    std::vector<std::string> found;
    if (!rows.has_value()) return found;
    while (const auto chunk = rows.value()->next()) {
      const duckdb::TextColumn texts(session_->api(), chunk->vector(0));
      for (duckdb::Index row = 0; row < chunk->rows(); ++row) found.emplace_back(texts[row]);
    }
    EXPECT_EQ(rows.value()->error(), "") << sql;
    return found;
  }

  [[nodiscard]] std::string table(const char* name) const {
    return "read_parquet(" +
           duckdb::quoted_path((root_ / "results" / (std::string(name) + ".parquet")).string()) + ")";
  }

  // Paths of the page that begin with `folder` begin with this test's own folder.
  void point_at_root(std::string& sql, const std::string& folder) const {
    const std::string quoted = "'" + folder;
    for (std::size_t at = sql.find(quoted); at != std::string::npos; at = sql.find(quoted, at + 1)) {
      sql.insert(at + 1, root_.string() + "/");
    }
  }

  // A log of sample exchanges beside the results, by hours as convert writes them; some by accounts of
  // theirs.
  void write_log() {
    SampleExchanges samples(5);
    auto table = ParquetTable::create(exchange_table_types());
    ASSERT_TRUE(table.has_value());
    for (int i = 0; i < 400; ++i) {
      Exchange e = samples.next();
      if (i % 2 == 0) e.account = result_.campaigns[0].members[static_cast<std::size_t>(i) % 5].account_id;
      ASSERT_TRUE(add_row(*table.value(), e).has_value());
    }
    const fs::path hour = root_ / "exchanges" / "date=2026-02-02" / "hour=03";
    fs::create_directories(hour);
    ASSERT_TRUE(table.value()->write((hour / "part-00000.parquet").string(), exchange_writing()).has_value());
  }

  ScanResult result_ = sample_result();
  fs::path root_;
  std::unique_ptr<duckdb::Session> session_;
};

TEST_F(ResultTables, HoldWhatTheScanFound) {
  std::size_t groups = 0, members = 0, links = 0;
  for (const auto* kind : {&result_.campaigns, &result_.pools, &result_.single_customers, &result_.cleared}) {
    groups += kind->size();
    for (const GroupFinding& group : *kind) {
      members += group.members.size();
      links += group.links.size();
    }
  }
  EXPECT_EQ(query("SELECT 1 FROM " + table("groups")).size(), groups);
  EXPECT_EQ(query("SELECT 1 FROM " + table("campaigns")).size(), result_.campaigns.size());
  EXPECT_EQ(query("SELECT 1 FROM " + table("accounts")).size(), members);
  EXPECT_EQ(query("SELECT 1 FROM " + table("links")).size(), links);
  const auto ids = query("SELECT group_id FROM " + table("campaigns"));
  for (std::size_t i = 0; i < ids.size(); ++i)
    EXPECT_NE(ids[i].find(result_.campaigns[i].id), std::string::npos) << ids[i];
  const MemberFinding& member = result_.campaigns[0].members[0];
  const auto found = query("SELECT exchanges, reason_codes, len(reasons) AS n FROM " + table("accounts") +
                           " WHERE account_id = " + duckdb::quoted(member.account_id) + " LIMIT 1");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_NE(found[0].find(std::to_string(member.exchanges)), std::string::npos) << found[0];
  ASSERT_FALSE(member.reasons.empty());
  EXPECT_NE(found[0].find(member.reasons[0].code), std::string::npos) << found[0];
}

TEST_F(ResultTables, MayBeEmpty) {
  fs::create_directories(root_ / "none");
  ASSERT_TRUE(write_result_tables(ScanResult{}, (root_ / "none").string()).has_value());
  EXPECT_TRUE(fs::exists(root_ / "none" / "accounts.parquet"));
}

// Every query of the page runs on a log and results as the program writes them.
TEST_F(ResultTables, AnswerTheQueriesOfTheirPage) {
  write_log();
  std::ostringstream text;
  text << std::ifstream(std::string(STILLWATCH_SOURCE_DIR) + "/docs/format/parquet.md").rdbuf();
  const std::string page = text.str();
  const std::string opens = "```sql\n";
  std::size_t queries = 0;
  for (std::size_t at = page.find(opens); at != std::string::npos; at = page.find(opens, at)) {
    const std::size_t first = at + opens.size();
    at = page.find("```", first);
    ASSERT_NE(at, std::string::npos) << "a query that does not end";
    std::string sql = page.substr(first, at - first);
    point_at_root(sql, "exchanges/");
    point_at_root(sql, "results/");
    std::istringstream statements(sql);
    for (std::string one; std::getline(statements, one, ';');) {
      if (one.find_first_not_of(" \n") == std::string::npos) continue;
      const auto rows = session_->stream(one);
      ASSERT_TRUE(rows.has_value()) << one << "\n" << rows.error().what;
      std::size_t found = 0;
      while (const auto chunk = rows.value()->next()) found += chunk->rows();
      EXPECT_EQ(rows.value()->error(), "") << one;
      const bool gives_rows = one.find("SELECT") != std::string::npos;
      EXPECT_TRUE(found > 0 || !gives_rows) << one;
      ++queries;
    }
  }
  EXPECT_GE(queries, 6U);
}

}  // namespace
}  // namespace stillwatch
