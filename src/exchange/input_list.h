// The files that a list of arguments names.
//
//   auto inputs = expand_inputs({"logs/", "gateway-*.jsonl.zst", "-"});
//   for (const std::string& path : inputs.value().paths) ...
//
// Files stand for themselves; folders for everything below them that looks like a log (.jsonl, .ndjson, .json
// or .log, each also with .gz, .zst or .zstd; .parquet); a text with * ? [ ] is a pattern unless a file has
// that very name;
// "-" is standard input. An argument that names nothing is kept among the paths with a sentence in `missing`,
// so that a reader counts it as unreadable and goes on with the others. Paths are normalised, sorted, and
// each is there once, so the result does not depend on the order of the arguments. Errors: usage when there
// is no argument at all. Thread-safe as far as the file system is; costs one walk over the folders.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace stillwatch {

struct InputList {
  std::vector<std::string> paths;              // sorted
  std::map<std::string, std::string> missing;  // path -> what is wrong with it, and what to do
};

[[nodiscard]] Result<InputList> expand_inputs(const std::vector<std::string>& arguments);

}  // namespace stillwatch
