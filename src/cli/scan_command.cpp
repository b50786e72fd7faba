// `stillwatch scan` and `stillwatch explain`: the main job, printed.
#include <fmt/format.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <optional>

#include "base/version.h"
#include "campaign/scan.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/memory_limit.h"
#include "cli/next_arguments.h"
#include "cli/output_file.h"
#include "cli/output_folder.h"
#include "cli/progress.h"
#include "parquet/library.h"
#include "report/csv.h"
#include "report/explain.h"
#include "report/html_report.h"
#include "report/json.h"
#include "report/packet.h"
#include "report/result_tables.h"
#include "report/terminal.h"

namespace stillwatch {
namespace {

struct ScanCommand {
  InputOptions input;
  std::string format = "text";
  std::string report_file, out_file, results_folder, account;
  std::string fail_on = "none";
  double fdr = 0.01;
  std::uint64_t seed = 1;
  bool quiet = false, no_recall = false, stage_times = false, packet = false;
};

// Options of a scan that are not those of reading, as they would be typed again.
std::string next_scan_options(const ScanCommand& command) {
  const ScanCommand standard;
  std::string text;
  if (command.fdr != standard.fdr) text += fmt::format(" --fdr {}", command.fdr);
  if (command.seed != standard.seed) text += fmt::format(" --seed {}", command.seed);
  if (!command.input.now_text.empty()) text += " --now " + shell_word(command.input.now_text);
  return text;
}

Result<ScanResult> run_scan(ScanCommand& command) {
  if (const Status status = resolve_input_options(command.input); !status.has_value()) return status.error();
  auto secret = secret_of(command.input);
  if (!secret.has_value()) return secret.error();
  ScanOptions options;
  options.read = command.input.read;
  options.accounts_file = command.input.accounts_file;
  options.allow_file = command.input.allow_file;
  options.spill_folder = command.input.spill_folder;
  options.secret = secret.value();
  options.fdr = command.fdr;
  options.seed = command.seed;
  options.now_us = command.input.now_us;
  options.recall = !command.no_recall;
  options.explain_account = command.account;
  options.for_appeal = command.packet;
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
  return scan(options);
}

int exit_code_for(const ScanCommand& command, const ScanResult& result) {
  const bool findings = (command.fail_on != "none" && !result.campaigns.empty()) ||
                        (command.fail_on == "pool" && !result.pools.empty());
  if (findings) return kExitFindings;
  if (result.insufficient) return kExitInput;
  return result.partial ? kExitPartial : kExitOk;
}

// For formats that cannot say it (csv), and for those who do not look into the others.
void say_shortfall(const ScanResult& result) {
  if (result.shortfall.empty()) return;
  fmt::print(stderr, "stillwatch: {}\n", result.shortfall);
  for (const AnomalyFinding& anomaly : result.anomalies) {
    const bool ends = anomaly.kind == "unreadable" || anomaly.kind == "truncated";
    if (!result.insufficient && !ends) continue;
    for (std::size_t i = 0; i < anomaly.places.size() && i < 2; ++i)
      fmt::print(stderr, "  {}: {}\n", anomaly.kind, anomaly.places[i]);
  }
}

void print_result(const ScanCommand& command, const ScanResult& result, int exit_code, std::ostream& out,
                  int descriptor) {
  if (command.format == "json") return write_scan_json(result, exit_code, out);
  if (command.format == "jsonl") return write_scan_jsonl(result, exit_code, out);
  if (command.format == "csv") return write_scan_csv(result, out);
  TerminalOptions terminal = terminal_options(descriptor);
  terminal.log_arguments = next_input_arguments(command.input);
  terminal.scan_options = next_scan_options(command);
  terminal.report_path = command.report_file;
  out << terminal_report(result, terminal);
}

// The files that a scan writes, opened before it reads.
struct Outputs {
  std::optional<OutputFile> report, findings;
  std::optional<OutputFolder> results;
};

Status open_results(const std::string& name, std::optional<OutputFolder>& to) {
  if (name.empty()) return Done{};
  const auto library = duckdb::load_library();
  if (!library.has_value()) return library.error();
  auto folder = OutputFolder::open(name);
  if (!folder.has_value()) return folder.error();
  to.emplace(std::move(folder).value());
  return Done{};
}

// False, with a message, when the tables could not be written.
bool write_results(OutputFolder& folder, const ScanResult& result) {
  Status done = write_result_tables(result, folder.path());
  if (done.has_value()) done = folder.finish();
  if (!done.has_value()) report_error(done.error());
  return done.has_value();
}

Status open_output(const std::string& path, std::optional<OutputFile>& to) {
  if (path.empty()) return Done{};
  auto file = OutputFile::open(path);
  if (!file.has_value()) return file.error();
  to.emplace(std::move(file).value());
  return Done{};
}

// False, with a message, when the file could not be written to its end.
template <class Write>
bool write_file(OutputFile& file, const Write& write) {
  write(file.stream());
  const Status done = file.finish();
  if (!done.has_value()) report_error(done.error());
  return done.has_value();
}

// Findings that cannot be written where they should be are printed: they took hours to make.
int deliver(const ScanCommand& command, const ScanResult& result, int exit_code, Outputs& outputs) {
  bool written = true;
  if (outputs.report)
    written = write_file(*outputs.report, [&](std::ostream& out) { write_html_report(result, out); });
  if (outputs.results) written = write_results(*outputs.results, result) && written;
  bool print = true;
  if (outputs.findings) {
    print = !write_file(*outputs.findings,
                        [&](std::ostream& out) { print_result(command, result, exit_code, out, -1); });
    written = written && !print;
  }
  if (print) print_result(command, result, exit_code, std::cout, STDOUT_FILENO);
  std::cout.flush();
  return written ? exit_code : int{kExitUsage};
}

// A machine that reads the output is told of an error there as well.
int deliver_error(const ScanCommand& command, const Error& error, Outputs& outputs) {
  const int exit_code = report_error(error);
  if (command.format != "json" && command.format != "jsonl") return exit_code;
  ScanResult result;
  result.version = version();
  result.seed = command.seed;
  result.fdr = command.fdr;
  result.insufficient = true;
  result.shortfall = error.what;
  outputs.report.reset();
  outputs.results.reset();
  return deliver(command, result, exit_code, outputs);
}

int scan_main(ScanCommand& command) {
  Outputs outputs;
  for (const Status& opened :
       {open_output(command.report_file, outputs.report), open_output(command.out_file, outputs.findings),
        open_results(command.results_folder, outputs.results)}) {
    if (!opened.has_value()) return deliver_error(command, opened.error(), outputs);
  }
  const auto result = run_scan(command);
  if (!result.has_value()) return deliver_error(command, result.error(), outputs);
  const int exit_code = exit_code_for(command, result.value());
  const int ended = deliver(command, result.value(), exit_code, outputs);
  say_shortfall(result.value());
  return ended;
}

// The format that was asked for, or the one that people want; an error names those that there are.
Status resolve_explain_format(ScanCommand& command) {
  if (command.format.empty()) command.format = command.packet ? "html" : "text";
  if (command.packet && command.format == "text")
    return Error{Code::usage,
                 "--packet is a page for people or a document for machines: --format html or json"};
  if (!command.packet && command.format == "html")
    return Error{Code::usage, "--format html goes with --packet; without it there are text and json"};
  if (!command.packet && !command.report_file.empty())
    return Error{Code::usage, "--report goes with --packet: it is the packet's page"};
  return Done{};
}

void print_explanation(const ScanCommand& command, const ScanResult& result, std::ostream& out,
                       int descriptor) {
  const AccountExplanation& account = *result.explanation;
  if (command.packet && command.format == "json") return write_packet_json(result, account, out);
  if (command.packet) return write_packet_html(result, account, out);
  if (command.format == "json") return write_explanation_json(result, account, out);
  out << explanation_text(result, account, terminal_options(descriptor));
}

// An account that is in none of the inputs: machines get the document that says so, people a remedy.
int explain_unknown(const ScanCommand& command, const ScanResult& result) {
  if (!command.packet || command.format == "json")
    print_explanation(command, result, std::cout, STDOUT_FILENO);
  std::cout.flush();
  fmt::print(
      stderr,
      "stillwatch: no exchange of the account \"{}\" is in the inputs; give its id as the log spells it "
      "(`stillwatch scan --format csv` lists those of groups), all logs of the time in question, and "
      "--from and --to that do not leave it out\n",
      command.account);
  return kExitInput;
}

int explain_main(ScanCommand& command) {
  Outputs outputs;
  for (const Status& status :
       {resolve_explain_format(command), open_output(command.report_file, outputs.report),
        open_output(command.out_file, outputs.findings)}) {
    if (!status.has_value()) return report_error(status.error());
  }
  const auto found = run_scan(command);
  if (!found.has_value()) return report_error(found.error());
  const ScanResult& result = found.value();
  if (!result.explanation->seen) return explain_unknown(command, result);
  const auto print = [&](std::ostream& out) { print_explanation(command, result, out, -1); };
  bool written = !outputs.report || write_file(*outputs.report, [&](std::ostream& out) {
    write_packet_html(result, *result.explanation, out);
  });
  if (!outputs.findings) {
    print_explanation(command, result, std::cout, STDOUT_FILENO);
  } else if (!write_file(*outputs.findings, print)) {
    written = false;
    print(std::cout);
  }
  std::cout.flush();
  if (result.partial) say_shortfall(result);
  if (!written) return kExitUsage;
  return result.partial ? kExitPartial : kExitOk;
}

void add_scan_options(CLI::App& app, ScanCommand& command) {
  app.add_option("--fdr", command.fdr,
                 "False discovery rate over all groups, and over the accounts of a campaign")
      ->check(CLI::Range(1e-9, 0.5))
      ->capture_default_str();
  app.add_option("--seed", command.seed, "Seed of the surrogates and of community search")
      ->capture_default_str();
  app.add_option("--now", command.input.now_text,
                 "Judge the expiry of --allow at this time; default: now by the clock");
  app.add_flag("--quiet", command.quiet, "No progress on standard error");
  app.add_flag("--stage-times", command.stage_times, "Say on standard error how long each stage took");
  app.add_flag("--no-recall", command.no_recall, "No second pass for exchange ids and template text");
  add_spill_options(app, command.input);
}

void add_explain_command(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<ScanCommand>();
  command->format.clear();
  CLI::App* explain =
      app.add_subcommand("explain", "Say what a scan knows about one account, accused or not");
  explain->add_option("account", command->account, "The account's id")->required();
  add_input_options(*explain, command->input);
  add_scan_options(*explain, *command);
  explain->add_flag("--packet", command->packet,
                    "Two pages for a person who decides on an appeal, without anything of other customers");
  explain
      ->add_option("--format", command->format,
                   "text (default) or json; with --packet html (default) or json")
      ->check(CLI::IsMember({"text", "json", "html"}));
  explain->add_option("-o,--out", command->out_file, "Write to this file instead of standard output");
  explain->add_option("--report", command->report_file, "With --packet: also write its HTML page");
  explain->footer(
      "Examples:\n"
      "  stillwatch explain acc_1a2b3c logs/ --accounts accounts.csv\n"
      "  stillwatch explain --packet acc_1a2b3c logs/ --accounts accounts.csv -o packet.html\n"
      "  stillwatch explain --packet acc_1a2b3c logs/ --format json -o packet.json --report packet.html");
  explain->callback([command, &exit_code] { exit_code = explain_main(*command); });
}

}  // namespace

void add_scan_command(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<ScanCommand>();
  CLI::App* scan =
      app.add_subcommand("scan", "Find accounts that are run as one operator and harvest answers");
  add_input_options(*scan, command->input);
  add_scan_options(*scan, *command);
  scan->add_option("--format", command->format, "text, json, jsonl or csv")
      ->check(CLI::IsMember({"text", "json", "jsonl", "csv"}))
      ->capture_default_str();
  scan->add_option("-o,--out", command->out_file,
                   "Write the findings to this file instead of standard output");
  scan->add_option("--report", command->report_file, "Also write one self-contained HTML page");
  scan->add_option("--results", command->results_folder,
                   "Also write accounts, links, groups and campaigns as Parquet files into this new folder");
  scan->add_option("--fail-on", command->fail_on,
                   "End with exit code 1 when there is a finding: none, campaign or pool")
      ->check(CLI::IsMember({"none", "campaign", "pool"}))
      ->capture_default_str();
  scan->footer(
      "Examples:\n"
      "  stillwatch scan logs/ --accounts accounts.csv --report report.html\n"
      "  stillwatch scan bodies.jsonl.zst --join access.jsonl --on x-request-id --format json\n"
      "  zstd -dc day.jsonl.zst | stillwatch scan - --from 2026-11-01 --to 2026-11-15\n"
      "  stillwatch scan monday.state tuesday.state --accounts accounts.csv\n"
      "Exit codes: 0 ran, 1 findings (only with --fail-on), 2 usage, 3 too little usable input, 4 partial, "
      "5 memory, 70 internal, 130 interrupted.");
  scan->callback([command, &exit_code] { exit_code = scan_main(*command); });

  add_explain_command(app, exit_code);
}

}  // namespace stillwatch
