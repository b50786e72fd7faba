// A part of a log, reduced to rows by account: a file that merges with others of its kind.
//
//   auto state = TableState::open("monday.state", secret);
//   if (!state.has_value()) return state.error();
//   for (const ExchangeRow& row : state.value().rows()) use(row, state.value().prints_of(row));
//
// Accounts are in order of their names, rows in order of (account, time, id, place), so that any number of
// states merge in one pass (account/table_merge.h) to what a single one over all their logs would be. The
// file is little-endian, versioned and checksummed: docs/format/state.md. Fingerprints are keyed: only states
// under one key merge. `notes` is whatever the caller kept with it (campaign/state_notes.h: what was read).
//
// Errors: Code::not_found and Code::io from the file; Code::bad_input where it is no state, one of another
// version or key, cut short, or changed since it was written, with offset and remedy. open() reads the header
// and the names; verify() everything else, once, before rows are used: after it, no row names what is not
// there, whoever wrote the file. Memory: that of the names; rows and prints are mapped. Thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "account/exchange_table.h"
#include "base/mapped_file.h"
#include "base/result.h"

namespace stillwatch {

inline constexpr std::uint32_t kTableStateVersion = 1;

// What a state says beside its rows.
struct TableNames {
  struct Account {
    std::string name;
    std::string organisation;  // named in the log; the smallest of several; empty: none
    std::uint64_t rows = 0;
  };
  std::vector<Account> accounts;    // ascending by name
  std::vector<std::string> models;  // ascending
  std::string notes;
};

class TableState {
 public:
  [[nodiscard]] static Result<TableState> open(const std::string& path, std::string_view secret);
  // The same of what is mapped already; `name` is what errors call it.
  [[nodiscard]] static Result<TableState> over(MappedFile file, std::string name, std::string_view secret);
  // `inputs`: how many there are that rows may come from.
  [[nodiscard]] Status verify(std::uint64_t inputs) const;

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] const TableNames& names() const { return names_; }
  [[nodiscard]] std::size_t bytes() const { return file_.bytes().size(); }  // of the whole file
  [[nodiscard]] std::span<const ExchangeRow> rows() const { return rows_; }
  [[nodiscard]] std::span<const std::uint64_t> prints() const { return prints_; }
  // All of a row's fingerprints and its projection, as they lie in the pool.
  [[nodiscard]] std::span<const std::uint64_t> prints_of(const ExchangeRow& row) const {
    return prints_.subspan(row.prints, print_count(row));
  }
  [[nodiscard]] static std::size_t print_count(const ExchangeRow& row);
  // The file itself, for those who go on with it alone.
  [[nodiscard]] MappedFile take_file() && { return std::move(file_); }

  // An error about a place in a state: "PATH, offset N, field F: why; make the state again from its log".
  [[nodiscard]] static Error refused(const std::string& path, std::size_t offset, std::string_view field,
                                     std::string_view why);
  // Where the bytes of the notes stand in the file: they are its last.
  [[nodiscard]] std::size_t notes_at() const { return bytes() - names_.notes.size(); }

 private:
  [[nodiscard]] Status verify_row(const ExchangeRow& row, std::uint32_t account, std::uint64_t inputs,
                                  std::uint64_t prints) const;

  std::string path_;
  MappedFile file_;
  TableNames names_;
  std::span<const ExchangeRow> rows_;
  std::span<const std::uint64_t> prints_;
  std::uint64_t rows_sum_ = 0, prints_sum_ = 0;
};

// The first bytes of a state file, all numbers little-endian. Sums are XXH3-64, seed 0: they guard against
// accidents, not against forgers.
struct TableStateHeader {
  std::array<char, 8> magic{};
  std::uint32_t version = 0, row_bytes = 0;
  std::uint64_t key_check = 0;   // keyed hash of a constant
  std::uint64_t row_layout = 0;  // where the members of a row lie (row_layout())
  std::uint64_t rows = 0, prints = 0, names_bytes = 0;
  std::uint64_t rows_sum = 0, prints_sum = 0, names_sum = 0;
  std::uint64_t header_sum = 0;  // of everything before it
};
static_assert(sizeof(TableStateHeader) == 88);

inline constexpr std::array<char, 8> kTableStateMagic = {'S', 'W', 'S', 'T', 'A', 'T', 'E', '\n'};
inline constexpr std::size_t kTableStateRowsAt = 4096;  // behind the rows: prints, then names
[[nodiscard]] std::uint64_t table_key_check(std::string_view secret);
[[nodiscard]] std::uint64_t row_layout();
[[nodiscard]] std::uint64_t sum_of(std::span<const std::byte> bytes);
[[nodiscard]] TableStateHeader stamped(TableStateHeader header);  // with magic, version, layout and its sum

}  // namespace stillwatch
