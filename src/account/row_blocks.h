// Passes over a whole table in order, on all threads, that leave no memory behind.
//
//   for_row_blocks(table, threads, [&](std::size_t first, std::size_t last, unsigned worker) {
//     for (std::size_t r = first; r < last; ++r) count[worker] += table.shapes(table.rows()[r]).size();
//   });
//
// Blocks are some thousand rows long, more in large tables; workers are those of parallel_for
// (base/parallel.h). Where the table lies in files and does not fit in the memory of the run, the pages of a
// block go back to the system when its body returns (ExchangeTable::let_pass), so that a pass holds some
// megabytes of it and not all. Cost: a few system calls a block, and looking at each of these once more;
// nothing where the table fits.
#pragma once

#include <algorithm>
#include <cstddef>

#include "account/exchange_table.h"
#include "base/parallel.h"

namespace stillwatch {

template <class Body>
void for_row_blocks(const ExchangeTable& table, unsigned threads, const Body& body) {
  constexpr std::size_t kLeast = 8192, kMost = 65536, kBlocks = 256;
  const std::size_t rows = table.rows().size(), size = std::clamp(rows / kBlocks, kLeast, kMost);
  parallel_for((rows + size - 1) / size, threads, [&](std::size_t block, unsigned worker) {
    const std::size_t first = block * size, last = std::min(rows, first + size);
    body(first, last, worker);
    table.let_pass(first, last);
  });
}

}  // namespace stillwatch
