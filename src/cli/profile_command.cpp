// stillwatch profile: a part of a log, or several states, as one state that scans and merges.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "campaign/log_state.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/memory_limit.h"
#include "cli/output_file.h"
#include "cli/progress.h"
#include "report/number_text.h"

namespace stillwatch {
namespace {

struct ProfileCommand {
  InputOptions input;
  std::string out;
  bool quiet = false, stage_times = false;
};

// A state is written at several places of its file at once, so a pipe cannot take it.
Status check_place(const std::string& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  const bool special = std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
  if (path != "-" && !special) return Done{};
  return Error{Code::usage,
               fmt::format("cannot write a state to {}: choose a file, e.g. -o part.state", path)};
}

Result<MadeState> make_state(ProfileCommand& command) {
  if (const Status status = resolve_input_options(command.input); !status.has_value()) return status.error();
  auto secret = secret_of(command.input);
  if (!secret.has_value()) return secret.error();
  ScanOptions options;
  options.read = command.input.read;
  options.secret = secret.value();
  options.spill_folder = command.input.spill_folder;
  ProgressOptions progress_wanted = progress_options(STDERR_FILENO, command.quiet);
  progress_wanted.stage_times = command.stage_times;
  Progress progress(std::cerr, progress_wanted);
  options.stage = [&](std::string_view stage) { progress.stage(stage); };
  options.read.progress = [&](std::uint64_t done, std::uint64_t total, std::uint64_t records) {
    progress.update(done, total, records);
  };
  auto limit = MemoryLimit::start(command.input, command.quiet);
  if (!limit.has_value()) return limit.error();
  limit.value()->apply(options);
  return profile_log(options, command.out);
}

std::uint64_t rejected_by(const ReadReport& report) {
  std::uint64_t sum = 0;
  for (const InputReport& input : report.inputs) sum += input.rejected;
  return sum;
}

void say_made(const ProfileCommand& command, const MadeState& made) {
  fmt::print(stderr, "{}: {} exchanges of {} accounts from {} logs, {}\n", command.out,
             grouped(made.exchanges), grouped(made.accounts), grouped(made.report.inputs.size()),
             bytes_text(made.bytes));
  const std::uint64_t rejected = rejected_by(made.report);
  if (rejected > 0 || made.report.partial)
    fmt::print(stderr,
               "stillwatch: {} records could not be used{}; a scan of the state names the first places\n",
               grouped(rejected), made.report.partial ? ", and an input not, or not to its end" : "");
}

// An hour without exchanges is a part like another; one of which nothing could be used is not.
int exit_code_of(const MadeState& made) {
  const bool nothing = made.report.records == 0 && (rejected_by(made.report) > 0 || made.report.partial);
  if (nothing) return kExitInput;
  return made.report.partial ? kExitPartial : kExitOk;
}

int profile_main(ProfileCommand& command) {
  if (const Status place = check_place(command.out); !place.has_value()) return report_error(place.error());
  // Holds PATH.partial, which an interrupt removes; the state is written under that name.
  const auto place = OutputFile::open(command.out);
  if (!place.has_value()) return report_error(place.error());
  const auto made = make_state(command);
  if (!made.has_value()) return report_error(made.error());
  if (!command.quiet) say_made(command, made.value());
  return exit_code_of(made.value());
}

}  // namespace

void add_profile_command(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<ProfileCommand>();
  CLI::App* profile =
      app.add_subcommand("profile", "Make a state of a part of a log, which scans like it and merges");
  add_read_options(*profile, command->input);
  add_spill_options(*profile, command->input);
  profile->add_option("-o,--out", command->out, "Where the state goes")->required();
  profile->add_flag("--quiet", command->quiet, "Nothing on standard error but errors");
  profile->add_flag("--stage-times", command->stage_times, "Say on standard error how long each stage took");
  profile->footer(
      "Examples:\n"
      "  stillwatch profile monday/ -o monday.state\n"
      "  stillwatch profile monday.state tuesday.state -o days.state\n"
      "  stillwatch scan *.state --accounts accounts.csv\n"
      "The states of the parts of a log give the same findings as the log.");
  profile->callback([command, &exit_code] { exit_code = profile_main(*command); });
}

}  // namespace stillwatch
