// Makes the state of a part of a log: what `stillwatch profile` does.
//
//   ScanOptions options;                          // read, secret, memory, spill_folder; nothing else counts
//   options.read.inputs = {"monday/"};            // logs; or states, which are merged; or both
//   auto made = profile_log(options, "monday.state");
//
// A scan of the states of all parts gives what a scan of the logs gives (campaign/scan.h). The same inputs
// and options give the same bytes for every number of threads, every bound on memory, and every way in which
// states were merged before. Errors: those of read_logs, of log_parts.h and of the writer; nothing is then
// left at `path`. Cost: the reading of the logs, and one sort and write of the rows.
#pragma once

#include <string>

#include "campaign/scan.h"

namespace stillwatch {

struct MadeState {
  ReadReport report;
  std::uint64_t exchanges = 0, accounts = 0, bytes = 0;
};

[[nodiscard]] Result<MadeState> profile_log(const ScanOptions& options, const std::string& path);

}  // namespace stillwatch
