// The pages of the big run: Markdown for people, JSON for programs, a picture for a first look.
//
//   ScaleReport report{.machine = machine_in_words(), .runs = runs, ...};
//   write(scale_markdown(report));  write(scale_json(report));  write(scale_picture(report.runs));
//
// The same report gives the same bytes. Pure; thread-safe.
#pragma once

#include <string>
#include <vector>

#include "bench/scale/scale_run.h"

namespace stillwatch {

// A peer on the slice: end to end, over the exchanges of one file.
struct PeerSpeed {
  std::string name, what;
  std::uint64_t exchanges = 0;
  double wall_s = 0.0;
  double per_exchange_us() const {
    return exchanges == 0 ? 0.0 : 1e6 * wall_s / static_cast<double>(exchanges);
  }
};

struct ScaleReport {
  std::string command, version, build, machine;
  bool corpus = false;  // real texts; else the built-in ones
  unsigned threads = 0;
  std::vector<ScaleRun> runs;
  std::vector<PeerSpeed> peers;  // the first is ours; empty: not run
};

[[nodiscard]] std::string scale_markdown(const ScaleReport& report);
[[nodiscard]] std::string scale_json(const ScaleReport& report);

// Two panels over formats and sizes: time per exchange by stage with the floor, and memory per exchange. SVG
// with a light background; colours from cividis (Nunez, Anderton and Renslow, PLOS ONE 2018).
[[nodiscard]] std::string scale_picture(const std::vector<ScaleRun>& runs);

}  // namespace stillwatch
