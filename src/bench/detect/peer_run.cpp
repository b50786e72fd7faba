#include "bench/detect/peer_run.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "base/siphash.h"
#include "bench/child_process.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* kCompared = "compared.jsonl";

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string file_name_of(const std::string& key) {
  constexpr SipKey kKey = {0x7065657273206f66, 0x20612063656c6c2e};  // any constant
  return fmt::format("{:016x}", siphash(kKey, key));
}

// Runs a program that must end with an exit code up to `most`.
Status run_to(const std::vector<std::string>& arguments, const std::string& output, int most) {
  const auto run = run_program(arguments, output);
  if (!run.has_value()) return run.error();
  if (run.value().exit_code <= most) return Done{};
  return Error{Code::bad_input,
               fmt::format("{}: exit code {}", fmt::join(arguments, " "), run.value().exit_code)};
}

Status scan_world(const WorldOptions& options, const DetectCell& cell, const PeerSettings& settings,
                  const std::string& output) {
  const fs::path world = options.out;
  std::vector<std::string> arguments = {settings.program,
                                        "scan",
                                        "--quiet",
                                        "--format",
                                        "csv",
                                        "--fdr",
                                        fmt::format("{}", cell.fdr),
                                        "--accounts",
                                        (world / "accounts.csv").string()};
  if (fs::exists(world / "allow.csv"))
    arguments.insert(arguments.end(), {"--allow", (world / "allow.csv").string()});
  std::vector<std::string> logs;
  for (const auto& entry : fs::directory_iterator(world)) {
    if (entry.path().filename().string().starts_with("exchanges")) logs.push_back(entry.path().string());
  }
  std::sort(logs.begin(), logs.end());
  arguments.insert(arguments.end(), logs.begin(), logs.end());
  return run_to(arguments, output, 0);
}

Result<std::vector<PeerLine>> compare_in(const fs::path& folder, const DetectCell& cell,
                                         const PeerSettings& settings, const std::string& corpus_dir) {
  auto options = world_options(cell, corpus_dir);
  if (!options.has_value()) return options.error();
  options.value().out = (folder / "world").string();
  options.value().threads = settings.threads;
  if (auto written = write_world(options.value()); !written.has_value()) return written.error();
  const std::string scan = (folder / "scan.csv").string(), scores = (folder / "scores").string();
  const std::string compared = (folder / kCompared).string();
  if (auto done = scan_world(options.value(), cell, settings, scan); !done.has_value()) return done.error();
  const fs::path scripts = settings.scripts;
  auto done = run_to({"/usr/bin/env", settings.python, (scripts / "run_peers.py").string(),
                      options.value().out, "--out", scores, "--peers", settings.families, "--cache",
                      (fs::path(settings.folder) / "embeddings.npz").string()},
                     (folder / "run_peers.txt").string(), 0);
  if (!done.has_value()) return done.error();
  done = run_to({"/usr/bin/env", settings.python, (scripts / "compare.py").string(), "--scan", scan,
                 "--truth", (fs::path(options.value().out) / "truth.csv").string(), "--scores", scores},
                compared, 1);  // 1: some peer has more recall
  if (!done.has_value()) return done.error();
  return read_comparison(text_of(compared), cell);
}

}  // namespace

Result<std::vector<PeerLine>> run_peers(const DetectCell& cell, const std::string& key,
                                        const PeerSettings& settings, const std::string& corpus_dir) {
  for (const char* script : {"run_peers.py", "compare.py"}) {
    if (!fs::exists(fs::path(settings.scripts) / script)) {
      return Error{Code::not_found,
                   fmt::format("--peer-scripts: {}/{} is not there", settings.scripts, script)};
    }
  }
  const fs::path kept = fs::path(settings.folder) / fmt::format("peers-{}.jsonl", file_name_of(key));
  if (auto known = read_comparison(text_of(kept), cell); known.has_value()) return known;
  const fs::path folder = fs::path(settings.folder) / "peers";
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  fs::create_directories(folder, ignored);
  auto lines = compare_in(folder, cell, settings, corpus_dir);
  if (lines.has_value()) fs::rename(folder / kCompared, kept, ignored);
  fs::remove_all(folder, ignored);
  return lines;
}

Result<std::vector<PeerLine>> read_comparison(std::string_view text, const DetectCell& cell) {
  std::vector<PeerLine> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view one = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const Json json = Json::parse(one.begin(), one.end(), nullptr, false);
    if (json.is_object() && json.contains("ours")) continue;
    try {
      const Json& ours = json.at("at_our_count");
      const Json& own = json.at("at_own_threshold");
      PeerLine line{row_name(cell), cell.rung, json.at("peer").get<std::string>(), cell.seed};
      line.honest_ours = ours.at("honest_accused").get<std::uint64_t>();
      line.honest_own = own.at("honest_accused").get<std::uint64_t>();
      line.recall_at_ours = ours.at("recall").get<double>();
      line.our_recall = ours.at("ours").get<double>();
      line.own_recall = own.at("recall").get<double>();
      line.our_recall_at_own = own.at("ours").get<double>();
      line.lost = json.at("outcome") == "lost" || json.at("outcome_at_own_threshold") == "lost";
      lines.push_back(std::move(line));
    } catch (const Json::exception& error) {
      return Error{Code::bad_input, fmt::format("compare.py: '{}' is no comparison ({})", one, error.what())};
    }
  }
  if (lines.empty()) return Error{Code::bad_input, "compare.py: no peer in its output"};
  return lines;
}

PeerScore score_peers(const std::vector<PeerLine>& lines) {
  std::map<std::pair<std::string, std::string>, bool> rows;
  for (const PeerLine& line : lines) {
    bool& lost = rows[{line.profile, line.rung}];
    lost = lost || line.lost;
  }
  PeerScore score;
  score.rows = rows.size();
  for (const auto& [row, lost] : rows) score.lost += lost ? 1 : 0;
  return score;
}

}  // namespace stillwatch
