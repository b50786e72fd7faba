// What is read of one Parquet file: which columns, by which expressions, and the statement for a row group.
//
//   auto plan = make_row_plan(facts, options);
//   std::string sql = statement_for(plan.value(), facts.groups[3], path, wanted_rows);
//
// Columns are found by the names of the fields with "_" for ".", or the names themselves; others are ignored.
// Required are id, time, account_id, gen_ai_request_model and either gen_ai_input_messages or fp_language,
// less what the access log of --join gives. Errors: bad_input that names the column and what to do about it;
// usage for options that do not go with Parquet. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "exchange/log_reader.h"
#include "exchange/parquet/columns.h"
#include "parquet/file_facts.h"

namespace stillwatch {

struct PlannedColumn {
  const ExchangeColumn* column = nullptr;
  std::size_t in_file = 0;  // its place among the columns of the file
  std::string sql;
  bool is_json = false;
  bool is_flat = true;  // neither a list nor a struct
};

struct RowPlan {
  std::vector<PlannedColumn> columns;  // that the file has
  bool counts_nulls = false;           // nulls of the footer tell how often a field is filled
};

[[nodiscard]] Result<RowPlan> make_row_plan(const ParquetFacts& facts, const ReadOptions& options);

// The columns of a row group that are decoded. Those that are skipped nobody looks at, and how often they are
// filled is known without; those in neither list hold nothing.
struct GroupColumns {
  std::vector<const PlannedColumn*> read, skipped;
};
[[nodiscard]] GroupColumns columns_for(const RowPlan& plan, const RowGroup& group,
                                       const ReadOptions& options);

// The first column is the row's number in the file. `rows`: only these, ascending; empty: the whole group.
[[nodiscard]] std::string statement_for(std::span<const PlannedColumn* const> columns, const RowGroup& group,
                                        const std::string& path, std::span<const std::uint64_t> rows);

}  // namespace stillwatch
