// Worlds of tens of millions of exchanges, for measuring speed, memory and detection at the size of the
// public record: 25,000 campaign accounts among many more honest ones.
//
//   ScaleWorldOptions options;
//   options.exchanges = 28.8e6;  options.corpus_dir = "data/";  options.out = "big/";
//   auto summary = write_scale_world(options);
//
// Who does what and when is planned exactly as in any world (plan_world.h): the profile `templates` and every
// class of look-alikes. The size sets the numbers of accounts, rates per account stay. Only the words are
// made otherwise (slotted_texts.h). In canonical lines: exchanges-NNN.jsonl.zst in order of time, frames of
// about 6 MB that can be read side by side; accounts.csv, truth.csv, groups.csv and allow.csv as every world
// has them; world.manifest last, so that a folder that has it is whole. The same options give the same bytes,
// whatever the number of threads.
//
// Cost: one thread plans (about 1 us an exchange), all threads write (about 5 us of a core an exchange, and 6
// us for zstd); 150 bytes of memory an exchange. Errors: Code::usage for sizes that make no sense, those of
// load_corpus(), Code::io.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "world/world.h"

namespace stillwatch {

// What becomes of the lines.
enum class ScaleOutput : std::uint8_t {
  folder,           // compressed files and tables in `out`
  standard_output,  // plain lines to standard output; tables and manifest in `out`
  nothing,          // made and dropped: how fast are they made?
};

struct ScaleWorldOptions {
  double exchanges = 300'000;  // in all, about: [1000, 100 million]
  std::uint64_t seed = 1;
  std::string corpus_dir;  // empty: built-in texts
  std::string out;
  ScaleOutput output = ScaleOutput::folder;
  std::uint32_t file_exchanges =
      500'000;           // a new file after so many; smaller worlds have at least four files
  unsigned threads = 0;  // 0: one per core
};

struct ScaleWorldSummary {
  std::uint64_t exchanges = 0, campaign_exchanges = 0;
  std::uint32_t honest_accounts = 0, campaign_accounts = 0;  // that are in the log
  std::uint64_t text_bytes = 0, stored_bytes = 0;
  double corpus_s = 0.0, plan_s = 0.0, write_s = 0.0;  // wall time
};

// The world that a size stands for.
[[nodiscard]] Result<WorldOptions> scale_world_options(const ScaleWorldOptions& options);
[[nodiscard]] Result<ScaleWorldSummary> write_scale_world(const ScaleWorldOptions& options);

}  // namespace stillwatch
