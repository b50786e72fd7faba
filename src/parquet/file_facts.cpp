#include "parquet/file_facts.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "parquet/vectors.h"

namespace stillwatch {
namespace {

using duckdb::Column;
using duckdb::Index;
using duckdb::quoted_path;
using duckdb::Session;
using duckdb::TextColumn;

constexpr std::string_view kMark = "PAR1";
constexpr std::string_view kEncryptedMark = "PARE";

// First and last four bytes.
Status check_marks(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file)
    return Error{errno == ENOENT ? Code::not_found : Code::io,
                 std::string(std::strerror(errno)) + "; check the path and its permissions"};
  std::array<char, 4> mark{};
  file.read(mark.data(), mark.size());
  const std::string begin(mark.data(), mark.size());
  if (!file || (begin != kMark && begin != kEncryptedMark))
    return Error{Code::bad_input, "is no Parquet file; rename it, or export it again"};
  file.seekg(-static_cast<std::streamoff>(mark.size()), std::ios::end);
  file.read(mark.data(), mark.size());
  if (begin == kEncryptedMark || begin != std::string_view(mark.data(), mark.size()))
    return Error{Code::bad_input, begin == kEncryptedMark
                                      ? "is encrypted, which is not read; export it without encryption"
                                      : "the Parquet file ends early, so that nothing in it can be found; "
                                        "fetch it again"};
  return Done{};
}

Error damaged(const std::string& why) {
  return {Code::bad_input, "the Parquet file is damaged (" + why + "); fetch it again"};
}

// Calls visit(chunk, row) for every row of a query.
template <class Visit>
Status for_each_row(Session& session, const std::string& sql, const Visit& visit) {
  auto rows = session.stream(sql);
  if (!rows.has_value()) return damaged(rows.error().what);
  while (const auto chunk = rows.value()->next()) {
    for (Index row = 0; row < chunk->rows(); ++row) visit(*chunk, row);
  }
  if (!rows.value()->error().empty()) return damaged(rows.value()->error());
  return Done{};
}

Status read_columns(Session& session, const std::string& path, ParquetFacts& facts) {
  const std::string sql = fmt::format(
      "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet({}, "
      "hive_partitioning=false))",
      quoted_path(path));
  return for_each_row(session, sql, [&](const duckdb::Chunk& chunk, Index row) {
    const TextColumn name(session.api(), chunk.vector(0)), type(session.api(), chunk.vector(1));
    facts.columns.push_back({std::string(name[row]), std::string(type[row])});
  });
}

Status read_notes(Session& session, const std::string& path, ParquetFacts& facts) {
  const std::string sql = fmt::format(
      "SELECT decode(key), decode(value) FROM parquet_kv_metadata({}) WHERE starts_with(decode(key), "
      "'stillwatch')",
      quoted_path(path));
  return for_each_row(session, sql, [&](const duckdb::Chunk& chunk, Index row) {
    const TextColumn key(session.api(), chunk.vector(0)), value(session.api(), chunk.vector(1));
    facts.notes.emplace(key[row], value[row]);
  });
}

Status read_groups(Session& session, const std::string& path, ParquetFacts& facts) {
  std::map<std::string, std::size_t, std::less<>> by_name;
  for (std::size_t i = 0; i < facts.columns.size(); ++i) by_name.emplace(facts.columns[i].name, i);
  const std::string sql = fmt::format(
      "SELECT row_group_id, row_group_num_rows, path_in_schema, stats_null_count, total_compressed_size, "
      "total_uncompressed_size FROM parquet_metadata({}) ORDER BY row_group_id, column_id",
      quoted_path(path));
  return for_each_row(session, sql, [&](const duckdb::Chunk& chunk, Index row) {
    const duckdb::Api& api = session.api();
    const Column<std::int64_t> id(api, chunk.vector(0)), rows(api, chunk.vector(1)),
        nulls(api, chunk.vector(3)), stored(api, chunk.vector(4)), text(api, chunk.vector(5));
    const std::string_view leaf = TextColumn(api, chunk.vector(2))[row];
    while (facts.groups.size() <= static_cast<std::size_t>(id[row])) {
      RowGroup next;
      if (!facts.groups.empty()) next.first_row = facts.groups.back().first_row + facts.groups.back().rows;
      next.nulls.resize(facts.columns.size());
      facts.groups.push_back(std::move(next));
    }
    RowGroup& group = facts.groups.back();
    group.rows = static_cast<std::uint64_t>(rows[row]);
    group.stored_bytes += static_cast<std::uint64_t>(stored[row]);
    group.text_bytes += static_cast<std::uint64_t>(text[row]);
    const auto column = by_name.find(leaf.substr(0, leaf.find(", ")));
    if (column == by_name.end() || !nulls.is_set(row)) return;
    auto& known = group.nulls[column->second];
    if (!known) known = static_cast<std::uint64_t>(nulls[row]);
  });
}

}  // namespace

bool begins_as_parquet(const std::string& path) {
  std::array<char, 4> mark{};
  std::ifstream file(path, std::ios::binary);
  file.read(mark.data(), mark.size());
  const std::string_view begin(mark.data(), mark.size());
  return file && (begin == kMark || begin == kEncryptedMark);
}

Result<ParquetFacts> read_file_facts(Session& session, const std::string& path) {
  ParquetFacts facts;
  for (const auto& read : {+[](Session&, const std::string& at, ParquetFacts&) { return check_marks(at); },
                           &read_columns, &read_notes, &read_groups}) {
    const Status status = read(session, path, facts);
    if (!status.has_value()) return status.error();
  }
  return facts;
}

}  // namespace stillwatch
