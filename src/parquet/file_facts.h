// What the footer of a Parquet file says: its columns, its row groups and the notes that its writer left.
//
//   auto facts = read_file_facts(session, "part-00000.parquet");
//   for (const RowGroup& group : facts.value().groups) ...
//
// Errors say what is wrong with the file and what to do: not_found or io when it cannot be opened; bad_input
// when it is no Parquet file, ends early, is encrypted, or its footer is damaged. Reads the footer only:
// about 3 ms. Thread-safe for distinct sessions.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "parquet/session.h"

namespace stillwatch {

struct ParquetColumn {
  std::string name;
  std::string type;  // as SQL writes it: "VARCHAR", "BIGINT[]", ...
};

struct RowGroup {
  std::uint64_t first_row = 0;  // of the file, from 0
  std::uint64_t rows = 0;
  std::uint64_t stored_bytes = 0, text_bytes = 0;  // compressed, decompressed
  // By column: rows without a value, where the footer tells. For a list, of its elements' first member: one
  // for each empty list.
  std::vector<std::optional<std::uint64_t>> nulls;
};

struct ParquetFacts {
  std::vector<ParquetColumn> columns;
  std::vector<RowGroup> groups;
  std::map<std::string, std::string> notes;  // of the writer, by name
};

// Whether the file begins as a Parquet file does; false for what cannot be read.
[[nodiscard]] bool begins_as_parquet(const std::string& path);

[[nodiscard]] Result<ParquetFacts> read_file_facts(duckdb::Session& session, const std::string& path);

}  // namespace stillwatch
