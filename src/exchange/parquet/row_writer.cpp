#include "exchange/parquet/row_writer.h"

#include <algorithm>

#include "exchange/field_member.h"
#include "exchange/fingerprint_fields.h"
#include "exchange/fingerprint_member.h"
#include "exchange/parquet/columns.h"
#include "exchange/part_names.h"

namespace stillwatch {
namespace {

using duckdb::begin_list;
using duckdb::Index;
using duckdb::set_null;
using duckdb::set_text;
using duckdb::set_value;

// Writes one member of an exchange, if it is set.
struct MemberWriter {
  ParquetTable& table;
  std::size_t column;
  ColumnKind kind;

  bool operator()(std::string_view text) const {
    if (text.empty()) return false;
    if (kind == ColumnKind::text_list) {
      duckdb::Vector* const list = table.nested(column);
      const Index from = begin_list(table.api(), list, table.row(), 1);
      set_text(table.api(), table.api().list_vector_get_child(list), from, text);
    } else {
      table.text(column, text);
    }
    return true;
  }
  template <class T>
    requires std::is_integral_v<T>
  bool operator()(T value) const {
    if (value != 0) table.number(column, value);
    return value != 0;
  }
  template <class T>
  bool operator()(const std::optional<T>& value) const {
    if (value) table.number(column, *value);
    return value.has_value();
  }
};

class ListWriter {
 public:
  ListWriter(ParquetTable& table, std::size_t column, std::size_t count)
      : api_(table.api()), list_(table.nested(column)), from_(begin_list(api_, list_, table.row(), count)) {}

  void number(std::size_t i, auto value) {
    set_value(api_, api_.list_vector_get_child(list_), from_ + i, value);
  }
  void member_number(Index member, std::size_t i, std::uint32_t value) {
    set_value(api_, vector(member), from_ + i, value);
  }
  void member_text(Index member, std::size_t i, std::string_view text) {
    if (text.empty()) return set_null(api_, vector(member), from_ + i);
    set_text(api_, vector(member), from_ + i, text);
  }

 private:
  [[nodiscard]] duckdb::Vector* vector(Index member) const {
    return api_.struct_vector_get_child(api_.list_vector_get_child(list_), member);
  }
  const duckdb::Api& api_;
  duckdb::Vector* list_;
  Index from_;
};

void write_parts(ParquetTable& table, std::size_t column, std::span<const Part> parts) {
  if (parts.empty()) return;
  ListWriter list(table, column, parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    list.member_number(0, i, parts[i].message);
    list.member_text(1, i, word_for(parts[i].role));
    list.member_text(2, i, word_for(parts[i].kind));
    list.member_text(3, i, parts[i].name);
    list.member_text(4, i, parts[i].text);
  }
}

void write_tools(ParquetTable& table, std::size_t column, std::span<const Tool> tools) {
  if (tools.empty()) return;
  ListWriter list(table, column, tools.size());
  for (std::size_t i = 0; i < tools.size(); ++i) {
    list.member_text(0, i, tools[i].name);
    list.member_text(1, i, tools[i].description);
    list.member_text(2, i, tools[i].parameters);
  }
}

template <class T>
void write_numbers(ParquetTable& table, std::size_t column, std::span<const T> numbers) {
  if (numbers.empty()) return;
  ListWriter list(table, column, numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) list.number(i, numbers[i]);
}

void write_fingerprint(ParquetTable& table, std::size_t column, const ExchangeColumn& about,
                       const TextFingerprints& prints) {
  if (!has_fingerprint(prints, about.field)) return;
  switch (about.kind) {
    case ColumnKind::hash:
      return table.number(column, *hash_member(prints, about.field));
    case ColumnKind::hashes:
      return write_numbers(table, column,
                           std::span<const std::uint64_t>(*hashes_member(prints, about.field)));
    case ColumnKind::unsigned32:
      return table.number(column, count_of(prints, about.field));
    case ColumnKind::unsigned8:
      return table.number(column, static_cast<std::uint8_t>(count_of(prints, about.field)));
    case ColumnKind::bytes:
      return table.text(column, {reinterpret_cast<const char*>(prints.projection.data()), kProjectionSize});
    default:
      return table.text(column, {prints.language.data(), prints.language.size()});
  }
}

void write_field(ParquetTable& table, std::size_t column, const ExchangeColumn& about, const Exchange& e) {
  const auto system = static_cast<std::size_t>(
      std::find_if(e.input.begin(), e.input.end(), [](const Part& p) { return p.role != Role::system; }) -
      e.input.begin());
  const std::span<const Part> input(e.input);
  switch (about.field) {
    case Field::system_instructions:
      return write_parts(table, column, input.first(system));
    case Field::input_messages:
      return write_parts(table, column, input.subspan(system));
    case Field::output_messages:
      return write_parts(table, column, e.output);
    case Field::tool_definitions:
      return write_tools(table, column, e.tools);
    case Field::embedding:
      return write_numbers(table, column, e.embedding);
    default:
      visit_member(e, about.field, MemberWriter{table, column, about.kind});
  }
}

}  // namespace

std::vector<ParquetType> exchange_table_types() {
  std::vector<ParquetType> types;
  for (const ExchangeColumn& column : exchange_columns())
    types.push_back({column.name, written_type(column.kind)});
  return types;
}

ParquetWriting exchange_writing() {
  ParquetWriting writing;
  writing.notes[kLayoutNote] = kLayoutVersion;
  return writing;
}

Status add_row(ParquetTable& table, const Exchange& exchange) {
  const auto& columns = exchange_columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const bool of_prints = is_fingerprint(columns[i].field) && columns[i].field != Field::fp_key;
    if (!of_prints) {
      write_field(table, i, columns[i], exchange);
    } else if (exchange.fingerprints) {
      write_fingerprint(table, i, columns[i], *exchange.fingerprints);
    }
  }
  return table.end_row();
}

}  // namespace stillwatch
