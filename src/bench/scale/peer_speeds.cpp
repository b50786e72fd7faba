#include "bench/scale/peer_speeds.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "base/parallel.h"
#include "bench/child_process.h"
#include "bench/line_ledger.h"

namespace stillwatch {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct Peer {
  const char *name, *what;
};
constexpr Peer kPeers[] = {
    {"datasketch", "MinHash near duplicates of prompts, Python"},
    {"rensa", "MinHash near duplicates of prompts, Rust under Python"},
    {"duckdb", "exact group-by on prompt text, C++"},
};

std::string key_of(const ScaleSettings& settings, const PeerPrograms& programs, double million,
                   const std::string& name) {
  return fmt::format("peers, {} million, seed {}, {} threads, {}-{}, {}", million, settings.seed,
                     worker_count(settings.threads), settings.build,
                     digest_of_file((fs::path(programs.scripts) / "scale_peers.py").string()), name);
}

json read_json(const fs::path& path) {
  std::ifstream in(path);
  return json::parse(in, nullptr, false);
}

class Slice {
 public:
  Slice(const ScaleSettings& settings, double million) : settings_(settings), million_(million) {
    folder_ = fs::path(settings.folder) / "slice";
    file_ = folder_ / "exchanges-000.jsonl.zst";
  }

  Status ensure() {
    if (fs::exists(folder_ / "world.manifest")) return Done{};
    std::error_code failure;
    fs::create_directories(folder_, failure);
    const auto made = run_program({settings_.bench_program, "--threads", threads(), "--corpus",
                                   settings_.corpus, "scale-world", "--million", fmt::format("{}", million_),
                                   "--seed", std::to_string(settings_.seed), "--out", folder_.string()},
                                  (folder_ / "stdout.txt").string());
    if (!made.has_value()) return made.error();
    if (made.value().exit_code != 0) return Error{Code::bad_input, "the world of the slice was not made"};
    return Done{};
  }
  // The exchanges and the seconds of a program over the slice. Peers print {"exchanges": N}.
  Result<json> measure(const std::vector<std::string>& command) {
    const fs::path output = folder_ / "peer.json";
    const auto run = run_program(command, output.string());
    if (!run.has_value()) return run.error();
    if (run.value().exit_code != 0)
      return Error{Code::bad_input, fmt::format("{}: exit code {}", command.front(), run.value().exit_code)};
    json gave = read_json(output);
    if (!gave.is_object()) gave = json::object();
    gave["wall_s"] = run.value().wall_s;
    gave["processor_s"] = run.value().cpu_s;
    return gave;
  }
  void remove() const {
    std::error_code ignored;
    if (!settings_.keep) fs::remove_all(folder_, ignored);
  }
  [[nodiscard]] std::vector<std::string> scan_command() const {
    return {settings_.program,
            "scan",
            "--threads",
            threads(),
            "--quiet",
            "--format",
            "csv",
            "--out",
            (folder_ / "findings.csv").string(),
            "--accounts",
            (folder_ / "accounts.csv").string(),
            file_.string()};
  }
  [[nodiscard]] std::vector<std::string> peer_command(const PeerPrograms& programs,
                                                      const std::string& name) const {
    return {"/usr/bin/env", programs.python, (fs::path(programs.scripts) / "scale_peers.py").string(),
            name,           file_.string(),  "--threads",
            threads()};
  }

 private:
  [[nodiscard]] std::string threads() const { return std::to_string(worker_count(settings_.threads)); }

  const ScaleSettings& settings_;
  double million_;
  fs::path folder_, file_;
};

PeerSpeed speed_of(const std::string& name, const std::string& what, const json& gave) {
  return {name, what, gave.value("exchanges", std::uint64_t{0}), gave.value("wall_s", 0.0)};
}

}  // namespace

Result<std::vector<PeerSpeed>> measure_peer_speeds(const ScaleSettings& settings,
                                                   const PeerPrograms& programs, double million,
                                                   StepStore& store) {
  Slice slice(settings, million);
  const auto measured = [&](const std::string& name,
                            const std::vector<std::string>& command) -> Result<json> {
    const std::string key = key_of(settings, programs, million, name);
    if (const std::string* known = store.find(key)) return json::parse(*known);
    fmt::print(stderr, "peers: {} ...\n", name);
    if (auto made = slice.ensure(); !made.has_value()) return made.error();
    auto gave = slice.measure(command);
    if (!gave.has_value()) return gave.error();
    if (auto kept = store.add(key, gave.value().dump()); !kept.has_value()) return kept.error();
    return gave;
  };
  std::vector<PeerSpeed> speeds;
  const auto ours = measured("stillwatch", slice.scan_command());
  if (!ours.has_value()) return ours.error();
  speeds.push_back(speed_of("stillwatch", "the whole scan", ours.value()));
  for (const Peer& peer : kPeers) {
    const auto gave = measured(peer.name, slice.peer_command(programs, peer.name));
    if (!gave.has_value()) return gave.error();
    speeds.push_back(speed_of(peer.name, peer.what, gave.value()));
  }
  speeds.front().exchanges = speeds.back().exchanges;
  slice.remove();
  return speeds;
}

}  // namespace stillwatch
