// What one cell of the detection table showed: counts only, so that any rate can be taken afterwards.
//
//   CellResult result = count_findings(findings, truth);       // every group that was tested, cleared ones
//   too double recall = result.recall();
//
// An account counts once, by the gravest of its outcomes over all groups. `named`: member of a group with
// outcome campaign, itself with outcome campaign (the only one that accuses). `linked`: named, or listed in
// any role in a group with outcome campaign or pool. Accounts that never sent a request in the log are not
// counted. Whether an account belongs to the campaign is read from its truth, never from its class. Pure;
// thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bench/detect/checkpoints.h"
#include "campaign/scan_result.h"
#include "world/world.h"

namespace stillwatch {

struct ClassCount {
  std::uint64_t accounts = 0;
  std::uint64_t named = 0;     // accused
  std::uint64_t pooled = 0;    // in a pool, run as one with others; not accused
  std::uint64_t adjacent = 0;  // listed without evidence of its own, or as a victim; not accused
  std::uint64_t review = 0;    // of one declared customer, for a person to look at; not accused
  std::uint64_t masked = 0;    // would be listed, but an allow list covers it; not counted in the above
  [[nodiscard]] std::uint64_t linked() const { return named + pooled + adjacent; }
};

// Accounts in groups that hold at least one account of the campaign.
struct Purity {
  std::uint64_t campaign = 0, all = 0;
  // Share of the campaign's accounts among them; 1 when there is no such group.
  [[nodiscard]] double share() const {
    return all == 0 ? 1.0 : static_cast<double>(campaign) / static_cast<double>(all);
  }
};

// What a cell took: processor time of the measuring thread, which is all of it when there is one, and wall
// time.
struct CellCost {
  double make_s = 0.0;      // planning, rendering and tracing the world
  double scan_s = 0.0;      // of the whole log
  double prefixes_s = 0.0;  // of the log up to checkpoints
  double wall_s = 0.0;
  [[nodiscard]] double processor_s() const { return make_s + scan_s + prefixes_s; }
};

struct CellResult {
  ClassCount campaign;
  std::map<std::string, ClassCount> honest;  // by class
  Purity listed;                             // groups with outcome campaign or pool
  Purity formed;                             // all groups that were tested
  std::uint64_t groups = 0;
  std::uint64_t exchanges = 0, campaign_exchanges = 0;
  std::vector<Sighting>
      sightings;  // ascending; up to the first at which it is named and linked, and the last
  CellCost cost;

  [[nodiscard]] double recall() const;
  [[nodiscard]] double linked_recall() const;
  [[nodiscard]] std::uint64_t honest_accounts() const;
  [[nodiscard]] std::uint64_t honest_named() const;
  // Of the accounts named, those of the campaign; 1 when nobody is named.
  [[nodiscard]] double precision() const;
};

// `masked`: accounts that an allow list took out of the findings.
[[nodiscard]] CellResult count_findings(const std::vector<GroupFinding>& findings, const WorldTruth& truth,
                                        const std::set<std::string>& masked = {});

}  // namespace stillwatch
