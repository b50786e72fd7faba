// Where converted lines go: one file of JSON lines, or a folder of Parquet files by hour.
//
//   auto output = open_line_output("exchanges", true, threads);
//   output.value()->put(chunk, maker, repeats);      // in order of the chunks, one call at a time
//   output.value()->written(chunk);                  // after it, on any thread: does the slow part
//   const Status done = output.value()->finish(threads);
//
// Nothing has its name before finish(). Errors of open: usage or io when the place cannot be written, and for
// Parquet what duckdb::load_library() says; of finish: io.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "cli/line_maker.h"

namespace stillwatch {

class LineOutput {
 public:
  virtual ~LineOutput() = default;
  virtual void put(std::uint64_t chunk, LineMaker& maker, AnomalyLog& repeats) = 0;
  virtual void written(std::uint64_t chunk) = 0;
  virtual void put_last(LineMaker& maker, AnomalyLog& repeats) = 0;
  [[nodiscard]] virtual Status finish(unsigned threads) = 0;
};

[[nodiscard]] Result<std::unique_ptr<LineOutput>> open_line_output(const std::string& path, bool parquet,
                                                                   unsigned threads);

}  // namespace stillwatch
