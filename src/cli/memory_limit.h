// Holds a command to --memory while it runs.
//
//   auto limit = MemoryLimit::start(command.input, command.quiet);
//   if (!limit.has_value()) return limit.error();            // no_memory: less than any run needs
//   limit.value()->apply(scan_options);                      // after stage and progress are set
//
// Large arrays of linking, grouping and testing that do not fit go to --spill, as rows do
// (base/large_blocks.h); of other stages, which hold text and names, only arrays of numbers alone. Says on
// standard error, unless `quiet`, when rows begin to go to --spill, and with how much. A run that is above
// the limit and cannot give back more ends with kExitMemory, removes unfinished output and says in which
// stage, and what the run would need about (needed_memory()). At most one at a time; ends with the object.
// Thread-safe.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/large_blocks.h"
#include "base/memory_bound.h"
#include "base/result.h"
#include "campaign/scan.h"
#include "cli/input_options.h"

namespace stillwatch {

class MemoryLimit {
 public:
  [[nodiscard]] static Result<std::unique_ptr<MemoryLimit>> start(const InputOptions& input, bool quiet);
  void apply(ScanOptions& options);

 private:
  MemoryLimit(const InputOptions& input, bool quiet);
  [[noreturn]] void exceeded(std::size_t resident) const;

  std::size_t bytes_;
  bool quiet_;
  std::atomic<const char*> stage_ = "start";
  std::atomic<std::uint64_t> exchanges_ = 0, accounts_ = 0;
  LargeBlocks blocks_;
  MemoryBound bound_;  // the last: its thread uses what is above
};

// What a scan of so many exchanges and accounts needs beside mapped files: an estimate, rather too large.
// Names, facts and results held 0.9 GB at 28.8 million exchanges of 561,000 accounts (docs/scale.md); this
// says 1.0.
[[nodiscard]] std::size_t needed_memory(std::uint64_t exchanges, std::uint64_t accounts);

}  // namespace stillwatch
