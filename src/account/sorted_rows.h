// Rows of one part of a log as a merge takes them (account/row_merge.h): by account, and of one account in
// the order of order_of() (account/row_order.h).
//
//   SortedRows part;
//   part.rows = state.rows();  part.prints = state.prints();  part.pieces = pieces;   // by account
//
// What it points to belongs to somebody else. Numbers of accounts in `pieces` are those of the whole; rows
// hold numbers of the part. Plain data.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "account/exchange_table.h"
#include "base/mapped_file.h"

namespace stillwatch {

struct SortedRowsPiece {  // rows [first, end) of the part are of this account
  std::uint32_t account = 0, first = 0, end = 0;
};

struct SortedRows {
  using Piece = SortedRowsPiece;
  std::span<const ExchangeRow> rows;
  std::span<const std::uint64_t> prints;
  std::span<const Piece> pieces;              // ascending by account; each account once
  std::vector<std::uint32_t> inputs, models;  // by number in the part, those of the whole; empty: as they are
  // Holds `rows` and, in their order, `prints`, which nobody needs once they are merged.
  const MappedFile* passing = nullptr;

  [[nodiscard]] std::uint32_t input_of(const ExchangeRow& row) const {
    return inputs.empty() ? row.input : inputs[row.input];
  }
  [[nodiscard]] std::uint32_t model_of(const ExchangeRow& row) const {
    return models.empty() ? row.model : models[row.model];
  }
};

}  // namespace stillwatch
