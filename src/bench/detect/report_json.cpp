#include <nlohmann/json.hpp>

#include "base/statistics.h"
#include "bench/detect/report.h"
#include "bench/detect/targets.h"

namespace stillwatch {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Interval& interval) {
  return {{"mean", interval.mean}, {"low", interval.low}, {"high", interval.high}};
}

Json json_of(const std::optional<Interval>& interval) {
  return interval.has_value() ? json_of(*interval) : Json(nullptr);
}

Json share_or_null(double share) { return share >= kNeverServed ? Json(nullptr) : Json(share); }

Json json_of(const Served& served) {
  return {{"median", share_or_null(served.median)},
          {"least", share_or_null(served.least)},
          {"most", share_or_null(served.most)}};
}

Json json_of(const std::map<std::string, ClassCount>& classes) {
  Json json = Json::object();
  for (const auto& [name, count] : classes) {
    json[name] = {{"accounts", count.accounts},
                  {"accused", count.named},
                  {"accused_upper_rate", clopper_pearson_upper(count.named, count.accounts)},
                  {"in_pools", count.pooled},
                  {"adjacent", count.adjacent},
                  {"for_review", count.review},
                  {"masked", count.masked}};
  }
  return json;
}

Json json_of(const DetectRow& row) {
  return {{"profile", row.profile},
          {"evasion", row.rung},
          {"accounts", row.accounts},
          {"days", row.days},
          {"seeds", row.seeds},
          {"world_seeds", row.world_seeds},
          {"named", json_of(row.recall)},
          {"named_by_seed", row.recalls},
          {"linked", json_of(row.linked)},
          {"linked_by_seed", row.linked_recalls},
          {"precision", json_of(row.precision)},
          {"purity_listed", json_of(row.purity)},
          {"purity_formed", json_of(row.formed_purity)},
          {"first_named", json_of(row.first_named)},
          {"first_linked", json_of(row.first_linked)},
          {"campaign_accounts", row.campaign_accounts},
          {"campaign_accounts_named", row.campaign_named},
          {"exchanges", row.exchanges},
          {"campaign_exchanges", row.campaign_exchanges},
          {"processor_seconds_per_cell", row.processor_s},
          {"honest", json_of(row.honest)}};
}

Json json_of(const PeerLine& line) {
  return {
      {"profile", line.profile},
      {"evasion", line.rung},
      {"seed", line.seed},
      {"peer", line.peer},
      {"at_our_count",
       {{"honest_accused", line.honest_ours}, {"ours", line.our_recall}, {"peer", line.recall_at_ours}}},
      {"at_own_threshold",
       {{"honest_accused", line.honest_own}, {"ours", line.our_recall_at_own}, {"peer", line.own_recall}}},
      {"lost", line.lost}};
}

Json json_of(const TargetOutcome& outcome) {
  const DetectTarget& target = *outcome.target;
  return {{"profile", target.profile},
          {"evasion", target.rung},
          {"measure", target.linked ? "linked" : "named"},
          {"least", target.least_recall},
          {"most_served", target.most_served},
          {"least_precision", target.least_precision},
          {"result", outcome.row == nullptr ? "not measured"
                     : outcome.met          ? "met"
                                            : "missed"}};
}

}  // namespace

std::string json_of(const DetectReport& report) {
  const PeerScore score = score_peers(report.peers);
  const DetectSetup& setup = report.setup;
  Json json = {{"schema", "stillwatch.detect/1"},
               {"rows_compared_with_peers", score.rows},
               {"rows_lost", score.lost},
               {"command", setup.command},
               {"version", setup.version},
               {"build", setup.build},
               {"texts", setup.corpus ? "real" : "built-in"},
               {"split", setup.tune ? "tune" : "report"},
               {"first_seed", setup.first_seed},
               {"seeds", setup.seeds},
               {"evasion_seeds", setup.evasion_seeds == 0 ? setup.seeds : setup.evasion_seeds},
               {"fdr", setup.fdr},
               {"scale", setup.scale},
               {"least_accounts", setup.least_accounts},
               {"honest_accounts", setup.honest},
               {"targets", Json::array()},
               {"honest", json_of(honest_totals(report.rows))},
               {"rows", Json::array()},
               {"peers", Json::array()}};
  for (const TargetOutcome& outcome : judge_targets(report.rows)) json["targets"].push_back(json_of(outcome));
  for (const DetectRow& row : report.rows) json["rows"].push_back(json_of(row));
  for (const PeerLine& line : report.peers) json["peers"].push_back(json_of(line));
  return json.dump(1) + "\n";
}

}  // namespace stillwatch
