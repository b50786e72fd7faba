#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "bench/looks_world.h"

namespace stillwatch {
namespace {

using Json = nlohmann::json;

// Every member under its name, for writing and for reading.
template <class World, class Visit>
void for_each_member(World& world, const Visit& visit) {
  visit("world", world.number);
  visit("seed", world.seed);
  visit("exchanges", world.exchanges);
  visit("accounts", world.accounts);
  visit("duplication", world.duplication);
  visit("looks", world.looks);
  visit("narrow_looks", world.narrow_looks);
  visit("forgotten", world.forgotten);
  visit("groups", world.groups);
  visit("looks_naming", world.looks_naming);
  visit("campaigns", world.campaigns);
  visit("accused", world.accused);
  visit("contracted_accused", world.contracted_accused);
  visit("above_bar", world.above_bar);
  visit("control_accounts", world.control_accounts);
  visit("control_named", world.control_named);
  visit("control_look", world.control_look);
  visit("share_sum", world.share_sum);
  visit("seconds", world.seconds);
}

}  // namespace

std::string to_json_line(const LookedWorld& world) {
  Json json;
  for_each_member(world, [&](const char* name, const auto& value) { json[name] = value; });
  return json.dump();
}

Result<LookedWorld> looked_world_from(std::string_view json_line) {
  const Json json = Json::parse(json_line, nullptr, /*allow_exceptions=*/false);
  try {
    LookedWorld world;
    for_each_member(world, [&](const char* name, auto& value) { json.at(name).get_to(value); });
    return world;
  } catch (const Json::exception& fault) {
    return Error{Code::bad_input, fmt::format("not a world that was looked at: {}", fault.what())};
  }
}

}  // namespace stillwatch
