// Values of a batch of rows, read from the vectors that DuckDB hands out and written into those it takes.
//
//   TextColumn ids(api, chunk.vector(0));
//   if (ids.is_set(row)) use(ids[row]);              // a view into the batch
//
// The layout is that of the documentation of DuckDB's C interface: flat arrays, one bit for each row that
// says whether it holds a value, texts of up to twelve bytes in place, lists as ranges of a child vector. No
// check of bounds or types: callers ask for what their SELECT says. Reading is thread-safe.
#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

#include "parquet/c_api.h"

namespace stillwatch::duckdb {

// Which rows of a vector hold a value.
class Validity {
 public:
  Validity(const Api& api, Vector* vector) : bits_(api.vector_get_validity(vector)) {}
  [[nodiscard]] bool is_set(Index row) const {
    return bits_ == nullptr || ((bits_[row / 64] >> (row % 64)) & 1U) != 0;
  }

 private:
  const std::uint64_t* bits_;  // null: all
};

inline std::string_view view_of(const Text& text) {
  if (text.length <= sizeof text.bytes) return {text.bytes, text.length};
  const char* all = nullptr;
  std::memcpy(&all, text.bytes + 4, sizeof all);
  return {all, text.length};
}

// A vector of fixed-size values: T is the documented native type.
template <class T>
class Column : public Validity {
 public:
  Column(const Api& api, Vector* vector)
      : Validity(api, vector), values_(static_cast<const T*>(api.vector_get_data(vector))) {}
  [[nodiscard]] const T& operator[](Index row) const { return values_[row]; }

 private:
  const T* values_;
};

class TextColumn : public Column<Text> {
 public:
  using Column::Column;
  // Empty where there is none.
  [[nodiscard]] std::string_view operator[](Index row) const {
    return is_set(row) ? view_of(Column::operator[](row)) : std::string_view{};
  }
};

// Marks one row of a vector that is being filled as holding no value.
inline void set_null(const Api& api, Vector* vector, Index row) {
  api.vector_ensure_validity_writable(vector);
  api.vector_get_validity(vector)[row / 64] &= ~(std::uint64_t{1} << (row % 64));
}

template <class T>
void set_value(const Api& api, Vector* vector, Index row, T value) {
  static_cast<T*>(api.vector_get_data(vector))[row] = value;
}

inline void set_text(const Api& api, Vector* vector, Index row, std::string_view text) {
  api.vector_assign_string_element_len(vector, row, text.data(), text.size());
}

// Makes the list of `row` the next `count` elements of the child, and returns where they begin.
inline Index begin_list(const Api& api, Vector* vector, Index row, Index count) {
  const Index from = api.list_vector_get_size(vector);
  set_value(api, vector, row, ListEntry{from, count});
  api.list_vector_reserve(vector, from + count);
  api.list_vector_set_size(vector, from + count);
  return from;
}

}  // namespace stillwatch::duckdb
