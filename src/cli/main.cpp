// The program `stillwatch`: a list of subcommands, each a thin shell over the public headers.
#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <string_view>

#include "base/version.h"
#include "cli/commands.h"
#include "cli/interruption.h"

namespace stillwatch {
namespace {

std::string commands_of(const CLI::App& app) {
  std::string names;
  for (const CLI::App* command : app.get_subcommands({}))
    names += (names.empty() ? "" : ", ") + command->get_name();
  return names;
}

// What is wrong with the first word, or nothing: CLI11 would only say that a subcommand is required.
std::string complaint_about_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2)
    return fmt::format("name a command: {}; stillwatch --help says what they do", commands_of(app));
  const std::string_view word = argv[1];
  if (word.empty() || word.front() == '-') return {};
  for (const CLI::App* command : app.get_subcommands({})) {
    if (command->get_name() == word) return {};
  }
  return fmt::format("there is no command \"{}\"; there are {}", word, commands_of(app));
}

int run(int argc, char** argv) {
  CLI::App app{"Finds campaigns that harvest a model's answers through many accounts."};
  app.require_subcommand(1);
  app.set_version_flag("--version", "stillwatch " + std::string(version()));
  int exit_code = kExitOk;
  add_scan_command(app, exit_code);
  add_profile_command(app, exit_code);
  add_validate_command(app, exit_code);
  add_convert_command(app, exit_code);
  add_watch_command(app, exit_code);
  add_audit_command(app, exit_code);
  add_signals_command(app, exit_code);
  add_world_command(app, exit_code);
  if (const std::string complaint = complaint_about_command(app, argc, argv); !complaint.empty()) {
    fmt::print(stderr, "stillwatch: {}\n", complaint);
    return kExitUsage;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  return exit_code;
}

}  // namespace
}  // namespace stillwatch

int main(int argc, char** argv) {
  stillwatch::end_tidily();
  return stillwatch::run(argc, argv);
}
