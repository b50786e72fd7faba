// Writes a table state (account/table_state.h), row by row, in constant memory.
//
//   const StateTarget target = StateTarget::named("monday.state");
//   auto writer = TableStateWriter::create(target, secret, rows, prints);    // how many there will be
//   for (...) writer.value().add(row, prints_of_row);                        // in the order of the file
//   Result<TableState> state = writer.value().finish(names);
//
// The file appears under its name only when finish() has succeeded; until then, and after a failure, there is
// at most PATH.partial, which the destructor removes. Rows may also be written in stretches, on several
// threads (stretch()); then all must be, and the sums cost one more reading. A target without a name is a
// file of this run alone (base/unnamed_file.h). Errors: Code::io (the disk is full, the folder cannot be
// written), told by finish() with what would have been needed. Exactly the promised numbers of rows and
// prints must be added. Not thread-safe. Cost: a copy and a checksum of every byte.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "account/placed_output.h"
#include "account/table_state.h"

namespace stillwatch {

// Where a state goes: to a path, or to a file without a name in a folder.
struct StateTarget {
  std::string path, folder;  // one of them
  [[nodiscard]] static StateTarget named(std::string path) { return {std::move(path), {}}; }
  [[nodiscard]] static StateTarget unnamed(std::string folder) { return {{}, std::move(folder)}; }
};

class TableStateWriter {
 public:
  [[nodiscard]] static Result<TableStateWriter> create(const StateTarget& target, std::string_view secret,
                                                       std::uint64_t rows, std::uint64_t prints);
  TableStateWriter(TableStateWriter&&) noexcept;
  TableStateWriter& operator=(TableStateWriter&&) noexcept;
  ~TableStateWriter();

  // `row.prints` and `row.part` are set here; account and model must be numbers of the names to come.
  void add(ExchangeRow row, std::span<const std::uint64_t> prints);
  // The rows from number `row` on, whose prints begin with number `print`; add() as above, then finish(),
  // which returns an errno or 0: with another than 0, return failed(). One for each thread.
  class Stretch {
   public:
    void add(ExchangeRow row, std::span<const std::uint64_t> prints);
    [[nodiscard]] int finish();

   private:
    friend class TableStateWriter;
    Stretch(int file, std::size_t rows_at, std::size_t prints_at, std::uint64_t print)
        : rows_(file, rows_at), prints_(file, prints_at), print_(print) {}
    PlacedOutput rows_, prints_;
    std::uint64_t print_;
  };
  [[nodiscard]] Stretch stretch(std::uint64_t row, std::uint64_t print);
  [[nodiscard]] Error failed(int code) const;

  // The finished state, mapped to be changed (ExchangeTable::over).
  [[nodiscard]] Result<TableState> finish(const TableNames& names);

 private:
  struct State;
  [[nodiscard]] Status sum_up();
  explicit TableStateWriter(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace stillwatch
