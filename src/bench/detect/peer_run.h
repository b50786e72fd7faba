// Peers on the world of a cell: other ways of finding such accounts, run on the same log (bench/peers/).
//
//   PeerSettings settings{"peers-env/bin/python", "bench/peers", "volume,linking", program,
//   "build/bench/detect"}; auto lines = run_peers(cell, key_of(cell, build), settings, corpus_dir);
//
// The world is written into a folder, scanned by the program itself, given to run_peers.py and compared by
// compare.py; the world is removed afterwards, and the comparison kept under the cell's key, so that the next
// call with this key reads it. What the scripts promise stands in bench/peers/README.md.
// Errors: Code::not_found when the scripts are not there, Code::bad_input when a program fails or prints
// something else than promised. Not thread-safe for the same folder.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bench/detect/cell.h"

namespace stillwatch {

struct PeerSettings {
  std::string python = "python3";
  std::string scripts = "bench/peers";
  std::string families = "volume,heuristics,linking,minhash,mmd";
  std::string program;  // path of `stillwatch`
  std::string folder;   // for the world, comparisons and embeddings
  unsigned threads = 0;
};

// One peer on one world. Each comparison is at one count of honest accounts accused, the same for both.
struct PeerLine {
  std::string profile, rung, peer;
  std::uint64_t seed = 0;
  std::uint64_t honest_ours = 0, honest_own = 0;     // accused by us; by the peer at its own threshold
  double recall_at_ours = 0.0, our_recall = 0.0;     // at our count
  double own_recall = 0.0, our_recall_at_own = 0.0;  // at the peer's count
  bool lost = false;                                 // the peer has more recall in one of the two
};

[[nodiscard]] Result<std::vector<PeerLine>> run_peers(const DetectCell& cell, const std::string& key,
                                                      const PeerSettings& settings,
                                                      const std::string& corpus_dir);

// Reads what compare.py prints: JSON lines, ours first.
[[nodiscard]] Result<std::vector<PeerLine>> read_comparison(std::string_view text, const DetectCell& cell);

// Rows (profile and rung) that were compared, and those in which any peer was ahead in any world.
struct PeerScore {
  std::uint64_t rows = 0, lost = 0;
};
[[nodiscard]] PeerScore score_peers(const std::vector<PeerLine>& lines);

}  // namespace stillwatch
