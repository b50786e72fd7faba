// `stillwatch audit-sample`: draws what a person reviews blind, and estimates from the answers what was
// missed.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>

#include "base/key_file.h"
#include "campaign/audit_sample.h"
#include "cli/commands.h"
#include "cli/input_options.h"
#include "cli/memory_limit.h"
#include "cli/output_file.h"
#include "cli/progress.h"
#include "exchange/source.h"
#include "report/audit_page.h"
#include "report/audit_sheet.h"
#include "report/number_text.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;

constexpr double kConfidence = 0.95;

struct AuditCommand {
  InputOptions input;
  AuditOptions audit;
  std::string out_dir, frame = "cleared", sheet, key, format = "text";
  double fdr = 0.01;
  std::uint64_t scan_seed = 1;
  bool quiet = false;
};

Result<AuditSample> run_draw(AuditCommand& command) {
  if (const Status status = resolve_input_options(command.input); !status.has_value()) return status.error();
  auto secret = secret_of(command.input);
  if (!secret.has_value()) return secret.error();
  ScanOptions scan;
  scan.read = command.input.read;
  scan.accounts_file = command.input.accounts_file;
  scan.allow_file = command.input.allow_file;
  scan.spill_folder = command.input.spill_folder;
  scan.secret = secret.value();
  scan.fdr = command.fdr;
  scan.seed = command.scan_seed;
  command.audit.frame = command.frame == "cleared" ? AuditFrame::cleared : AuditFrame::unaccused;
  Progress progress(std::cerr, progress_options(STDERR_FILENO, command.quiet));
  scan.stage = [&](std::string_view stage) { progress.stage(stage); };
  scan.read.progress = [&](std::uint64_t done, std::uint64_t total, std::uint64_t records) {
    progress.update(done, total, records);
  };
  auto limit = MemoryLimit::start(command.input, command.quiet);
  if (!limit.has_value()) return limit.error();
  limit.value()->apply(scan);
  return sample_for_audit(scan, command.audit);
}

// Nothing is overwritten: a sheet that was filled in took days.
Status prepare_folder(const fs::path& folder) {
  std::error_code error;
  if (fs::exists(folder / "key.json", error) || fs::exists(folder / "review", error))
    return Error{Code::usage,
                 fmt::format("--out {}: holds an audit already; name another folder", folder.string())};
  fs::create_directories(folder / "review" / "units", error);
  if (error) return Error{Code::usage, fmt::format("--out {}: {}", folder.string(), error.message())};
  return Done{};
}

template <class Write>
Status write_to(const fs::path& path, const Write& write) {
  auto file = OutputFile::open(path.string());
  if (!file.has_value()) return file.error();
  write(file.value().stream());
  return file.value().finish();
}

Status write_review(const AuditSample& sample, const fs::path& folder) {
  for (const AuditItem& item : sample.items) {
    Status page = write_to(folder / "review" / "units" / (item.blind_id + ".html"),
                           [&](std::ostream& out) { write_audit_page(sample, item, out); });
    if (!page.has_value()) return page;
  }
  Status sheet =
      write_to(folder / "review" / "sheet.csv", [&](std::ostream& out) { write_audit_sheet(sample, out); });
  if (!sheet.has_value()) return sheet;
  Status key = write_to(folder / "key.json", [&](std::ostream& out) { write_audit_key(sample, out); });
  std::error_code ignored;
  fs::permissions(folder / "key.json", fs::perms::owner_read | fs::perms::owner_write, ignored);
  return key;
}

int say_drawn(const AuditCommand& command, const AuditSample& sample, const fs::path& folder) {
  StoredFile stored;
  const auto key = read_whole((folder / "key.json").string(), std::size_t{1} << 30, &stored);
  if (!key.has_value()) return report_error(key.error());
  fmt::print("{} drawn (draw seed {}):\n", counted(sample.items.size(), "unit"), command.audit.seed);
  for (const AuditStratum& stratum : sample.strata)
    fmt::print("  {:<44} {:>6} drawn of {}\n", stratum.name, grouped(stratum.drawn), grouped(stratum.units));
  fmt::print("for the reviewer: {}\nsealed:           {}  SHA-256 {}\n", (folder / "review").string(),
             (folder / "key.json").string(), stored.sha256);
  fmt::print("when the sheet is filled in:\n  stillwatch audit-sample --estimate {} --key {}\n",
             (folder / "review" / "sheet.csv").string(), (folder / "key.json").string());
  return kExitOk;
}

int draw_main(AuditCommand& command) {
  const fs::path folder = command.out_dir;
  if (const Status status = prepare_folder(folder); !status.has_value()) return report_error(status.error());
  const auto sample = run_draw(command);
  Status written = sample.has_value() ? write_review(sample.value(), folder) : Status(sample.error());
  if (!written.has_value()) {
    std::error_code ignored;  // an audit that was not drawn leaves no folder that looks like one
    fs::remove_all(folder / "review", ignored);
    fs::remove(folder / "key.json", ignored);
    return report_error(written.error());
  }
  return say_drawn(command, sample.value(), folder);
}

int estimate_main(const AuditCommand& command) {
  const auto review = read_audit_review(command.sheet, command.key);
  if (!review.has_value()) return report_error(review.error());
  if (command.format == "json") {
    write_audit_json(review.value(), kConfidence, std::cout);
  } else {
    std::cout << audit_text(review.value(), kConfidence);
  }
  std::cout.flush();
  return kExitOk;
}

int audit_main(AuditCommand& command) {
  const auto wrong = [](std::string_view what) {
    return report_error(Error{Code::usage, std::string(what)});
  };
  if (!command.sheet.empty()) {
    if (!command.input.read.inputs.empty() || !command.out_dir.empty())
      return wrong("--estimate reads a sheet and a key, and no LOG and no --out");
    if (command.key.empty()) return wrong("--estimate needs --key KEY.json, which was written at the draw");
    return estimate_main(command);
  }
  if (!command.key.empty()) return wrong("--key goes with --estimate SHEET.csv");
  if (command.input.read.inputs.empty())
    return wrong("name the LOG to draw from, or --estimate SHEET.csv --key KEY.json");
  if (command.out_dir.empty()) return wrong("name the folder to write into: --out DIR");
  return draw_main(command);
}

void add_draw_options(CLI::App& app, AuditCommand& command) {
  AuditSizes& sizes = command.audit.sizes;
  app.add_option("--size", sizes.groups, "Groups to draw, as evenly over the strata as there are")
      ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{100'000}))
      ->capture_default_str();
  app.add_option("--ungrouped", sizes.accounts, "Accounts to draw that were in no tested group")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{100'000}))
      ->capture_default_str();
  app.add_option("--controls", sizes.controls, "Alleged campaigns to mix in, so that the review is blind")
      ->check(CLI::Range(std::uint64_t{0}, std::uint64_t{1000}))
      ->capture_default_str();
  app.add_option("--frame", command.frame,
                 "What is drawn from: cleared groups, or all unaccused (pools and single customers too)")
      ->check(CLI::IsMember({"cleared", "unaccused"}))
      ->capture_default_str();
  app.add_option("--seed", command.audit.seed, "Seed of the draw: another seed, another sample")
      ->capture_default_str();
  app.add_option("--scan-seed", command.scan_seed, "Seed of the scan, as --seed of stillwatch scan")
      ->capture_default_str();
  app.add_option("--fdr", command.fdr, "False discovery rate of the scan whose misses are estimated")
      ->check(CLI::Range(1e-9, 0.5))
      ->capture_default_str();
  app.add_flag("--texts", command.audit.texts,
               "Put the newest user text of the exchanges to read on the pages");
  app.add_option("--out", command.out_dir, "Folder for review/ (for the reviewer) and key.json (sealed)");
  app.add_flag("--quiet", command.quiet, "No progress on standard error");
}

}  // namespace

void add_audit_command(CLI::App& app, int& exit_code) {
  auto command = std::make_shared<AuditCommand>();
  CLI::App* audit = app.add_subcommand(
      "audit-sample", "Draw groups that were not flagged for blind review, and estimate what is missed");
  add_input_options(*audit, command->input);
  add_spill_options(*audit, command->input);
  audit->get_option("LOG")->required(false);
  add_draw_options(*audit, *command);
  audit->add_option("--estimate", command->sheet, "Filled-in sheet: say how many campaigns were missed");
  audit->add_option("--key", command->key, "Key of the audit, for --estimate");
  audit->add_option("--format", command->format, "Of the estimate: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  audit->footer(
      "Examples:\n"
      "  stillwatch audit-sample logs/ --accounts accounts.csv --size 50 --seed 1 --out audit/\n"
      "  stillwatch audit-sample --estimate audit/review/sheet.csv --key audit/key.json");
  audit->callback([command, &exit_code] { exit_code = audit_main(*command); });
}

}  // namespace stillwatch
