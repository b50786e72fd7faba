#include "account/row_run.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <numeric>

#include "account/placed_output.h"
#include "account/row_order.h"
#include "account/table_state.h"
#include "base/unnamed_file.h"

namespace stillwatch {

Result<RowRun> RowRun::over(MappedFile file, std::uint64_t rows, std::uint64_t prints, std::uint64_t pieces) {
  RowRun run;
  run.file_ = std::move(file);
  std::byte* const at = run.file_.changeable().data();
  const std::size_t prints_at = rows * sizeof(ExchangeRow),
                    pieces_at = prints_at + prints * sizeof(std::uint64_t);
  if (pieces_at + pieces * sizeof(SortedRows::Piece) != run.file_.bytes().size())
    return Error{Code::io, "a file of rows in --spill is not as long as it was written"};
  run.rows_ = {reinterpret_cast<const ExchangeRow*>(at), rows};
  run.prints_ = {reinterpret_cast<const std::uint64_t*>(at + prints_at), prints};
  run.pieces_ = {reinterpret_cast<SortedRows::Piece*>(at + pieces_at), pieces};
  return run;
}

// The builder's accounts in order of their names: those that are new since the last time are sorted in.
void ExchangeTableBuilder::sort_names() {
  const auto by_name = [this](std::uint32_t a, std::uint32_t b) {
    return *accounts_.order[a] < *accounts_.order[b];
  };
  const std::vector<std::uint32_t> known = std::move(by_name_);
  std::vector<std::uint32_t> fresh(accounts_.order.size() - known.size());
  std::iota(fresh.begin(), fresh.end(), static_cast<std::uint32_t>(known.size()));
  std::sort(fresh.begin(), fresh.end(), by_name);
  by_name_.resize(accounts_.order.size());
  std::merge(known.begin(), known.end(), fresh.begin(), fresh.end(), by_name_.begin(), by_name);
}

// Numbers of rows (block by block) by name of account, time, id and place.
std::vector<std::uint32_t> ExchangeTableBuilder::sorted_rows(std::vector<SortedRows::Piece>& pieces) {
  sort_names();
  std::vector<std::uint32_t> next(accounts_.order.size() + 1);
  for (const auto& block : blocks_) {
    for (const ExchangeRow& row : block) ++next[row.account];
  }
  std::uint32_t at = 0;
  for (const std::uint32_t account : by_name_) {
    const std::uint32_t rows = next[account];
    if (rows > 0) pieces.push_back({account, at, at + rows});
    next[account] = at;
    at += rows;
  }
  std::vector<std::uint32_t> order(at);
  std::uint32_t number = 0;
  for (const auto& block : blocks_) {
    for (const ExchangeRow& row : block) order[next[row.account]++] = number++;
  }
  for (const SortedRows::Piece& piece : pieces) {
    std::sort(order.begin() + piece.first, order.begin() + piece.end,
              [this](std::uint32_t a, std::uint32_t b) {
                const ExchangeRow& x = row_at(a);
                const ExchangeRow& y = row_at(b);
                if (x.time_us != y.time_us) return x.time_us < y.time_us;
                return x.id != y.id ? x.id < y.id : order_of(x, x.input) < order_of(y, y.input);
              });
  }
  return order;
}

Result<RowRun> ExchangeTableBuilder::spill(const std::string& folder) {
  std::vector<SortedRows::Piece> pieces;
  const std::vector<std::uint32_t> order = sorted_rows(pieces);
  const auto file = open_unnamed_file(folder);
  if (!file.has_value()) return file.error();
  PlacedOutput rows(file.value(), 0), prints(file.value(), order.size() * sizeof(ExchangeRow));
  std::uint64_t print = 0;
  for (const std::uint32_t number : order) {
    ExchangeRow row = row_at(number);
    const auto of_row = pool_.at(row.prints, TableState::print_count(row));
    row.prints = print;
    print += of_row.size();
    rows.put(std::as_bytes(std::span(&row, 1)));
    prints.put(std::as_bytes(of_row));
  }
  int failed = rows.finish();
  if (failed == 0) failed = prints.finish();
  PlacedOutput tail(file.value(), prints.end());
  tail.put(std::as_bytes(std::span(pieces)));
  if (failed == 0) failed = tail.finish();
  const std::size_t bytes = prints.end();
  auto mapped = MappedFile::of(file.value(), folder, MappedFile::Access::change);
  ::close(file.value());
  if (failed != 0)
    return Error{Code::io,
                 fmt::format("{}: {} ({} MB are needed for each such file, and about what a state of "
                             "these logs takes for all); name a folder with more room with --spill",
                             folder, std::strerror(failed), (bytes >> 20) + 1)};
  if (!mapped.has_value()) return mapped.error();
  for (auto& block : blocks_) block.clear();
  used_blocks_ = 0;
  pool_.begin_anew();
  return RowRun::over(std::move(mapped).value(), order.size(), print, pieces.size());
}

}  // namespace stillwatch
