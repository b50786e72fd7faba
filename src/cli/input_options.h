// The options that every command that reads logs shares, so that they mean the same everywhere.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "exchange/log_reader.h"

namespace stillwatch {

struct InputOptions {
  ReadOptions read;  // complete after resolve_input_options()
  std::string accounts_file, allow_file, key_file;

  std::optional<std::int64_t> now_us;  // of --now, for commands that add it
  std::size_t memory = 0;              // of --memory, likewise; 0: no limit
  std::string spill_folder;            // of --spill

  std::string dialect_text, from_text, to_text, now_text;  // as given
};

// Adds LOG..., --dialect, --map, --join, --on, --account-field, --key-file, --from, --to, --strict,
// --threads,
// --max-record-bytes. `options` must outlive the parse.
void add_read_options(CLI::App& app, InputOptions& options);

// The same, with --accounts and --allow.
void add_input_options(CLI::App& app, InputOptions& options);

// Adds --memory and --spill, for commands that make a table or a state (cli/memory_limit.h).
void add_spill_options(CLI::App& app, InputOptions& options);

// Turns the texts of --dialect, --from and --to into options.read; an error says which is wrong and what
// would be right.
[[nodiscard]] Status resolve_input_options(InputOptions& options);

// The key of --key-file, or the development key; a warning about the file goes to standard error.
[[nodiscard]] Result<std::string> secret_of(const InputOptions& options);

// Prints the error on standard error and returns the exit code that belongs to it.
int report_error(const Error& error);

// With --strict and a repeated exchange id in the report: the error that names its first place.
[[nodiscard]] std::optional<Error> strict_stop(const ReadOptions& read, const ReadReport& report);

inline constexpr std::string_view kTooManyIds =
    "more ids than are kept in memory: repeated ids were looked for among the first ones only";

// Says on standard error why nothing could be used, with the first places.
void say_nothing_usable(const ReadReport& report);

// kExitOk, or kExitInput when no record could be used, or kExitPartial when some input could not be read to
// its end.
[[nodiscard]] int exit_code_of(const ReadReport& report);

}  // namespace stillwatch
