// A conversation with DuckDB: statements that give nothing, and queries whose rows come in batches.
//
//   auto session = duckdb::Session::open();
//   Status made = session.value()->run("CREATE TABLE t (a BIGINT)");
//   auto rows = session.value()->stream("SELECT a FROM t");
//   while (auto chunk = rows.value()->next()) use(*chunk);      // up to 2,048 rows; valid as long as it
//   lives if (!rows.value()->error().empty()) ...                     // what ended it early, in the
//   library's words
//
// One database in memory serves the whole process. It has no threads of its own: a query runs on the thread
// that asks for its next batch, so that as many run at once as the caller has threads. It caches no files,
// loads no extensions, writes no temporary files. A session holds one open query at a time; sessions are
// cheap, and each belongs to one thread at a time. Errors: what load_library() says; bad_input with the first
// line of the library's message. Batches of one query may be used by other threads than the one that
// continues it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "parquet/c_api.h"

namespace stillwatch::duckdb {

// Rows that were fetched; owns what its vectors point to.
class Chunk {
 public:
  Chunk(const Api& api, DataChunk* chunk) : api_(&api), chunk_(chunk) {}
  Chunk(Chunk&& other) noexcept : api_(other.api_), chunk_(std::exchange(other.chunk_, nullptr)) {}
  Chunk& operator=(Chunk&& other) noexcept {
    std::swap(chunk_, other.chunk_);
    std::swap(api_, other.api_);
    return *this;
  }
  ~Chunk() {
    if (chunk_ != nullptr) api_->destroy_data_chunk(&chunk_);
  }

  [[nodiscard]] Index rows() const { return api_->data_chunk_get_size(chunk_); }
  [[nodiscard]] Vector* vector(Index column) const { return api_->data_chunk_get_vector(chunk_, column); }

 private:
  const Api* api_;
  DataChunk* chunk_;
};

// The rows of one query.
class Rows {
 public:
  Rows(const Api& api, Result result) : api_(api), result_(result) {}
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows() { api_.destroy_result(&result_); }

  // None at the end, and after an error.
  [[nodiscard]] std::optional<Chunk> next();
  [[nodiscard]] const std::string& error() const { return error_; }

 private:
  const Api& api_;
  Result result_;
  std::string error_;
};

class Session {
 public:
  [[nodiscard]] static stillwatch::Result<std::unique_ptr<Session>> open();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  [[nodiscard]] Status run(const std::string& sql);
  // Computes a megabyte of rows ahead, so that an error in the first rows comes from here.
  [[nodiscard]] stillwatch::Result<std::unique_ptr<Rows>> stream(const std::string& sql);

  [[nodiscard]] const Api& api() const { return api_; }
  [[nodiscard]] Connection* connection() const { return connection_; }

 private:
  Session(const Api& api, Connection* connection) : api_(api), connection_(connection) {}
  const Api& api_;
  Connection* connection_;
};

// The text as a literal of SQL: 'it''s'.
[[nodiscard]] std::string quoted(const std::string& text);
// A column's name in SQL: "a ""b""".
[[nodiscard]] std::string quoted_name(const std::string& name);
// A literal that names exactly this file where SQL takes a pattern.
[[nodiscard]] std::string quoted_path(const std::string& path);

// One line of a message, without the kind of error in front and the excerpt of the statement behind.
[[nodiscard]] std::string first_line(const char* message);

}  // namespace stillwatch::duckdb
