// The program `stillwatch`: a list of subcommands, each a thin shell over the public headers.
#include "base/version.h"
#include "cli/commands.h"

int main(int argc, char** argv) {
  CLI::App app{"Finds campaigns that copy a model by harvesting its answers through many accounts."};
  app.require_subcommand(1);
  app.set_version_flag("--version", "stillwatch " + std::string(stillwatch::version()));
  int exit_code = stillwatch::kExitOk;
  stillwatch::add_scan_command(app, exit_code);
  stillwatch::add_validate_command(app, exit_code);
  stillwatch::add_convert_command(app, exit_code);
  stillwatch::add_signals_command(app, exit_code);
  stillwatch::add_world_command(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? stillwatch::kExitOk : stillwatch::kExitUsage;
  }
  return exit_code;
}
