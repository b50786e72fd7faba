// Cells of the detection table: one generated world each, named by profile, rung and seed.
//
//   DetectTable table;                                     // the defaults: every profile, every rung, five
//   seeds auto cells = cells_of(table);                          // Code::usage names an unknown profile or
//   rung auto options = world_options(cells.value().front(), corpus_dir); std::string key = key_of(cell,
//   build);                 // the same for the same world and the same program
//
// A rung is a text: "none", what set_evasion() takes ("cover=0.8"), several of these joined by
// '+', or "everything": the last of every kind at once. Accounts are the profile's published number times
// `scale`, and at least `least_accounts`; rates per account stay, and the span in days is chosen per profile
// so that an account has enough requests to be judged by, and a world stays affordable. Pure; thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "world/world.h"

namespace stillwatch {

struct DetectCell {
  std::string profile;
  std::string rung = "none";
  double reseller_harvest = 0.3;  // read by the profile `reseller` only
  std::uint64_t seed = 1;
  std::uint32_t accounts = 60, honest = 3'000;
  double days = 14.0;
  double duplication = 0.05;  // share of honest conversations that open with a question others also ask
  double fdr = 0.01;
  bool tune = false;  // texts of the half that tuning may see
};

struct DetectTable {
  std::vector<std::string> profiles;  // empty: all
  std::vector<std::string> rungs;     // empty: the ladder, and each profile's own combination
  std::vector<double> reseller_harvests = {0.1, 0.2, 0.5};  // further rows of `reseller`, without evasion
  unsigned seeds = 5;
  unsigned evasion_seeds = 0;  // rows with an evasion have the first so many; 0: all
  std::uint64_t first_seed = 1;
  double scale = 0.05;
  std::uint32_t least_accounts = 60;
  std::uint32_t honest = 3'000;
  double days = 0.0;  // 0: each profile's own span
  double fdr = 0.01;
  bool tune = false;
};

// "none", then each rung alone, then "everything".
[[nodiscard]] const std::vector<std::string>& rung_ladder();
// The combination that a profile is asked about beside the ladder; empty for most.
[[nodiscard]] std::string_view own_combination(std::string_view profile);
// Days that a world of this profile spans.
[[nodiscard]] double span_days(std::string_view profile);

// All cells, seed by seed, so that an unfinished table covers every row. Rungs that change nothing of a
// profile (rung_changes()) have none.
[[nodiscard]] Result<std::vector<DetectCell>> cells_of(const DetectTable& table);
[[nodiscard]] Result<WorldOptions> world_options(const DetectCell& cell, const std::string& corpus_dir);

// What distinguishes this cell's result from any other: all of its fields, and `build` (program and texts).
[[nodiscard]] std::string key_of(const DetectCell& cell, std::string_view build);
// The row that the cell belongs to: "reseller (harvest 0.2)", "templates".
[[nodiscard]] std::string row_name(const DetectCell& cell);
// The seed of the cell's world: of its own for each row, so that no honest account stands in two cells.
[[nodiscard]] std::uint64_t world_seed(const DetectCell& cell);
// About how many exchanges the world has: what the time left is reckoned from.
[[nodiscard]] double expected_exchanges(const DetectCell& cell);

}  // namespace stillwatch
