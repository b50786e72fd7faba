// The subcommands of the program. Each adds itself to the command line and returns nothing: when CLI11 has
// parsed its subcommand, the callback runs and stores the exit code.
//
// Exit codes: 0 ran · 1 findings at or above --fail-on · 2 usage or configuration · 3 input unreadable or too
// little usable data · 4 partial, some inputs failed and the result was still written · 5 memory: --memory,
// or what the system gives, does not suffice · 70 internal error ·
// 130 interrupted.
#pragma once

#include <CLI/CLI.hpp>

namespace stillwatch {

enum ExitCode : int {
  kExitOk = 0,
  kExitFindings = 1,
  kExitUsage = 2,
  kExitInput = 3,
  kExitPartial = 4,
  kExitMemory = 5,
  kExitInternal = 70,
  kExitInterrupted = 130,
};

void add_world_command(CLI::App& app, int& exit_code);

void add_scan_command(CLI::App& app, int& exit_code);  // scan and explain
void add_profile_command(CLI::App& app, int& exit_code);
void add_audit_command(CLI::App& app, int& exit_code);
void add_watch_command(CLI::App& app, int& exit_code);
void add_signals_command(CLI::App& app, int& exit_code);
void add_validate_command(CLI::App& app, int& exit_code);
void add_convert_command(CLI::App& app, int& exit_code);

}  // namespace stillwatch
