// Reads an access log (JSON lines, any compression) into an AccessLog.
#pragma once

#include "exchange/access_join.h"
#include "exchange/chunk_queue.h"

namespace stillwatch {

// Lines that cannot be used become anomalies at place.input = `index`. An error when the file cannot be read
// at all.
[[nodiscard]] Status read_access_log(const ReadOptions& options, std::uint32_t index, AccessLog& access,
                                     InputState& input, AnomalyLog& anomalies);

// Adds the access records of some lines; what the fuzz target calls.
void add_access_lines(const Chunk& chunk, std::uint32_t input, const std::string& join_on,
                      JsonWorkspace& workspace, AccessLog& access, AnomalyLog& anomalies);

}  // namespace stillwatch
