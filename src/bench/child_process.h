// Runs a program and measures it from outside: what a user of the program would see.
//
//   auto run = run_program({"build/bench/stillwatch", "scan", "log.jsonl.zst"}, "/dev/null");
//   if (run.has_value()) print(run.value().wall_s, run.value().peak_bytes);
//
// `peak_bytes` is the high-water mark of resident memory that the kernel reports for the child; nothing is
// subtracted. It starts from the memory of the caller at the moment of the call, so the caller should be
// small. Standard error is inherited, or goes to a file of its own. Errors: the program cannot be started or
// its output not be opened. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace stillwatch {

struct ProgramRun {
  int exit_code = 0;  // 128 + N when signal N ended it
  double wall_s = 0.0;
  double cpu_s = 0.0;  // user and system, all threads
  std::uint64_t peak_bytes = 0;
};

[[nodiscard]] Result<ProgramRun> run_program(const std::vector<std::string>& arguments,
                                             const std::string& output_path,
                                             const std::string& error_path = "");

// Two programs, the output of the first into the second: a command for run_program. Times are those of both,
// the peak that of the larger one, the exit code that of the second.
[[nodiscard]] std::vector<std::string> piped(const std::vector<std::string>& first,
                                             const std::vector<std::string>& second);

}  // namespace stillwatch
