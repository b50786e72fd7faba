// The floor under any scan of a compressed JSONL log: decompress every byte and visit every JSON value, and
// nothing else.
//
//   auto floor = run_floor({"a.jsonl.zst", "b.jsonl.zst"}, 2);
//   if (floor.has_value()) print(floor.value().records, floor.value().wall_s);
//
// Each worker takes the next chunk of about 1 MiB from a file that no other worker is decompressing, and
// walks it while it is warm in its cache; so the work is shared over chunks, and decompression over files.
// "Visit" means: On-Demand simdjson over every object and array, every key, every string unescaped, numbers
// located and not converted. Errors: a file that cannot be read or decompressed, a line that is not JSON; the
// message names file and line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace stillwatch {

struct FloorRun {
  std::uint64_t records = 0;       // lines
  std::uint64_t text_bytes = 0;    // decompressed
  std::uint64_t stored_bytes = 0;  // as on disk
  std::uint64_t string_bytes = 0;  // of unescaped strings: shows that the walk was not optimised away
  double wall_s = 0.0;
};

[[nodiscard]] Result<FloorRun> run_floor(const std::vector<std::string>& paths, unsigned threads);

// The walk alone, over lines that lie in memory with at least 64 readable bytes behind them. Returns the
// bytes of unescaped strings; 0 when a line is not JSON.
[[nodiscard]] std::uint64_t walk_lines(std::string_view lines);

}  // namespace stillwatch
