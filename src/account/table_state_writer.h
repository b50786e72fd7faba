// Writes a table state (account/table_state.h), row by row, in constant memory.
//
//   auto writer = TableStateWriter::create("monday.state", secret, rows, prints);   // how many there will be
//   for (...) writer.value().add(row, prints_of_row);                               // in the order of the
//   file Status done = writer.value().finish(names);
//
// The file appears under its name only when finish() has succeeded; until then, and after a failure, there is
// at most PATH.part, which the destructor removes. Errors: Code::io (the disk is full, the folder cannot be
// written), told by finish(). Exactly the promised numbers of rows and prints must be added. Not thread-safe.
// Cost: a copy and a checksum of every byte.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "account/table_state.h"

namespace stillwatch {

class TableStateWriter {
 public:
  [[nodiscard]] static Result<TableStateWriter> create(const std::string& path, std::string_view secret,
                                                       std::uint64_t rows, std::uint64_t prints);
  TableStateWriter(TableStateWriter&&) noexcept;
  TableStateWriter& operator=(TableStateWriter&&) noexcept;
  ~TableStateWriter();

  // `row.prints` and `row.part` are set here; account and model must be numbers of the names to come.
  void add(ExchangeRow row, std::span<const std::uint64_t> prints);
  [[nodiscard]] Status finish(const TableNames& names);

 private:
  struct State;
  explicit TableStateWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace stillwatch
