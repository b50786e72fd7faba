// What reading one exchange costs, stage by stage: processor time of one thread over the records of a log.
//
//   auto budget = measure_reading("log.jsonl.zst", {.rounds = 5});
//   for (const StageCost& stage : budget.value().stages) fmt::print("{} {}\n", stage.name, stage.seconds);
//
// The log is read by chunks of 512 KB as a scan reads it. Over each chunk every stage is run together with
// the stages that it needs, and what these take is subtracted; of several rounds the least time of each chunk
// counts (bench/thread_clock.h). The parts of the stage `text` are run alone, over batches of the newest user
// texts and the answers. One thread. Errors: a file that cannot be opened. Memory: some chunks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace stillwatch {

struct ReadingOptions {
  unsigned rounds = 3;
  std::uint64_t most_exchanges = 100'000;
};

struct StageCost {
  std::string_view name;
  double seconds = 0;
  std::uint64_t bytes = 0;  // that it looks at
};

struct ReadingBudget {
  std::vector<StageCost> stages;  // their sum is the cost of reading
  std::vector<StageCost> text;    // parts of the stage `text`
  std::uint64_t exchanges = 0;
  double floor_seconds = 0;  // decompression, and a simdjson walk of the same lines
};

[[nodiscard]] Result<ReadingBudget> measure_reading(const std::string& path, const ReadingOptions& options);

}  // namespace stillwatch
