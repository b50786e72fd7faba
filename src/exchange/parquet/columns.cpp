#include "exchange/parquet/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace stillwatch {
namespace {

constexpr const char* kPartType =
    "STRUCT(message UINTEGER, \"role\" VARCHAR, \"type\" VARCHAR, \"name\" VARCHAR, \"content\" VARCHAR)[]";
constexpr const char* kToolType = "STRUCT(\"name\" VARCHAR, description VARCHAR, parameters VARCHAR)[]";

ColumnKind kind_of_fingerprint(Field field) {
  switch (field) {
    case Field::fp_key:
    case Field::fp_language:
      return ColumnKind::text;
    case Field::fp_prompt_words:
    case Field::fp_answer_words:
      return ColumnKind::unsigned32;
    case Field::fp_topic:
    case Field::fp_capability:
    case Field::fp_flags:
    case Field::fp_intent:
    case Field::fp_intent_score:
      return ColumnKind::unsigned8;
    case Field::fp_projection:
      return ColumnKind::bytes;
    case Field::fp_history:
    case Field::fp_shapes:
    case Field::fp_prompt_prints:
    case Field::fp_answer_prints:
      return ColumnKind::hashes;
    default:
      return ColumnKind::hash;
  }
}

ColumnKind kind_of(Field field) {
  if (is_fingerprint(field)) return kind_of_fingerprint(field);
  switch (field) {
    case Field::time:
    case Field::time_end:
      return ColumnKind::time;
    case Field::as_number:
      return ColumnKind::unsigned32;
    case Field::status:
      return ColumnKind::status;
    case Field::finish_reasons:
      return ColumnKind::text_list;
    case Field::temperature:
    case Field::top_p:
    case Field::frequency_penalty:
    case Field::presence_penalty:
      return ColumnKind::real;
    case Field::stream:
    case Field::logprobs:
      return ColumnKind::boolean;
    case Field::embedding:
      return ColumnKind::reals;
    case Field::system_instructions:
    case Field::input_messages:
    case Field::output_messages:
      return ColumnKind::parts;
    case Field::tool_definitions:
      return ColumnKind::tools;
    default:
      break;
  }
  const bool counted = (field >= Field::top_k && field <= Field::logit_bias_count) ||
                       (field >= Field::input_tokens && field <= Field::cache_creation_tokens);
  return counted ? ColumnKind::integer : ColumnKind::text;
}

std::vector<ExchangeColumn> make_columns() {
  std::vector<ExchangeColumn> columns;
  for (std::size_t i = 0; i < kFieldCount; ++i) {
    const auto field = static_cast<Field>(i);
    std::string name(name_of(field));
    std::replace(name.begin(), name.end(), '.', '_');
    columns.push_back({field, kind_of(field), std::move(name)});
  }
  return columns;
}

bool is_integer(std::string_view type) {
  static constexpr std::array<std::string_view, 8> kIntegers = {
      "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT"};
  return std::find(kIntegers.begin(), kIntegers.end(), type) != kIntegers.end();
}

bool is_number(std::string_view type) {
  return is_integer(type) || type == "FLOAT" || type == "DOUBLE" || type.starts_with("DECIMAL");
}

bool is_nested(std::string_view type) {
  return type.ends_with(']') || type.starts_with("STRUCT") || type.starts_with("MAP");
}

ColumnReading cast(const std::string& column, std::string_view type) {
  return {fmt::format("TRY_CAST({} AS {})", column, type)};
}

std::optional<ColumnReading> text_reading(const std::string& column, const std::string& type) {
  if (type == "VARCHAR") return ColumnReading{column};
  if (is_integer(type) || type == "UUID" || type.starts_with("ENUM")) return cast(column, "VARCHAR");
  return std::nullopt;
}

std::optional<ColumnReading> time_reading(const std::string& column, const std::string& type) {
  if (type == "TIMESTAMP" || type == "TIMESTAMP WITH TIME ZONE") return ColumnReading{column};
  if (type.starts_with("TIMESTAMP")) return ColumnReading{fmt::format("epoch_us({})", column)};
  return std::nullopt;
}

// Messages and tools in any other nested type are read by their JSON form, as the lines of a log are.
std::optional<ColumnReading> content_reading(const std::string& column, const std::string& type,
                                             std::string_view own_type) {
  if (type == own_type) return ColumnReading{column};
  if (type == "VARCHAR" || type == "JSON") return ColumnReading{column, true};
  if (is_nested(type)) return ColumnReading{fmt::format("CAST(to_json({}) AS VARCHAR)", column), true};
  return std::nullopt;
}

std::optional<ColumnReading> list_reading(ColumnKind kind, const std::string& column,
                                          const std::string& type) {
  const std::string own = written_type(kind);
  if (type == own) return ColumnReading{column};
  const std::size_t bracket = type.rfind('[');
  const bool of_numbers =
      bracket != std::string::npos && is_number(std::string_view(type).substr(0, bracket));
  if (kind == ColumnKind::reals && of_numbers) return cast(column, own);
  return std::nullopt;
}

}  // namespace

const std::vector<ExchangeColumn>& exchange_columns() {
  static const std::vector<ExchangeColumn> kColumns = make_columns();
  return kColumns;
}

std::string written_type(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::text:
      return "VARCHAR";
    case ColumnKind::text_list:
      return "VARCHAR[]";
    case ColumnKind::time:
      return "TIMESTAMP WITH TIME ZONE";
    case ColumnKind::integer:
      return "BIGINT";
    case ColumnKind::status:
      return "INTEGER";
    case ColumnKind::unsigned32:
      return "UINTEGER";
    case ColumnKind::unsigned8:
      return "UTINYINT";
    case ColumnKind::real:
      return "DOUBLE";
    case ColumnKind::boolean:
      return "BOOLEAN";
    case ColumnKind::reals:
      return "FLOAT[]";
    case ColumnKind::parts:
      return kPartType;
    case ColumnKind::tools:
      return kToolType;
    case ColumnKind::hash:
      return "UBIGINT";
    case ColumnKind::hashes:
      return "UBIGINT[]";
    case ColumnKind::bytes:
      return "BLOB";
  }
  return "VARCHAR";
}

std::optional<ColumnReading> reading_of(ColumnKind kind, const std::string& column, const std::string& type) {
  switch (kind) {
    case ColumnKind::text:
      return text_reading(column, type);
    case ColumnKind::text_list:
      if (type == "VARCHAR[]") return ColumnReading{column + "[1]"};
      return text_reading(column, type);
    case ColumnKind::time:
      return time_reading(column, type);
    case ColumnKind::parts:
      return content_reading(column, type, kPartType);
    case ColumnKind::tools:
      return content_reading(column, type, kToolType);
    case ColumnKind::reals:
    case ColumnKind::hashes:
      return list_reading(kind, column, type);
    case ColumnKind::hash:
    case ColumnKind::boolean:
    case ColumnKind::bytes:
      break;
    case ColumnKind::integer:
    case ColumnKind::status:
    case ColumnKind::unsigned32:
    case ColumnKind::unsigned8:
    case ColumnKind::real:
      if (type != written_type(kind) && is_number(type)) return cast(column, written_type(kind));
      break;
  }
  if (type == written_type(kind)) return ColumnReading{column};
  return std::nullopt;
}

std::string_view wanted_type(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::text:
      return "a VARCHAR";
    case ColumnKind::text_list:
      return "a VARCHAR[]";
    case ColumnKind::time:
      return "a TIMESTAMP";
    case ColumnKind::parts:
    case ColumnKind::tools:
      return "a list as in docs/format/parquet.md, or its JSON as a VARCHAR";
    case ColumnKind::reals:
      return "a FLOAT[]";
    case ColumnKind::hash:
      return "a UBIGINT";
    case ColumnKind::hashes:
      return "a UBIGINT[]";
    case ColumnKind::bytes:
      return "a BLOB";
    case ColumnKind::boolean:
      return "a BOOLEAN";
    default:
      return "a number";
  }
}

}  // namespace stillwatch
