// How long peers take for a slice of a scale world, beside a scan of the same file on the same cores.
//
//   auto speeds = measure_peer_speeds(settings, programs, 0.3, store);      // the scan first
//
// The peers are bench/peers/scale_peers.py's: near-duplicate search by two MinHash libraries and an exact
// group-by in DuckDB, each a process of its own. The slice is the first file of the world of `million`, which
// is made when it is not there. Errors: as measure_scale_run(); the message of a peer that fails is that of
// its program.
#pragma once

#include "base/result.h"
#include "bench/scale/report.h"
#include "bench/scale/scale_steps.h"

namespace stillwatch {

struct PeerPrograms {
  std::string python = "python3", scripts = "bench/peers";
};

[[nodiscard]] Result<std::vector<PeerSpeed>> measure_peer_speeds(const ScaleSettings& settings,
                                                                 const PeerPrograms& programs, double million,
                                                                 StepStore& store);

}  // namespace stillwatch
