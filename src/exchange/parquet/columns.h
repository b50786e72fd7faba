// The columns of a log in Parquet: one for each canonical field, and the types that it may have.
//
//   for (const ExchangeColumn& column : exchange_columns()) use(column.name, written_type(column.kind));
//
// docs/format/parquet.md is this table in words. Pure; thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exchange/field.h"

namespace stillwatch {

enum class ColumnKind : std::uint8_t {
  text,
  text_list,  // the first counts
  time,       // microseconds since 1970, UTC
  integer,
  status,  // 32 bits
  unsigned32,
  unsigned8,
  real,
  boolean,
  reals,  // a list of floats
  parts,  // messages, flat: one element per part
  tools,
  hash,
  hashes,
  bytes,
};

struct ExchangeColumn {
  Field field = Field::id;
  ColumnKind kind = ColumnKind::text;
  std::string name;  // that of the field, with "_" for "."
};

// In the order of Field.
[[nodiscard]] const std::vector<ExchangeColumn>& exchange_columns();

// Under this name the footer of a file that `stillwatch convert` wrote holds the version of the layout. Such
// files keep what is absent as null, so that the footer's counts of nulls say how often a field is filled.
inline constexpr const char* kLayoutNote = "stillwatch.exchange";
inline constexpr const char* kLayoutVersion = "1";

// The type in which a column is written, in SQL.
[[nodiscard]] std::string written_type(ColumnKind kind);

// How a column of some type is read.
struct ColumnReading {
  std::string sql;       // the expression, with the column as given
  bool is_json = false;  // the expression gives the field's JSON form
};

// None where the type cannot be read as that kind. `column` is the quoted name, `type` what SQL says of it.
[[nodiscard]] std::optional<ColumnReading> reading_of(ColumnKind kind, const std::string& column,
                                                      const std::string& type);

// "a TIMESTAMP", for messages: what a column of that kind should be.
[[nodiscard]] std::string_view wanted_type(ColumnKind kind);

}  // namespace stillwatch
