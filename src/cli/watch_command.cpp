// `stillwatch watch`: follows a growing log and tells what happens to campaigns.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <span>
#include <thread>

#include "base/time.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/memory_limit.h"
#include "cli/output_file.h"
#include "cli/progress.h"
#include "report/html_report.h"
#include "report/number_text.h"
#include "watch/spool.h"
#include "watch/watcher.h"

namespace stillwatch {
namespace {

struct WatchCommand {
  InputOptions input;
  WatchOptions watch;
  std::string report_file, format = "text";
  double fdr = 0.01;
  std::uint64_t seed = 1, every_s = 60, settle_s = 10;
  bool once = false, quiet = false, stage_times = false;
  bool from_pipe = false;
  Progress* progress = nullptr;
};

std::int64_t clock_now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

Status prepare(WatchCommand& command) {
  if (const Status status = resolve_input_options(command.input); !status.has_value()) return status;
  auto secret = secret_of(command.input);
  if (!secret.has_value()) return secret.error();
  WatchOptions& watch = command.watch;
  watch.sources = command.input.read.inputs;
  command.from_pipe = watch.sources == std::vector<std::string>{"-"};
  if (!command.from_pipe && std::count(watch.sources.begin(), watch.sources.end(), "-") != 0)
    return Error{
        Code::usage,
        "standard input (-) is watched alone; watch folders in a second run with a --state of its own"};
  if (command.from_pipe) {
    watch.sources = {watch.folder + "/arrived"};
    watch.settle_ns = 0;
  } else {
    watch.settle_ns = static_cast<std::int64_t>(command.settle_s) * 1'000'000'000;
  }
  ScanOptions& scan = watch.scan;
  scan.read = command.input.read;
  scan.accounts_file = command.input.accounts_file;
  scan.allow_file = command.input.allow_file;
  scan.secret = secret.value();
  scan.memory = command.input.memory;
  scan.spill_folder = command.input.spill_folder;
  scan.now_us = command.input.now_us;
  scan.fdr = command.fdr;
  scan.seed = command.seed;
  scan.recall = !command.report_file.empty();
  return Done{};
}

void say_events(const WatchCommand& command, std::string_view lines, std::span<const Event> events) {
  if (command.format == "jsonl" || events.empty()) {
    std::cout << lines;
  } else {
    for (const Event& event : events)
      fmt::print("{}  {:<8}  {}  {}{}\n", format_time(event.at_us), name_of(event.kind), event.campaign,
                 counted(event.accounts, "account"), event.finding.empty() ? "" : "  " + event.finding);
  }
  std::cout.flush();
  std::fflush(stdout);
}

// What a look did, for whoever sits before the screen.
void say_look(const WatchCommand& command, const LookReport& look) {
  if (command.quiet) return;
  const auto tell = [](const std::vector<std::string>& paths, std::string_view what) {
    for (const std::string& path : paths) fmt::print(stderr, "stillwatch: {}: {}\n", path, what);
  };
  tell(look.arrivals.changed,
       "changed after it was folded in and is not read again; put new exchanges into new files");
  if (look.arrivals.fresh.empty()) return;
  fmt::print(stderr, "look {}: {} from {}, {} {}, {} named\n", look.look.number,
             counted(look.exchanges, "exchange"), counted(look.arrivals.fresh.size(), "file"),
             counted(look.result.exchanges, "exchange"),
             look.look.wide ? "in the window" : "scanned, the newest",
             counted(look.result.campaigns.size(), "campaign"));
  if (look.rejected > 0)
    fmt::print(stderr, "stillwatch: {} could not be used; `stillwatch validate` on the same files says why\n",
               counted(look.rejected, "record"));
}

Status write_report(const WatchCommand& command, const LookReport& look) {
  if (command.report_file.empty() || !look.looked) return Done{};
  auto file = OutputFile::open(command.report_file);
  if (!file.has_value()) return file.error();
  write_html_report(look.result, file.value().stream());
  return file.value().finish();
}

Status look_once(const WatchCommand& command, Watcher& watcher) {
  const auto look = watcher.look(clock_now_ns());
  command.progress->finish();
  if (!look.has_value()) return look.error();
  say_look(command, look.value());
  if (command.from_pipe) {
    for (const auto& [path, file] : watcher.memory().folded) Spool::remove(path);
  }
  return write_report(command, look.value());
}

Status watch_pipe(const WatchCommand& command, Watcher& watcher) {
  std::uint64_t above = 0;
  for (const auto& [path, file] : watcher.memory().folded) above = std::max(above, Spool::number_of(path));
  auto spool = Spool::open(command.watch.sources.front(), above);
  if (!spool.has_value()) return spool.error();
  if (const Status looked = look_once(command, watcher); !looked.has_value()) return looked;  // what was left
  for (bool ended = false; !ended;) {
    const auto until = steady_now_ns() + static_cast<std::int64_t>(command.every_s) * 1'000'000'000;
    const auto filled = spool.value().fill(STDIN_FILENO, until);
    if (!filled.has_value()) return filled.error();
    ended = filled.value().ended;
    if (!spool.value().holds_lines()) continue;
    if (const Status closed = spool.value().close_file(); !closed.has_value()) return closed;
    if (const Status looked = look_once(command, watcher); !looked.has_value()) return looked;
  }
  return Done{};
}

Status watch_files(const WatchCommand& command, Watcher& watcher) {
  for (;;) {
    if (const Status looked = look_once(command, watcher); !looked.has_value()) return looked;
    if (command.once) return Done{};
    std::this_thread::sleep_for(std::chrono::seconds(command.every_s));
  }
}

int watch_main(WatchCommand& command) {
  if (const Status prepared = prepare(command); !prepared.has_value()) return report_error(prepared.error());
  ProgressOptions told = progress_options(STDERR_FILENO, /*quiet=*/true);
  told.stage_times = command.stage_times;
  Progress progress(std::cerr, told);
  command.progress = &progress;
  command.watch.scan.stage = [&](std::string_view stage) { progress.stage(stage); };
  auto limit = MemoryLimit::start(command.input, command.quiet);
  if (!limit.has_value()) return report_error(limit.error());
  limit.value()->apply(command.watch.scan);
  command.watch.tell = [&](std::string_view lines, std::span<const Event> events) {
    say_events(command, lines, events);
  };
  auto watcher = Watcher::open(command.watch);
  if (!watcher.has_value()) return report_error(watcher.error());
  const Status watched =
      command.from_pipe ? watch_pipe(command, watcher.value()) : watch_files(command, watcher.value());
  return watched.has_value() ? int{kExitOk} : report_error(watched.error());
}

CLI::Option* add_duration(CLI::App& app, const std::string& name, std::uint64_t& seconds,
                          const std::string& says) {
  static const std::map<std::string, std::uint64_t> kUnits = {{"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}};
  return app.add_option(name, seconds, says)
      ->transform(CLI::AsNumberWithUnit(kUnits, CLI::AsNumberWithUnit::CASE_SENSITIVE, "TIME"))
      ->capture_default_str();
}

void add_options(CLI::App& app, WatchCommand& command) {
  app.add_option("--state", command.watch.folder,
                 "Folder of what is known; an empty or new one at first, the same one ever after")
      ->required();
  app.add_option("--events", command.watch.events_path,
                 "File that events are appended to, each once; default: events.jsonl in the state folder");
  app.add_option("--window", command.watch.window_days, "Days after which an exchange is forgotten")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  app.add_option(
         "--narrow", command.watch.narrow_rows,
         "Exchanges that looks after the first of a day scan, the newest, where the window holds more")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{4'000'000'000}))
      ->capture_default_str();
  app.add_option("--quiet-after", command.watch.quiet_days,
                 "Days after which a campaign that is not named any more is closed")
      ->check(CLI::Range(1, 3650))
      ->capture_default_str();
  add_duration(app, "--every", command.every_s, "How long to wait between two looks: 60s, 5m, 1h");
  add_duration(app, "--settle", command.settle_s,
               "How long a file must have been left alone before it is folded in");
  app.add_flag("--once", command.once, "Look once and end; for a scheduler");
  app.add_option("--fdr", command.fdr, "False discovery rate over all groups and all looks of a window")
      ->check(CLI::Range(1e-9, 0.5))
      ->capture_default_str();
  app.add_option("--seed", command.seed, "Seed of the surrogates and of community search")
      ->capture_default_str();
  app.add_option("--format", command.format, "How events are printed: text or jsonl")
      ->check(CLI::IsMember({"text", "jsonl"}))
      ->capture_default_str();
  app.add_option("--report", command.report_file, "After each look also write its page");
  app.add_flag("--stage-times", command.stage_times, "Say on standard error how long each stage took");
  app.add_flag("--quiet", command.quiet, "Nothing on standard error but errors");
}

}  // namespace

void add_watch_command(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<WatchCommand>();
  CLI::App* watch = app.add_subcommand(
      "watch", "Follow a growing log: fold in what is new, tell when campaigns open, grow, merge and close");
  add_input_options(*watch, command->input);
  add_spill_options(*watch, command->input);
  add_options(*watch, *command);
  watch->footer(
      "Examples:\n"
      "  stillwatch watch logs/ --state watch-state/ --accounts accounts.csv --key-file scan.key\n"
      "  stillwatch watch logs/ --state watch-state/ --once          # hourly, from a scheduler\n"
      "  tail -F gateway.jsonl | stillwatch watch - --state watch-state/ --every 10m\n"
      "Exit codes: 0 ended (--once, or the pipe did), 2 usage, 3 unreadable input, 70 internal, 130 "
      "interrupted. "
      "Killed at any moment, the next call goes on; see docs/cli/watch.md.");
  watch->callback([command, &exit_code] { exit_code = watch_main(*command); });
}

}  // namespace stillwatch
