#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bench/honest_world.h"

namespace stillwatch {
namespace {

using Json = nlohmann::json;

Json json_of(const LevelCounts& counts) {
  return {counts.groups, counts.applied, counts.below, counts.sum_e, counts.square_e};
}

LevelCounts levels_from(const Json& json) {
  LevelCounts counts;
  counts.groups = json.at(0);
  counts.applied = json.at(1);
  counts.below = json.at(2).get<decltype(counts.below)>();
  counts.sum_e = json.at(3);
  counts.square_e = json.at(4);
  return counts;
}

Json json_of(const ClassCounts& counts) {
  return {counts.accounts, counts.instances, counts.examined, counts.accused_accounts,
          counts.accused_instances};
}

ClassCounts class_from(const Json& json) {
  return {json.at(0), json.at(1), json.at(2), json.at(3), json.at(4)};
}

HonestWorld world_from(const Json& json) {
  HonestWorld world;
  world.number = json.at("world");
  world.seed = json.at("seed");
  world.duplication = json.at("duplication");
  world.exchanges = json.at("exchanges");
  world.accounts = json.at("accounts");
  world.campaigns = json.at("campaigns");
  world.contracted_campaigns = json.at("contracted_campaigns");
  world.pools = json.at("pools");
  world.wrong_pools = json.at("wrong_pools");
  world.seconds = json.at("seconds");
  for (const auto& [name, counts] : json.at("signals").items()) world.signals[name] = levels_from(counts);
  for (const auto& [name, counts] : json.at("classes").items()) world.classes[name] = class_from(counts);
  for (const Json& group : json.at("groups")) {
    world.groups.push_back(
        {group.at(0), group.at(1).get<int>() != 0, group.at(2), group.at(3), group.at(4).get<int>() != 0});
  }
  return world;
}

}  // namespace

std::string to_json_line(const HonestWorld& world) {
  Json json = {{"world", world.number},
               {"seed", world.seed},
               {"duplication", world.duplication},
               {"exchanges", world.exchanges},
               {"accounts", world.accounts},
               {"campaigns", world.campaigns},
               {"contracted_campaigns", world.contracted_campaigns},
               {"pools", world.pools},
               {"wrong_pools", world.wrong_pools},
               {"seconds", world.seconds}};
  json["signals"] = Json::object();
  for (const auto& [name, counts] : world.signals) json["signals"][name] = json_of(counts);
  json["classes"] = Json::object();
  for (const auto& [name, counts] : world.classes) json["classes"][name] = json_of(counts);
  json["groups"] = Json::array();
  for (const HonestGroup& group : world.groups) {
    json["groups"].push_back({group.members, group.one_operator ? 1 : 0, group.log10_e_run,
                              group.log10_e_harvest, group.under_contract ? 1 : 0});
  }
  return json.dump();
}

Result<HonestWorld> honest_world_from(std::string_view json_line) {
  const Json json = Json::parse(json_line, nullptr, /*allow_exceptions=*/false);
  try {
    if (!json.is_discarded()) return world_from(json);
  } catch (const Json::exception& fault) {
    return Error{Code::bad_input, fmt::format("not a world of the calibration: {}", fault.what())};
  }
  return Error{Code::bad_input, "not a world of the calibration: not JSON"};
}

}  // namespace stillwatch
