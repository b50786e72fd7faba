// The part of DuckDB's C interface that is used here, as a table of functions found at run time.
//
// Declared from its documentation (https://duckdb.org/docs/stable/clients/c/api), not copied from a header:
// types that the library keeps to itself are only named, and the three that it shares (a result, a text, a
// list entry) have the documented layout. parquet/library.h fills the table; parquet/session.h owns what the
// functions hand out. Nothing else calls them.
#pragma once

#include <cstdint>

namespace stillwatch::duckdb {

using Index = std::uint64_t;  // idx_t
enum class State : int { success = 0, error = 1 };

struct Config;
struct Database;
struct Connection;
struct Prepared;
struct Pending;
struct DataChunk;
struct Vector;
struct LogicalType;
struct Appender;

// Handed over by value when rows are fetched; only the library looks inside.
struct Result {
  Index column_count = 0, row_count = 0, rows_changed = 0;
  void* columns = nullptr;
  char* error = nullptr;
  void* internal = nullptr;
};
static_assert(sizeof(Result) == 48);

// A text or blob in a vector: up to twelve bytes stand in place; of a longer one the first four do, and then
// a pointer to all of it.
struct Text {
  std::uint32_t length = 0;
  char bytes[12] = {};
};
static_assert(sizeof(Text) == 16);

struct ListEntry {
  std::uint64_t offset = 0, length = 0;
};

// One member per function, under its name in the library without "duckdb_".
struct Api {
  const char* (*library_version)();
  State (*create_config)(Config**);
  State (*set_config)(Config*, const char* name, const char* value);
  void (*destroy_config)(Config**);
  State (*open_ext)(const char* path, Database**, Config*, char** error);
  void (*close)(Database**);
  void (*free)(void*);
  State (*connect)(Database*, Connection**);
  void (*disconnect)(Connection**);

  State (*query)(Connection*, const char* sql, Result*);
  const char* (*result_error)(Result*);
  void (*destroy_result)(Result*);
  State (*prepare)(Connection*, const char* sql, Prepared**);
  const char* (*prepare_error)(Prepared*);
  void (*destroy_prepare)(Prepared**);
  State (*pending_prepared_streaming)(Prepared*, Pending**);
  const char* (*pending_error)(Pending*);
  State (*execute_pending)(Pending*, Result*);
  void (*destroy_pending)(Pending**);

  DataChunk* (*fetch_chunk)(Result);
  DataChunk* (*create_data_chunk)(LogicalType** types, Index columns);
  void (*destroy_data_chunk)(DataChunk**);
  void (*data_chunk_reset)(DataChunk*);
  Index (*data_chunk_get_size)(DataChunk*);
  void (*data_chunk_set_size)(DataChunk*, Index rows);
  Vector* (*data_chunk_get_vector)(DataChunk*, Index column);

  void* (*vector_get_data)(Vector*);
  std::uint64_t* (*vector_get_validity)(Vector*);
  void (*vector_ensure_validity_writable)(Vector*);
  void (*vector_assign_string_element_len)(Vector*, Index row, const char* text, Index length);
  Vector* (*list_vector_get_child)(Vector*);
  Index (*list_vector_get_size)(Vector*);
  State (*list_vector_set_size)(Vector*, Index rows);
  State (*list_vector_reserve)(Vector*, Index rows);
  Vector* (*struct_vector_get_child)(Vector*, Index member);

  State (*appender_create)(Connection*, const char* schema, const char* table, Appender**);
  LogicalType* (*appender_column_type)(Appender*, Index column);
  Index (*appender_column_count)(Appender*);
  State (*append_data_chunk)(Appender*, DataChunk*);
  State (*appender_flush)(Appender*);
  const char* (*appender_error)(Appender*);
  State (*appender_destroy)(Appender**);
  void (*destroy_logical_type)(LogicalType**);
};

}  // namespace stillwatch::duckdb
