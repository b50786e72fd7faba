#include "exchange/parquet/row_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "exchange/field_selection.h"
#include "parquet/session.h"

namespace stillwatch {
namespace {

constexpr std::string_view kPage = "docs/format/parquet.md";

std::optional<std::size_t> find_column(const ParquetFacts& facts, const ExchangeColumn& wanted) {
  for (std::size_t i = 0; i < facts.columns.size(); ++i) {
    const std::string& name = facts.columns[i].name;
    if (name == wanted.name || name == name_of(wanted.field)) return i;
  }
  return std::nullopt;
}

Error type_error(const ParquetColumn& column, ColumnKind kind) {
  return {Code::bad_input,
          fmt::format("column {} is of type {} and must be {}; convert it where the file is made ({})",
                      column.name, column.type, wanted_type(kind), kPage)};
}

Error missing_error(std::string_view column) {
  return {Code::bad_input,
          fmt::format("column {} is missing; give the file one, or rename the one that holds it ({})", column,
                      kPage)};
}

bool is_flat(const std::string& type) { return type.find_first_of("[(") == std::string::npos; }

bool has(const RowPlan& plan, Field field) {
  return std::any_of(plan.columns.begin(), plan.columns.end(),
                     [&](const PlannedColumn& planned) { return planned.column->field == field; });
}

// --account-field names the column that holds the account.
Status plan_account(const ParquetFacts& facts, const std::string& name, RowPlan& plan) {
  const auto& columns = exchange_columns();
  const auto account = std::find_if(columns.begin(), columns.end(),
                                    [](const ExchangeColumn& c) { return c.field == Field::account; });
  std::string with_marks = name;
  std::replace(with_marks.begin(), with_marks.end(), '.', '_');
  std::erase_if(plan.columns, [](const PlannedColumn& p) { return p.column->field == Field::account; });
  for (std::size_t i = 0; i < facts.columns.size(); ++i) {
    const ParquetColumn& column = facts.columns[i];
    if (column.name != name && column.name != with_marks) continue;
    const auto reading = reading_of(ColumnKind::text, duckdb::quoted_name(column.name), column.type);
    if (!reading) return type_error(column, ColumnKind::text);
    plan.columns.push_back({&*account, i, reading->sql, false, true});
    return Done{};
  }
  return missing_error(name + " (--account-field)");
}

Status check_required(const RowPlan& plan, const ReadOptions& options) {
  const bool joined = !options.join_file.empty();  // who and when may then stand in the access log
  for (const Field field : {Field::id, Field::time, Field::account, Field::request_model}) {
    if (joined || has(plan, field)) continue;
    for (const ExchangeColumn& column : exchange_columns()) {
      if (column.field == field) return missing_error(column.name);
    }
  }
  if (!has(plan, Field::input_messages) && !has(plan, Field::fp_language))
    return missing_error("gen_ai_input_messages (or fp_language, of a log with fingerprints)");
  return Done{};
}

bool is_looked_at(const PlannedColumn& planned, const ReadOptions& options, bool fingerprinted) {
  const FieldSelection& wanted = *options.looked_at;
  const Field field = planned.column->field;
  // What makes a record usable, and what every record with fingerprints has.
  for (const Field needed : {Field::id, Field::time, Field::account, Field::request_model, Field::status,
                             Field::fp_language, Field::fp_topic, Field::fp_capability, Field::fp_flags}) {
    if (field == needed) return true;
  }
  if (!wanted.text_beside_fingerprints && fingerprinted && is_content(field)) return false;
  const bool is_request = field == Field::input_messages || field == Field::system_instructions;
  return wanted.has(field) || (is_request && !fingerprinted);
}

// Whether no row of the group has a value, so that there is nothing to decode or count. Of a list the footer
// counts its elements' members, which only our own layout keeps free of nulls.
bool is_empty(const RowPlan& plan, const PlannedColumn& planned, const RowGroup& group) {
  const bool told = plan.counts_nulls || planned.is_flat;
  return told && group.nulls[planned.in_file] == group.rows;
}

}  // namespace

Result<RowPlan> make_row_plan(const ParquetFacts& facts, const ReadOptions& options) {
  if (!options.map_file.empty())
    return Error{
        Code::usage,
        fmt::format("--map is for JSON lines; name the columns of a Parquet file as {} does", kPage)};
  RowPlan plan;
  const auto layout = facts.notes.find(kLayoutNote);
  if (layout != facts.notes.end() && layout->second != kLayoutVersion)
    return Error{Code::bad_input,
                 fmt::format("has layout {} of exchanges, and {} is read; use the release that wrote it",
                             layout->second, kLayoutVersion)};
  plan.counts_nulls = layout != facts.notes.end();
  for (const ExchangeColumn& column : exchange_columns()) {
    const auto found = find_column(facts, column);
    if (!found) continue;
    const ParquetColumn& stored = facts.columns[*found];
    const auto reading = reading_of(column.kind, duckdb::quoted_name(stored.name), stored.type);
    if (!reading) return type_error(stored, column.kind);
    plan.columns.push_back({&column, *found, reading->sql, reading->is_json, is_flat(stored.type)});
  }
  if (!options.account_field.empty()) {
    const Status status = plan_account(facts, options.account_field, plan);
    if (!status.has_value()) return status.error();
  }
  const Status status = check_required(plan, options);
  if (!status.has_value()) return status.error();
  return plan;
}

GroupColumns columns_for(const RowPlan& plan, const RowGroup& group, const ReadOptions& options) {
  GroupColumns chosen;
  bool fingerprinted = false;  // every row of the group
  for (const PlannedColumn& planned : plan.columns) {
    if (planned.column->field == Field::fp_language)
      fingerprinted = plan.counts_nulls && group.nulls[planned.in_file] == std::uint64_t{0};
  }
  for (const PlannedColumn& planned : plan.columns) {
    if (is_empty(plan, planned, group)) continue;
    const bool countable = options.only || (plan.counts_nulls && group.nulls[planned.in_file]);
    const bool skip =
        options.looked_at != nullptr && countable && !is_looked_at(planned, options, fingerprinted);
    (skip ? chosen.skipped : chosen.read).push_back(&planned);
  }
  return chosen;
}

std::string statement_for(std::span<const PlannedColumn* const> columns, const RowGroup& group,
                          const std::string& path, std::span<const std::uint64_t> rows) {
  std::string sql = "SELECT file_row_number";
  for (const PlannedColumn* planned : columns) sql += ", " + planned->sql;
  sql += fmt::format(
      " FROM read_parquet({}, file_row_number=true, hive_partitioning=false) WHERE file_row_number "
      "BETWEEN {} AND {}",
      duckdb::quoted_path(path), group.first_row, group.first_row + group.rows - 1);
  if (rows.empty()) return sql;
  return sql + fmt::format(" AND file_row_number IN ({})", fmt::join(rows, ","));
}

}  // namespace stillwatch
