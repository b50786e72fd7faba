// The floor under any scan of a log in Parquet: decode the columns that a scan looks at, and nothing else.
//
//   auto floor = run_column_floor(files, 2);
//   if (floor.has_value()) print(floor.value().rows, floor.value().wall_s, floor.value().columns);
//
// Each worker takes the next file; its batches are decoded by the library and dropped. Errors: those of
// ParquetInput, and bad_input for a file that is damaged inside.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace stillwatch {

struct ColumnFloorRun {
  std::uint64_t rows = 0;
  std::uint64_t stored_bytes = 0;
  std::vector<std::string> columns;  // that were decoded, in the order of the record
  double wall_s = 0.0;
};

[[nodiscard]] Result<ColumnFloorRun> run_column_floor(const std::vector<std::string>& paths,
                                                      unsigned threads);

}  // namespace stillwatch
