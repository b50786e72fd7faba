#include "bench/detect/cell_store.h"

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "bench/line_ledger.h"

namespace stillwatch {
namespace {

using Json = nlohmann::json;

Json json_of(const ClassCount& count) {
  return Json::array({count.accounts, count.named, count.pooled, count.adjacent, count.review, count.masked});
}

ClassCount class_count(const Json& json) {
  return {json.at(0).get<std::uint64_t>(), json.at(1).get<std::uint64_t>(), json.at(2).get<std::uint64_t>(),
          json.at(3).get<std::uint64_t>(), json.at(4).get<std::uint64_t>(), json.at(5).get<std::uint64_t>()};
}

Json json_of(const Purity& purity) { return Json::array({purity.campaign, purity.all}); }

Purity purity_of(const Json& json) {
  return {json.at(0).get<std::uint64_t>(), json.at(1).get<std::uint64_t>()};
}

Json json_of(const CellResult& result) {
  Json json = {{"campaign", json_of(result.campaign)},
               {"listed", json_of(result.listed)},
               {"formed", json_of(result.formed)},
               {"groups", result.groups},
               {"exchanges", result.exchanges},
               {"campaign_exchanges", result.campaign_exchanges},
               {"cost", Json::array({result.cost.make_s, result.cost.scan_s, result.cost.prefixes_s,
                                     result.cost.wall_s})},
               {"honest", Json::object()},
               {"sightings", Json::array()}};
  for (const auto& [name, count] : result.honest) json["honest"][name] = json_of(count);
  for (const Sighting& s : result.sightings) {
    json["sightings"].push_back(
        Json::array({s.share, s.active, s.named, s.linked, s.named_later, s.linked_later}));
  }
  return json;
}

CellResult result_of(const Json& json) {
  CellResult result;
  result.campaign = class_count(json.at("campaign"));
  result.listed = purity_of(json.at("listed"));
  result.formed = purity_of(json.at("formed"));
  result.groups = json.at("groups").get<std::uint64_t>();
  result.exchanges = json.at("exchanges").get<std::uint64_t>();
  result.campaign_exchanges = json.at("campaign_exchanges").get<std::uint64_t>();
  const Json& cost = json.at("cost");
  result.cost = {cost.at(0).get<double>(), cost.at(1).get<double>(), cost.at(2).get<double>(),
                 cost.at(3).get<double>()};
  for (const auto& [name, count] : json.at("honest").items()) result.honest[name] = class_count(count);
  for (const Json& s : json.at("sightings")) {
    result.sightings.push_back({s.at(0).get<double>(), s.at(1).get<std::uint64_t>(),
                                s.at(2).get<std::uint64_t>(), s.at(3).get<std::uint64_t>(),
                                s.at(4).get<std::uint64_t>(), s.at(5).get<std::uint64_t>()});
  }
  return result;
}

}  // namespace

struct CellStore::State {
  LineLedger lines;
  std::map<std::string, CellResult> known;
  std::mutex mutex;
};

CellStore::CellStore(std::unique_ptr<State> state) : state_(std::move(state)) {}
CellStore::CellStore(CellStore&&) noexcept = default;
CellStore& CellStore::operator=(CellStore&&) noexcept = default;
CellStore::~CellStore() = default;

Result<CellStore> CellStore::open(const std::string& path) {
  auto lines = LineLedger::open(path, "");
  if (!lines.has_value()) return lines.error();
  std::map<std::string, CellResult> known;
  for (const std::string& line : lines.value().held()) {
    const auto json = Json::parse(line, nullptr, false);
    try {
      known[json.at("key").get<std::string>()] = result_of(json.at("result"));
    } catch (const Json::exception&) {
      continue;  // of another schema
    }
  }
  return CellStore(std::make_unique<State>(std::move(lines).value(), std::move(known)));
}

const CellResult* CellStore::find(const std::string& key) const {
  const auto at = state_->known.find(key);
  return at == state_->known.end() ? nullptr : &at->second;
}

Status CellStore::add(const std::string& key, const CellResult& result) {
  const std::string line = Json{{"key", key}, {"result", json_of(result)}}.dump();
  if (auto kept = state_->lines.append(line); !kept.has_value()) return kept;
  const std::lock_guard lock(state_->mutex);
  state_->known[key] = result;
  return Done{};
}

}  // namespace stillwatch
