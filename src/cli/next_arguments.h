// The arguments of a command as they would be typed again: for the commands that a report suggests.
//
//   next_input_arguments(options)      -> "logs/ 'more logs.jsonl' --accounts accounts.csv --from 2026-06-01"
//
// Every option that decides what is read, and how, is there; each word is quoted for a POSIX shell where it
// must be. Empty where a log comes from standard input, which cannot be read again. Pure; thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "cli/input_options.h"

namespace stillwatch {

[[nodiscard]] std::string next_input_arguments(const InputOptions& options);

// One word of a POSIX shell; a file whose name begins with a dash is written as ./-name.
[[nodiscard]] std::string shell_word(std::string_view text);

}  // namespace stillwatch
