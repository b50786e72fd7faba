// The files that a list of arguments names.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace stillwatch {

// Files as they are; folders with everything below them that looks like a log (.json, .jsonl, .ndjson, .log,
// each also with .gz, .zst); patterns with * ? [ ]; "-" for standard input. Sorted by path, each file once.
// An error when an argument names nothing.
[[nodiscard]] Result<std::vector<std::string>> expand_inputs(const std::vector<std::string>& arguments);

}  // namespace stillwatch
