#include "parquet/table_file.h"

#include <fmt/format.h>

#include <atomic>

namespace stillwatch {

using duckdb::quoted;
using duckdb::quoted_name;
using duckdb::State;

ParquetTable::ParquetTable(std::unique_ptr<duckdb::Session> session, std::string name, std::size_t columns)
    : session_(std::move(session)), name_(std::move(name)), vectors_(columns), filled_(columns) {}

Result<std::unique_ptr<ParquetTable>> ParquetTable::create(const std::vector<ParquetType>& columns) {
  auto session = duckdb::Session::open();
  if (!session.has_value()) return session.error();
  static std::atomic<std::uint64_t> made{0};  // all sessions share one database
  std::string name = fmt::format("table_{}", made++);
  std::string sql = "CREATE TABLE " + name + " (";
  for (const ParquetType& column : columns) sql += quoted_name(column.name) + " " + column.type + ",";
  sql.back() = ')';
  if (const Status status = session.value()->run(sql); !status.has_value()) return status.error();
  std::unique_ptr<ParquetTable> table(
      new ParquetTable(std::move(session).value(), std::move(name), columns.size()));
  if (const Status status = table->begin_appending(); !status.has_value()) return status.error();
  return table;
}

ParquetTable::~ParquetTable() {
  if (chunk_ != nullptr) api().destroy_data_chunk(&chunk_);
  if (appender_ != nullptr) (void)api().appender_destroy(&appender_);
  (void)session_->run("DROP TABLE IF EXISTS " + name_);
}

Status ParquetTable::begin_appending() {
  if (api().appender_create(session_->connection(), nullptr, name_.c_str(), &appender_) != State::success)
    return Error{Code::io, "DuckDB takes no rows"};
  if (chunk_ != nullptr) return Done{};
  std::vector<duckdb::LogicalType*> types(vectors_.size());
  for (std::size_t i = 0; i < types.size(); ++i) types[i] = api().appender_column_type(appender_, i);
  chunk_ = api().create_data_chunk(types.data(), types.size());
  for (duckdb::LogicalType*& type : types) api().destroy_logical_type(&type);
  for (std::size_t i = 0; i < vectors_.size(); ++i) vectors_[i] = api().data_chunk_get_vector(chunk_, i);
  return Done{};
}

void ParquetTable::text(std::size_t column, std::string_view value) {
  duckdb::set_text(api(), vector(column), row_, value);
  filled_[column] = true;
}

Status ParquetTable::end_row() {
  for (std::size_t i = 0; i < filled_.size(); ++i) {
    if (!filled_[i]) duckdb::set_null(api(), vector(i), row_);
    filled_[i] = false;
  }
  return ++row_ < kChunkRows ? Status(Done{}) : flush_chunk();
}

Status ParquetTable::flush_chunk() {
  if (row_ == 0) return Done{};
  api().data_chunk_set_size(chunk_, row_);
  const State added = api().append_data_chunk(appender_, chunk_);
  api().data_chunk_reset(chunk_);
  row_ = 0;
  if (added == State::success) return Done{};
  return Error{Code::io, "DuckDB takes no rows: " + duckdb::first_line(api().appender_error(appender_))};
}

Status ParquetTable::write(const std::string& path, const ParquetWriting& writing) {
  if (const Status status = flush_chunk(); !status.has_value()) return status;
  if (api().appender_flush(appender_) != State::success)
    return Error{Code::io, "DuckDB takes no rows: " + duckdb::first_line(api().appender_error(appender_))};
  (void)api().appender_destroy(&appender_);
  std::string notes;
  for (const auto& [name, value] : writing.notes)
    notes += fmt::format("{}{}: {}", notes.empty() ? "" : ", ", quoted_name(name), quoted(value));
  const std::string sql =
      fmt::format("COPY {} TO {} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {}{})", name_,
                  quoted(path), writing.group_rows, notes.empty() ? "" : ", KV_METADATA {" + notes + "}");
  if (const Status status = session_->run(sql); !status.has_value())
    return Error{Code::io, "cannot write " + path + ": " + status.error().what};
  if (const Status status = session_->run("TRUNCATE " + name_); !status.has_value()) return status;
  return begin_appending();
}

}  // namespace stillwatch
