// Rows of the detection table: the cells of one profile and rung, over all seeds.
//
//   auto rows = summarise(cells, results);               // in the order in which the rows first appear
//   auto honest = honest_totals(rows);
//
// Pure; thread-safe.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bench/detect/cell.h"
#include "bench/detect/intervals.h"
#include "bench/detect/result.h"

namespace stillwatch {

// Shares of the campaign's exchanges already served, over the seeds: the middle one, and the extremes.
// kNeverServed stands for a seed in which it was never found.
struct Served {
  double median = kNeverServed, least = kNeverServed, most = kNeverServed;
};

struct DetectRow {
  std::string profile;  // with its variant: "reseller (harvest 0.2)"
  std::string rung;
  std::uint32_t accounts = 0;  // campaign accounts asked for
  double days = 0.0;
  std::vector<std::uint64_t> seeds, world_seeds;  // of the table, and of `stillwatch world`
  std::vector<double> recalls, linked_recalls;    // by seed
  Interval recall, linked;
  // Over the seeds in which anybody was named, resp. a group with an account of the campaign was listed or
  // formed.
  std::optional<Interval> precision, purity, formed_purity;
  Served first_named, first_linked;
  std::map<std::string, ClassCount> honest;  // over all seeds
  std::uint64_t campaign_accounts = 0;       // over all seeds, with requests
  std::uint64_t campaign_named = 0;
  std::uint64_t exchanges = 0, campaign_exchanges = 0;
  double processor_s = 0.0;  // mean of a cell
};

// `results` by cell. Neither may be empty.
[[nodiscard]] std::vector<DetectRow> summarise(std::span<const DetectCell> cells,
                                               std::span<const CellResult> results);

// Over all rows, by class of honest accounts: each account of each world counts once.
[[nodiscard]] std::map<std::string, ClassCount> honest_totals(std::span<const DetectRow> rows);

[[nodiscard]] ClassCount sum_of(const std::map<std::string, ClassCount>& classes);

}  // namespace stillwatch
