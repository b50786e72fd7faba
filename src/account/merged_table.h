// Parts of a log as one table, of which memory holds what is touched.
//
//   auto merged = merge_into_table(std::move(parts), {folder, /*threads=*/0});
//   ExchangeTable table = ExchangeTable::over(std::move(merged).value(), facts);
//
// Rows are merged into a file without a name in `folder`. Where all parts may pass (SortedRows::passing)
// their fingerprints are merged into another, so that those of an account lie side by side and are one page
// or two instead of some in every part, and the disk of the parts is given back meanwhile: at its peak it
// holds about what the parts took. Otherwise fingerprints stay in the files of the parts, which stay mapped
// with the table. Of rows with one exchange id the one at the lowest place stays, as in ExchangeTable::merge.
// Errors: over_limit for more than 2^32 - 1 rows or 65,535 parts; io from the file, with what it needs.
// Memory: that of account/row_merge.h and two MiB a thread. Cost: a pass over the rows for repeats, one that
// merges, 152 bytes written for each, and its fingerprints where they are merged.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "account/row_merge.h"
#include "account/table_state.h"
#include "base/mapped_file.h"

namespace stillwatch {

struct MergedTable {
  MappedFile rows;                                     // to be changed
  std::vector<MappedFile> parts;                       // with the prints: of the parts, or one
  std::vector<std::span<const std::uint64_t>> prints;  // by part
  TableNames names;
  MergedRepeats repeats;
};

struct TableParts {
  std::vector<SortedRows> rows;
  std::vector<MappedFile> files;  // that they lie in
  TableNames names;               // accounts and models of the whole; their rows are counted here
};

struct TableRoom {
  std::string folder;
  unsigned threads = 0;
};
[[nodiscard]] Result<MergedTable> merge_into_table(TableParts parts, const TableRoom& room);

}  // namespace stillwatch
