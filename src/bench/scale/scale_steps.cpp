#include "bench/scale/scale_steps.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/parallel.h"
#include "bench/child_process.h"
#include "bench/line_ledger.h"
#include "bench/scale/found_accounts.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class Steps {
 public:
  Steps(const ScaleSettings& settings, double million, const std::string& format, StepStore& store)
      : settings_(settings), million_(million), format_(format), store_(store) {
    key_ = fmt::format("{} million, {}, seed {}, {} threads, {}", million, format, settings.seed,
                       worker_count(settings.threads), settings.build);
    folder_ = fs::path(settings.folder) / fmt::format("{}-{}-{}", million, format, settings.seed);
  }

  Result<ScaleRun> take();

 private:
  Status make_world();
  Status measure_floor();
  Status measure_scan(const std::string& memory);
  Status ensure_world();
  Status remove_others();

  Result<ProgramRun> run(const std::vector<std::string>& arguments, const std::string& output);
  [[nodiscard]] std::vector<std::string> bench_command(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> log_files() const;
  [[nodiscard]] std::string step_key(const std::string& step) const { return key_ + ", " + step; }
  [[nodiscard]] json known(const std::string& step) const {
    const std::string* document = store_.find(step_key(step));
    return document == nullptr ? json() : json::parse(*document);
  }
  [[nodiscard]] static std::string scan_step(const std::string& memory) {
    return memory.empty() ? "scan" : "scan --memory " + memory;
  }
  void say(std::string_view what) const {
    fmt::print(stderr, "{} million, {}: {}\n", million_, format_, what);
  }

  const ScaleSettings& settings_;
  double million_;
  std::string format_, key_;
  StepStore& store_;
  fs::path folder_;
};

// Runs a program that must succeed; its errors are shown.
Result<ProgramRun> Steps::run(const std::vector<std::string>& arguments, const std::string& output) {
  const std::string errors = (folder_ / "stderr.txt").string();
  auto run = run_program(arguments, output, errors);
  if (run.has_value() && run.value().exit_code != 0) {
    return Error{Code::bad_input, fmt::format("{}: exit code {}\n{}",
                                              fmt::format("{}", fmt::join(arguments, " ")).substr(0, 400),
                                              run.value().exit_code, text_of(errors))};
  }
  return run;
}

std::vector<std::string> Steps::bench_command(const std::string& name) const {
  return {settings_.bench_program, "--threads", std::to_string(worker_count(settings_.threads)), "--corpus",
          settings_.corpus,        name};
}

std::vector<std::string> Steps::log_files() const {
  std::vector<std::string> files;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder_, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.ends_with(".parquet") || (name.starts_with("exchanges-") && name.ends_with(".zst")))
      files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

Status Steps::remove_others() {
  std::error_code failure;
  fs::create_directories(settings_.folder, failure);
  for (const auto& entry : fs::directory_iterator(settings_.folder, failure))
    fs::remove_all(entry.path(), failure);
  fs::create_directories(folder_, failure);
  const fs::space_info space = fs::space(settings_.folder, failure);
  if (failure) return Error{Code::io, fmt::format("{}: {}", settings_.folder, failure.message())};
  const double needed = disk_bytes_needed(million_, format_);
  if (needed > kMostDiskBytes || needed > static_cast<double>(space.available)) {
    return Error{
        Code::io,
        fmt::format("{} million exchanges as {} need about {:.1f} GB in {}, where {:.1f} GB are free, and "
                    "{:.0f} GB are the most; name another folder with --out, or smaller --sizes",
                    million_, format_, needed * 1e-9, settings_.folder,
                    static_cast<double>(space.available) * 1e-9, kMostDiskBytes * 1e-9)};
  }
  return Done{};
}

Status Steps::ensure_world() {
  if (text_of(folder_ / "complete") == key_ && !known("make").is_null()) return Done{};
  if (auto room = remove_others(); !room.has_value()) return room;
  return make_world();
}

Status Steps::make_world() {
  say("making the world ...");
  std::vector<std::string> make = bench_command("scale-world");
  make.insert(make.end(), {"--million", fmt::format("{}", million_), "--seed", std::to_string(settings_.seed),
                           "--out", folder_.string()});
  const bool lines = format_ == "jsonl";
  const std::string output = (folder_ / "stdout.txt").string();
  if (!lines) {
    make.emplace_back("--pipe");
    std::vector<std::string> convert = {settings_.program,
                                        "convert",
                                        "-",
                                        "--threads",
                                        std::to_string(worker_count(settings_.threads)),
                                        "--format",
                                        "parquet",
                                        "-o",
                                        (folder_ / "exchanges").string()};
    if (format_ == "parquet-prints") convert.emplace_back("--add-fingerprints");
    make = piped(make, convert);
  }
  const auto made = run(make, output);
  if (!made.has_value()) return made.error();
  // What the generator says of itself: to standard error when its output is the log.
  const std::string said = text_of(lines ? output : (folder_ / "stderr.txt").string());
  const std::size_t begin = said.find('{');
  json gave = begin == std::string::npos
                  ? json()
                  : json::parse(said.substr(begin, said.find('\n', begin) - begin), nullptr, false);
  if (!gave.is_object() || !fs::exists(folder_ / "world.manifest"))
    return Error{Code::bad_input, fmt::format("the world was not made: {}", said.substr(0, 400))};
  gave["make_s"] = made.value().wall_s;
  gave["make_processor_s"] = made.value().cpu_s;
  std::uint64_t stored = 0;
  for (const std::string& file : log_files()) stored += fs::file_size(file);
  gave["stored_bytes"] = stored;
  if (auto kept = store_.add(step_key("make"), gave.dump()); !kept.has_value()) return kept;
  std::ofstream(folder_ / "complete") << key_;
  return Done{};
}

Status Steps::measure_floor() {
  say("the floor ...");
  std::vector<std::string> command = bench_command("floor");
  const std::vector<std::string> files = log_files();
  command.insert(command.end(), files.begin(), files.end());
  json best;
  for (unsigned turn = 0; turn < settings_.repeats; ++turn) {
    const std::string output = (folder_ / "floor.json").string();
    const auto floor = run(command, output);
    if (!floor.has_value()) return floor.error();
    json gave = json::parse(text_of(output), nullptr, false);
    if (!gave.is_object()) return Error{Code::bad_input, output + ": is not what the floor writes"};
    if (gave.value("records", std::uint64_t{0}) != known("make").value("exchanges", std::uint64_t{0}))
      return Error{Code::bad_input,
                   fmt::format("{}: the log has not the exchanges that were made", folder_.string())};
    gave["process_s"] = floor.value().wall_s;
    gave["processor_s"] = floor.value().cpu_s;
    if (best.is_null() || gave["process_s"] < best["process_s"]) best = gave;
  }
  return store_.add(step_key("floor"), best.dump());
}

Status Steps::measure_scan(const std::string& memory) {
  say(memory.empty() ? std::string("the scan ...") : fmt::format("the scan within {} ...", memory));
  const std::string findings = (folder_ / (memory.empty() ? "findings.csv" : "limited.csv")).string();
  std::vector<std::string> command = {settings_.program, "scan",
                                      "--threads",       std::to_string(worker_count(settings_.threads)),
                                      "--quiet",         "--stage-times",
                                      "--format",        "csv",
                                      "--accounts",      (folder_ / "accounts.csv").string(),
                                      "--allow",         (folder_ / "allow.csv").string(),
                                      "--report",        (folder_ / "report.html").string(),
                                      "--out",           findings};
  if (!memory.empty()) {
    std::error_code ignored;
    fs::create_directories(folder_ / "spill", ignored);  // the scan says it, when there is none
    command.insert(command.end(), {"--memory", memory, "--spill", (folder_ / "spill").string()});
  }
  const std::vector<std::string> files = log_files();
  command.insert(command.end(), files.begin(), files.end());
  json best;
  for (unsigned turn = 0; turn < settings_.repeats; ++turn) {
    const auto scanned = run(command, "/dev/null");
    if (!scanned.has_value()) return scanned.error();
    if (!best.is_null() && best["wall_s"] <= scanned.value().wall_s) continue;
    best = {{"wall_s", scanned.value().wall_s},
            {"processor_s", scanned.value().cpu_s},
            {"peak_bytes", scanned.value().peak_bytes},
            {"stages", json::array()}};
    for (const StageTime& stage : parse_stage_times(text_of(folder_ / "stderr.txt")))
      best["stages"].push_back({{"name", stage.name}, {"seconds", stage.seconds}});
  }
  best["findings"] = digest_of_file(findings);
  if (memory.empty()) {
    const auto counted = count_found_accounts(findings, (folder_ / "truth.csv").string());
    if (!counted.has_value()) return counted.error();
    const FoundAccounts& found = counted.value();
    best["found"] = {{"campaign_named", found.campaign_named}, {"campaign_listed", found.campaign_listed},
                     {"honest_named", found.honest_named},     {"honest_listed", found.honest_listed},
                     {"campaigns", found.campaigns},           {"pools", found.pools}};
  }
  return store_.add(step_key(scan_step(memory)), best.dump());
}

ScanMeasure scan_of(const json& gave, const std::string& memory, const std::string& findings) {
  ScanMeasure scan;
  scan.memory = memory;
  scan.wall_s = gave.value("wall_s", 0.0);
  scan.processor_s = gave.value("processor_s", 0.0);
  scan.peak_bytes = gave.value("peak_bytes", std::uint64_t{0});
  scan.same_findings = gave.value("findings", "") == findings;
  for (const json& stage : gave["stages"]) scan.stages.push_back({stage["name"], stage["seconds"]});
  return scan;
}

FoundAccounts found_of(const json& gave) {
  FoundAccounts found;
  found.campaign_named = gave.value("campaign_named", std::uint64_t{0});
  found.campaign_listed = gave.value("campaign_listed", std::uint64_t{0});
  found.honest_named = gave.value("honest_named", std::uint64_t{0});
  found.honest_listed = gave.value("honest_listed", std::uint64_t{0});
  found.campaigns = gave.value("campaigns", std::uint64_t{0});
  found.pools = gave.value("pools", std::uint64_t{0});
  return found;
}

void add_world(const json& gave, ScaleRun& run) {
  run.exchanges = gave.value("exchanges", std::uint64_t{0});
  run.campaign_exchanges = gave.value("campaign_exchanges", std::uint64_t{0});
  run.honest_accounts = gave.value("honest_accounts", std::uint64_t{0});
  run.campaign_accounts = gave.value("campaign_accounts", std::uint64_t{0});
  run.text_bytes = gave.value("text_bytes", std::uint64_t{0});
  run.stored_bytes = gave.value("stored_bytes", std::uint64_t{0});
  run.make_s = gave.value("make_s", 0.0);
  run.make_processor_s = gave.value("make_processor_s", 0.0);
}

Result<ScaleRun> Steps::take() {
  std::vector<std::string> scans = {""};
  scans.insert(scans.end(), settings_.memory.begin(), settings_.memory.end());
  if (known("floor").is_null()) {
    if (auto made = ensure_world(); !made.has_value()) return made.error();
    if (auto done = measure_floor(); !done.has_value()) return done.error();
  }
  for (const std::string& memory : scans) {
    if (!known(scan_step(memory)).is_null()) continue;
    if (auto made = ensure_world(); !made.has_value()) return made.error();
    if (auto done = measure_scan(memory); !done.has_value()) return done.error();
  }
  std::error_code ignored;
  if (!settings_.keep) fs::remove_all(folder_, ignored);

  ScaleRun run;
  run.million = million_;
  run.format = format_;
  add_world(known("make"), run);
  const json floor = known("floor"), scan = known("scan");
  run.floor_s = floor.value("process_s", 0.0);
  if (floor.contains("columns")) run.floor_columns = floor["columns"].get<std::vector<std::string>>();
  const std::string findings = scan.value("findings", "");
  run.scan = scan_of(scan, "", findings);
  run.found = found_of(scan["found"]);
  for (const std::string& memory : settings_.memory)
    run.limited.push_back(scan_of(known(scan_step(memory)), memory, findings));
  return run;
}

}  // namespace

double disk_bytes_needed(double million, const std::string& format) {
  constexpr double kLineBytes = 1'300.0,
                   kColumnBytes = 1'350.0;  // an exchange, its spilled row and arrays, with room to spare
  return million * 1e6 * (format == "jsonl" ? kLineBytes : kColumnBytes) + 0.5e9;
}

Result<ScaleRun> measure_scale_run(const ScaleSettings& settings, double million, const std::string& format,
                                   StepStore& store) {
  return Steps(settings, million, format, store).take();
}

}  // namespace stillwatch
