// The pages of a measured detection table: Markdown for people, JSON for programs, a heat map for a first
// look.
//
//   DetectReport report{.setup = {...}, .rows = summarise(cells, results), .peers = {}};
//   write(markdown_of(report));  write(json_of(report));  write(heat_map_of(report.rows));
//
// The same report gives the same bytes. Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "bench/detect/peer_run.h"
#include "bench/detect/summary.h"

namespace stillwatch {

struct DetectSetup {
  std::string command;  // that makes these pages again
  std::string version, build;
  bool tune = false;
  bool corpus = false;  // real texts; else the built-in ones
  std::uint64_t first_seed = 1;
  unsigned seeds = 5;
  unsigned evasion_seeds = 0;  // as in DetectTable
  double fdr = 0.01, scale = 0.05;
  std::uint32_t least_accounts = 60, honest = 3'000;
};

struct DetectReport {
  DetectSetup setup;
  std::vector<DetectRow> rows;
  std::vector<PeerLine> peers;  // empty: not run
};

[[nodiscard]] std::string markdown_of(const DetectReport& report);
[[nodiscard]] std::string json_of(const DetectReport& report);

// Two panels, profiles by rungs: accounts named, and accounts linked. SVG with a light background, legend and
// the mean per cent in each cell; colours from cividis (Nunez, Anderton and Renslow, PLOS ONE 2018), which
// readers with colour vision deficiencies see alike.
[[nodiscard]] std::string heat_map_of(const std::vector<DetectRow>& rows);

}  // namespace stillwatch
