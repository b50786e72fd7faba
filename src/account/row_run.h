// Rows that left memory: sorted, in a file without a name.
//
//   Result<RowRun> run = builder.spill(folder);        // account/exchange_table.h
//   part.rows = run.value().rows();                    // of a merge (account/row_merge.h)
//
// The file holds rows, then prints, then pieces, as they lie in memory: it is read by the process that wrote
// it and by nobody else. Numbers in it are those of the builder; pieces are in order of names, and their
// accounts can be numbered anew in place. Memory: none but for pages that are touched.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "account/sorted_rows.h"

namespace stillwatch {

class RowRun {
 public:
  [[nodiscard]] static Result<RowRun> over(MappedFile file, std::uint64_t rows, std::uint64_t prints,
                                           std::uint64_t pieces);
  [[nodiscard]] std::span<const ExchangeRow> rows() const { return rows_; }
  [[nodiscard]] std::span<const std::uint64_t> prints() const { return prints_; }
  [[nodiscard]] std::span<SortedRows::Piece> pieces() { return pieces_; }
  [[nodiscard]] const MappedFile& file() const { return file_; }
  [[nodiscard]] MappedFile take_file() && { return std::move(file_); }  // spans stay good

 private:
  MappedFile file_;
  std::span<const ExchangeRow> rows_;
  std::span<const std::uint64_t> prints_;
  std::span<SortedRows::Piece> pieces_;
};

}  // namespace stillwatch
