// Takes the steps of the big run for one world in one format: make it, run the floor, scan it, scan it again
// under limits of memory. Steps that the store knows are not taken again; the world is made only when a step
// needs it.
//
//   auto run = measure_scale_run(settings, 28.8, "jsonl", store);
//
// One world is on disk at a time: others in `folder` are removed before it is made, and it is removed when
// its last step is done. Programs run as children, so that the peak of memory is theirs. Errors: Code::io
// where a program cannot be run or the disk has too little room (the message says how much is needed),
// Code::bad_input where a program fails.
#pragma once

#include "base/result.h"
#include "bench/scale/scale_run.h"
#include "bench/scale/step_store.h"

namespace stillwatch {

struct ScaleSettings {
  std::string program;        // stillwatch
  std::string bench_program;  // stillwatch_bench
  std::string corpus;
  std::string folder;  // for worlds
  std::string build;   // names programs and texts in keys
  std::uint64_t seed = 1;
  unsigned threads = 0;             // 0: one per core
  unsigned repeats = 1;             // of floor and scan in turns; the best of each counts
  std::vector<std::string> memory;  // limits for further scans
  bool keep = false;                // the world stays on disk
};

// No world may take more.
inline constexpr double kMostDiskBytes = 40e9;
// About what a world takes on disk.
[[nodiscard]] double disk_bytes_needed(double million, const std::string& format);

[[nodiscard]] Result<ScaleRun> measure_scale_run(const ScaleSettings& settings, double million,
                                                 const std::string& format, StepStore& store);

}  // namespace stillwatch
