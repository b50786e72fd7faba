#include "parquet/session.h"

#include <fmt/format.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "parquet/library.h"

namespace stillwatch::duckdb {
namespace {

// Bounds what unforeseen files can take; ordinary reading and writing needs some 100 MB a thread.
std::string memory_limit() {
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  return fmt::format("{}MB", 2048U + 512U * threads);
}

stillwatch::Result<Database*> open_database(const Api& api) {
  Config* config = nullptr;
  if (api.create_config(&config) != State::success) return Error{Code::io, "DuckDB could not be configured"};
  const std::string memory = memory_limit();
  for (const auto& [name, value] : {std::pair{"threads", "1"},
                                    {"memory_limit", memory.c_str()},
                                    {"temp_directory", ""},
                                    {"autoinstall_known_extensions", "false"},
                                    {"autoload_known_extensions", "false"},
                                    {"enable_external_file_cache", "false"},
                                    {"preserve_insertion_order", "true"}})
    api.set_config(config, name, value);
  Database* database = nullptr;
  char* message = nullptr;
  const State opened = api.open_ext(nullptr, &database, config, &message);
  api.destroy_config(&config);
  if (opened == State::success) return database;
  const std::string what = message != nullptr ? first_line(message) : "no reason was given";
  if (message != nullptr) api.free(message);
  return Error{Code::io, "DuckDB could not be started: " + what};
}

}  // namespace

std::optional<Chunk> Rows::next() {
  if (!error_.empty()) return std::nullopt;
  DataChunk* const chunk = api_.fetch_chunk(result_);
  if (chunk == nullptr) {
    const char* const message = api_.result_error(&result_);
    if (message != nullptr && *message != '\0') error_ = first_line(message);
    return std::nullopt;
  }
  Chunk owned(api_, chunk);
  if (owned.rows() == 0) return std::nullopt;
  return owned;
}

stillwatch::Result<std::unique_ptr<Session>> Session::open() {
  const auto library = load_library();
  if (!library.has_value()) return library.error();
  const Api& api = library.value()->api;
  static const auto kDatabase = open_database(api);  // lives as long as the process
  if (!kDatabase.has_value()) return kDatabase.error();
  Connection* connection = nullptr;
  if (api.connect(kDatabase.value(), &connection) != State::success)
    return Error{Code::io, "DuckDB accepts no connection"};
  std::unique_ptr<Session> session(new Session(api, connection));
  // Footers are asked for several times, by the facts of a file and by each of its row groups.
  if (const Status set = session->run("SET parquet_metadata_cache=true"); !set.has_value())
    return set.error();
  return session;
}

Session::~Session() { api_.disconnect(&connection_); }

Status Session::run(const std::string& sql) {
  Result result;
  const State done = api_.query(connection_, sql.c_str(), &result);
  const char* const message = done == State::success ? nullptr : api_.result_error(&result);
  const std::string what = message != nullptr ? first_line(message) : "DuckDB gave no reason";
  api_.destroy_result(&result);
  if (done == State::success) return Done{};
  return Error{Code::bad_input, what};
}

stillwatch::Result<std::unique_ptr<Rows>> Session::stream(const std::string& sql) {
  Prepared* prepared = nullptr;
  Pending* pending = nullptr;
  Result result;
  std::string what;
  const auto note = [&](const char* message) { what = first_line(message != nullptr ? message : ""); };
  bool good = api_.prepare(connection_, sql.c_str(), &prepared) == State::success;
  if (!good) note(api_.prepare_error(prepared));
  if (good && api_.pending_prepared_streaming(prepared, &pending) != State::success) {
    good = false;
    note(api_.pending_error(pending));
  }
  if (good && api_.execute_pending(pending, &result) != State::success) {
    good = false;
    note(api_.result_error(&result));
    api_.destroy_result(&result);
  }
  if (pending != nullptr) api_.destroy_pending(&pending);
  if (prepared != nullptr) api_.destroy_prepare(&prepared);
  if (!good) return Error{Code::bad_input, what};
  return std::make_unique<Rows>(api_, result);
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'') out += '\'';
    out += c;
  }
  return out + '\'';
}

std::string quoted_name(const std::string& name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::string quoted_path(const std::string& path) {
  std::string pattern;
  for (const char c : path) {
    if (c == '*' || c == '?' || c == '[') {
      pattern += {'[', c, ']'};
    } else {
      pattern += c;
    }
  }
  return quoted(pattern);
}

std::string first_line(const char* message) {
  std::string_view text(message);
  text = text.substr(0, text.find('\n'));
  constexpr std::string_view kKind = " Error: ";
  const std::size_t kind = text.find(kKind);
  constexpr std::size_t kLongestKind = 32;
  if (kind < kLongestKind) text.remove_prefix(kind + kKind.size());
  return text.empty() ? "DuckDB gave no reason" : std::string(text);
}

}  // namespace stillwatch::duckdb
