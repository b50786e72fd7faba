// Writes one Parquet file: rows go into a table in memory, and the table into the file.
//
//   auto table = ParquetTable::create({{"account_id", "VARCHAR"}, {"exchanges", "UBIGINT"}});
//   for (...) {
//     table.value()->text(0, account);             // columns of a row, in any order; those left out are null
//     table.value()->number<std::uint64_t>(1, count);
//     const Status added = table.value()->end_row();
//   }
//   const Status written = table.value()->write("accounts.parquet", {});
//
// Types are those of SQL; the native type of number() must be the documented one of the column. Rows stand in
// the file in the order in which they were added; the same rows give the same bytes. Compressed with zstd.
// write() puts the bytes into the very file that is named: who wants no half file to be seen gives a name of
// the work's own and renames it. Texts must be valid UTF-8. Errors: what duckdb::Session::open() says; io
// when the file cannot be written. Memory: the rows, twice. Not thread-safe; several tables may be in work on
// several threads.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "parquet/session.h"
#include "parquet/vectors.h"

namespace stillwatch {

struct ParquetType {
  std::string name, type;
};

struct ParquetWriting {
  std::uint64_t group_rows = 16'384;         // rows of a row group: a multiple of 2,048
  std::map<std::string, std::string> notes;  // kept in the footer
};

class ParquetTable {
 public:
  static constexpr duckdb::Index kChunkRows = 2048;

  [[nodiscard]] static Result<std::unique_ptr<ParquetTable>> create(const std::vector<ParquetType>& columns);
  ParquetTable(const ParquetTable&) = delete;
  ParquetTable& operator=(const ParquetTable&) = delete;
  ~ParquetTable();

  void text(std::size_t column, std::string_view value);
  template <class T>
  void number(std::size_t column, T value) {
    duckdb::set_value(api(), vector(column), row_, value);
    filled_[column] = true;
  }
  // For lists: the vector to fill at row(); the column then counts as given.
  [[nodiscard]] duckdb::Vector* nested(std::size_t column) {
    filled_[column] = true;
    return vector(column);
  }
  [[nodiscard]] duckdb::Index row() const { return row_; }
  [[nodiscard]] const duckdb::Api& api() const { return session_->api(); }

  [[nodiscard]] Status end_row();
  // Writes all rows; the table is then empty.
  [[nodiscard]] Status write(const std::string& path, const ParquetWriting& writing);

 private:
  ParquetTable(std::unique_ptr<duckdb::Session> session, std::string name, std::size_t columns);
  [[nodiscard]] Status begin_appending();
  [[nodiscard]] Status flush_chunk();
  [[nodiscard]] duckdb::Vector* vector(std::size_t column) const { return vectors_[column]; }

  std::unique_ptr<duckdb::Session> session_;
  std::string name_;  // of the table
  duckdb::Appender* appender_ = nullptr;
  duckdb::DataChunk* chunk_ = nullptr;
  std::vector<duckdb::Vector*> vectors_;
  std::vector<bool> filled_;
  duckdb::Index row_ = 0;
};

}  // namespace stillwatch
