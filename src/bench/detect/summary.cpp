#include "bench/detect/summary.h"

#include <algorithm>

namespace stillwatch {
namespace {

void add(const ClassCount& more, ClassCount& sum) {
  sum.accounts += more.accounts;
  sum.named += more.named;
  sum.pooled += more.pooled;
  sum.adjacent += more.adjacent;
  sum.review += more.review;
  sum.masked += more.masked;
}

Served served(std::vector<double> shares) {
  std::sort(shares.begin(), shares.end());
  return {shares[shares.size() / 2], shares.front(), shares.back()};
}

std::optional<Interval> over_some(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  return over_seeds(values);
}

DetectRow row_of(const std::vector<const DetectCell*>& cells, const std::vector<const CellResult*>& results) {
  DetectRow row;
  row.profile = row_name(*cells.front());
  row.rung = cells.front()->rung;
  row.accounts = cells.front()->accounts;
  row.days = cells.front()->days;
  std::vector<double> precisions, purities, formed, named, linked;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const CellResult& result = *results[i];
    row.seeds.push_back(cells[i]->seed);
    row.world_seeds.push_back(world_seed(*cells[i]));
    row.recalls.push_back(result.recall());
    row.linked_recalls.push_back(result.linked_recall());
    if (result.campaign.named + result.honest_named() > 0) precisions.push_back(result.precision());
    if (result.listed.all > 0) purities.push_back(result.listed.share());
    if (result.formed.all > 0) formed.push_back(result.formed.share());
    named.push_back(first_named(result.sightings));
    linked.push_back(first_linked(result.sightings));
    for (const auto& [name, count] : result.honest) add(count, row.honest[name]);
    row.campaign_accounts += result.campaign.accounts;
    row.campaign_named += result.campaign.named;
    row.exchanges += result.exchanges;
    row.campaign_exchanges += result.campaign_exchanges;
    row.processor_s += result.cost.processor_s() / static_cast<double>(cells.size());
  }
  row.recall = over_seeds(row.recalls);
  row.linked = over_seeds(row.linked_recalls);
  row.precision = over_some(precisions);
  row.purity = over_some(purities);
  row.formed_purity = over_some(formed);
  row.first_named = served(named);
  row.first_linked = served(linked);
  return row;
}

}  // namespace

std::vector<DetectRow> summarise(std::span<const DetectCell> cells, std::span<const CellResult> results) {
  std::vector<std::pair<std::string, std::string>> names;
  for (const DetectCell& cell : cells) {
    std::pair name(row_name(cell), cell.rung);
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  std::vector<DetectRow> rows;
  for (const auto& [profile, rung] : names) {
    std::vector<const DetectCell*> of_row;
    std::vector<const CellResult*> measured;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (row_name(cells[i]) != profile || cells[i].rung != rung) continue;
      of_row.push_back(&cells[i]);
      measured.push_back(&results[i]);
    }
    rows.push_back(row_of(of_row, measured));
  }
  return rows;
}

std::map<std::string, ClassCount> honest_totals(std::span<const DetectRow> rows) {
  std::map<std::string, ClassCount> sums;
  for (const DetectRow& row : rows) {
    for (const auto& [name, count] : row.honest) add(count, sums[name]);
  }
  return sums;
}

ClassCount sum_of(const std::map<std::string, ClassCount>& classes) {
  ClassCount sum;
  for (const auto& [name, count] : classes) add(count, sum);
  return sum;
}

}  // namespace stillwatch
