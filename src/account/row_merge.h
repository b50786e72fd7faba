// Merges the sorted rows of parts, on several threads, without holding them.
//
//   RowMerge merge(parts, accounts, threads);        // parts: account/sorted_rows.h; accounts: how many
//   names merge.drop_repeats();                            // where of rows with one exchange id one shall
//   stay const MergePlan plan = merge.plan(prints);       // where the rows of each account come to lie
//   parallel_for(merge.chunks().size(), threads, [&](std::size_t c, unsigned) {
//     merge.merge(merge.chunks()[c], [&](const ExchangeRow& row, std::uint32_t part) { put(row, part); });
//   });
//
// Rows of a chunk come by account, time, id and place, with the account, input and model of the whole, and
// where their prints lie in their part. The result does not depend on threads or on the order of the parts.
// Memory: two bytes and a bit for each row while repeats are looked for, and 64 bytes for each of at most a
// million ids that repeat; a bit a row afterwards; 12 bytes an account. Cost: drop_repeats() and plan(true)
// are a pass over the rows each; merge() is one, with k log k comparisons where k parts have rows of an
// account. merge() is thread-safe, and so is reading.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "account/sorted_rows.h"
#include "exchange/log_reader.h"

namespace stillwatch {

struct MergedRepeats {
  std::uint64_t count = 0;         // rows left out because their exchange id was there before
  std::vector<SourcePlace> first;  // the lowest places, at most AnomalyLog::kPlacesKept
};

struct MergePlan {  // by account, and the end
  std::vector<std::uint64_t> first_row, first_print;
};

class RowMerge {
 public:
  struct Chunk {
    std::uint32_t first = 0, end = 0;  // accounts
  };
  RowMerge(std::span<const SortedRows> parts, std::uint32_t accounts, unsigned threads);

  void drop_repeats();
  [[nodiscard]] const MergedRepeats& repeats() const { return repeats_; }
  // Without `prints`, first_print is empty.
  [[nodiscard]] MergePlan plan(bool prints) const;
  [[nodiscard]] const std::vector<Chunk>& chunks() const { return chunks_; }
  void merge(const Chunk& chunk,
             const std::function<void(const ExchangeRow& row, std::uint32_t part)>& visit) const;
  // Of the rows that merge() visits, all together.
  [[nodiscard]] std::uint64_t print_count(const Chunk& chunk) const;
  // Gives back the disk of rows of these accounts, where parts let them pass, and that of their prints.
  enum class Passing : std::uint8_t { rows, rows_and_prints };
  void let_pass(const Chunk& chunk, Passing what) const;

 private:
  struct Placed;
  struct Candidates;
  [[nodiscard]] std::span<const SortedRows::Piece> pieces_of(const SortedRows& part,
                                                             const Chunk& chunk) const;
  template <class Visit>
  void for_each_row(const Chunk& chunk, const Visit& visit) const;
  [[nodiscard]] std::uint64_t print_count(std::uint32_t part, const SortedRows::Piece& piece) const;
  [[nodiscard]] std::vector<std::uint64_t> ids_that_may_repeat() const;
  void drop_among(std::span<const std::uint64_t> ids, std::vector<SourcePlace>& places);
  [[nodiscard]] bool stays(std::uint32_t part, std::uint64_t row) const {
    if (dropped_.empty()) return true;
    const std::uint64_t number = first_number_[part] + row;
    return (dropped_[number / 64] >> number % 64 & 1) == 0;
  }

  std::span<const SortedRows> parts_;
  std::uint32_t accounts_;
  unsigned threads_;
  std::vector<Chunk> chunks_;
  std::vector<std::uint32_t> rows_of_;       // by account
  std::vector<std::uint64_t> first_number_;  // by part: of its rows, counted over all parts; and the end
  std::vector<std::uint64_t> dropped_;       // one bit for each row; empty: none is
  MergedRepeats repeats_;
};

}  // namespace stillwatch
