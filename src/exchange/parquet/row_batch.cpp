#include "exchange/parquet/row_batch.h"

#include <cmath>
#include <cstring>
#include <utility>

#include "exchange/embedding.h"
#include "exchange/field_member.h"
#include "exchange/fingerprint_member.h"
#include "exchange/messages.h"
#include "exchange/part_names.h"
#include "parquet/vectors.h"

namespace stillwatch {
namespace {

using duckdb::Column;
using duckdb::Index;
using duckdb::ListEntry;
using duckdb::Text;
using duckdb::TextColumn;
using duckdb::view_of;

template <class T>
const T& at(const void* data, std::uint64_t row) {
  return static_cast<const T*>(data)[row];
}

// Sets one member from a value of the column's type; what does not fit it is left alone.
struct Assigner {
  ColumnKind kind;
  const void* data;
  std::uint64_t row;

  bool operator()(std::string_view& to) const {
    to = view_of(at<Text>(data, row));
    return true;
  }
  bool operator()(std::int64_t& to) const { return count(to); }
  bool operator()(std::int32_t& to) const { return count(to); }
  bool operator()(std::uint32_t& to) const { return count(to); }
  bool operator()(std::optional<double>& to) const {
    to = at<double>(data, row);
    return true;
  }
  bool operator()(std::optional<std::int64_t>& to) const {
    to = at<std::int64_t>(data, row);
    return true;
  }
  bool operator()(std::optional<bool>& to) const {
    to = at<bool>(data, row);
    return true;
  }

 private:
  template <class T>
  bool count(T& to) const {
    std::int64_t number = 0;
    if (kind == ColumnKind::unsigned32) {
      number = at<std::uint32_t>(data, row);
    } else if (kind == ColumnKind::status) {
      number = at<std::int32_t>(data, row);
    } else {
      number = at<std::int64_t>(data, row);
    }
    if (number < 0 || !std::in_range<T>(number)) return false;
    to = static_cast<T>(number);
    return true;
  }
};

bool all_finite(std::span<const float> numbers) {
  for (const float number : numbers) {
    if (!std::isfinite(number)) return false;
  }
  return true;
}

}  // namespace

RowBatch::RowBatch(const duckdb::Api& api, duckdb::Chunk chunk, std::span<const PlannedColumn* const> columns)
    : api_(&api),
      chunk_(std::move(chunk)),
      rows_(chunk_.rows()),
      numbers_(static_cast<const std::int64_t*>(api.vector_get_data(chunk_.vector(0)))) {
  vectors_.reserve(columns.size());
  for (std::size_t i = 0; i < columns.size(); ++i) {
    duckdb::Vector* const vector = chunk_.vector(i + 1);
    vectors_.push_back({columns[i]->column->field, columns[i]->column->kind, columns[i]->is_json, vector,
                        api.vector_get_data(vector), api.vector_get_validity(vector)});
  }
}

std::uint64_t RowBatch::number_of(std::uint64_t row) const {
  return static_cast<std::uint64_t>(numbers_[row]);
}

void RowBatch::read(std::uint64_t row, Exchange& exchange, JsonWorkspace& workspace) const {
  for (const Vector& from : vectors_) {
    if (has_value(from, row)) read_value(from, row, exchange, workspace);
  }
}

void RowBatch::read_value(const Vector& from, std::uint64_t row, Exchange& to,
                          JsonWorkspace& workspace) const {
  if (from.is_json) {
    const Json value = workspace.parse_text(view_of(at<Text>(from.data, row)));
    if (!value.is_missing()) (void)assign(to, from.field, value, workspace);
    return;
  }
  if (is_fingerprint(from.field) && from.field != Field::fp_key) {
    if (!to.fingerprints) to.fingerprints.emplace();
    return read_fingerprint(from, row, *to.fingerprints);
  }
  switch (from.kind) {
    case ColumnKind::parts:
      return read_parts(from, row, to);
    case ColumnKind::tools:
      return read_tools(from, row, to);
    case ColumnKind::reals: {
      const auto& list = at<ListEntry>(from.data, row);
      duckdb::Vector* const child = api_->list_vector_get_child(from.vector);
      const auto* const numbers = static_cast<const float*>(api_->vector_get_data(child)) + list.offset;
      const std::span<const float> embedding(numbers, list.length);
      if (list.length > 0 && list.length <= kEmbeddingMost && all_finite(embedding)) to.embedding = embedding;
      return;
    }
    default:
      visit_member(to, from.field, Assigner{from.kind, from.data, row});
  }
  if (from.field == Field::finish_reasons) to.finish_reason = normal_finish_reason(to.finish_reason);
}

void RowBatch::read_fingerprint(const Vector& from, std::uint64_t row, TextFingerprints& to) const {
  switch (from.kind) {
    case ColumnKind::hash:
      if (auto* const hash = hash_member(to, from.field)) *hash = at<std::uint64_t>(from.data, row);
      return;
    case ColumnKind::hashes:
      if (auto* const list = hashes_member(to, from.field)) {
        const auto& entry = at<ListEntry>(from.data, row);
        duckdb::Vector* const child = api_->list_vector_get_child(from.vector);
        const auto* const hashes =
            static_cast<const std::uint64_t*>(api_->vector_get_data(child)) + entry.offset;
        list->assign(hashes, hashes + entry.length);
      }
      return;
    case ColumnKind::unsigned32:
      return set_count(to, from.field, at<std::uint32_t>(from.data, row));
    case ColumnKind::unsigned8:
      return set_count(to, from.field, at<std::uint8_t>(from.data, row));
    default:
      return set_bytes(to, from.field, view_of(at<Text>(from.data, row)));
  }
}

void RowBatch::read_parts(const Vector& from, std::uint64_t row, Exchange& to) const {
  const auto& list = at<ListEntry>(from.data, row);
  duckdb::Vector* const part = api_->list_vector_get_child(from.vector);
  const auto member = [&](Index i) { return api_->struct_vector_get_child(part, i); };
  const Column<std::uint32_t> message(*api_, member(0));
  const TextColumn role(*api_, member(1)), type(*api_, member(2)), name(*api_, member(3)),
      content(*api_, member(4));
  const bool is_answer = from.field == Field::output_messages;
  MessageList messages(is_answer ? to.output : to.input,
                       is_answer ? MessageList::Side::output : MessageList::Side::input);
  messages.begin_message();
  for (std::uint64_t i = list.offset; i < list.offset + list.length; ++i) {
    if (i > list.offset && message[i] != message[i - 1]) messages.begin_message();
    const Role written = from.field == Field::system_instructions ? Role::system : role_named(role[i]);
    messages.add(written, kind_named(type[i]), name[i], content[i]);
  }
}

void RowBatch::read_tools(const Vector& from, std::uint64_t row, Exchange& to) const {
  const auto& list = at<ListEntry>(from.data, row);
  duckdb::Vector* const tool = api_->list_vector_get_child(from.vector);
  const auto member = [&](Index i) { return TextColumn(*api_, api_->struct_vector_get_child(tool, i)); };
  const TextColumn name = member(0), description = member(1), parameters = member(2);
  for (std::uint64_t i = list.offset; i < list.offset + list.length; ++i)
    to.tools.push_back({name[i], description[i], parameters[i]});
}

}  // namespace stillwatch
