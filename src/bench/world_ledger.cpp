#include "bench/world_ledger.h"

#include <fmt/format.h>

#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/siphash.h"
#include "bench/line_ledger.h"

namespace stillwatch {

struct WorldLedger::State {
  LineLedger lines;
  std::map<std::uint64_t, HonestWorld> worlds;
  std::mutex mutex;
};

WorldLedger::WorldLedger(std::unique_ptr<State> state) : state_(std::move(state)) {}
WorldLedger::WorldLedger(WorldLedger&&) noexcept = default;
WorldLedger& WorldLedger::operator=(WorldLedger&&) noexcept = default;
WorldLedger::~WorldLedger() = default;

const std::map<std::uint64_t, HonestWorld>& WorldLedger::worlds() const { return state_->worlds; }
const std::string& WorldLedger::path() const { return state_->lines.path(); }

Result<WorldLedger> WorldLedger::open(const std::string& folder, const std::string& options) {
  const std::uint64_t key = siphash(derive_key("stillwatch", "stillwatch/calibration/v1"), options);
  auto lines =
      LineLedger::open(fmt::format("{}/worlds-{:016x}.jsonl", folder, key),
                       nlohmann::json{{"schema", "stillwatch.calibration/1"}, {"options", options}}.dump());
  if (!lines.has_value()) return lines.error();
  std::map<std::uint64_t, HonestWorld> worlds;
  for (std::size_t i = 0; i < lines.value().held().size(); ++i) {
    auto world = honest_world_from(lines.value().held()[i]);
    if (!world.has_value())
      return Error{Code::bad_input, fmt::format("{}, line {}: {}; remove the file to start again",
                                                lines.value().path(), i + 2, world.error().what)};
    const std::uint64_t number = world.value().number;
    worlds[number] = std::move(world).value();
  }
  return WorldLedger(std::make_unique<State>(std::move(lines).value(), std::move(worlds)));
}

Status WorldLedger::add(const HonestWorld& world) {
  if (auto kept = state_->lines.append(to_json_line(world)); !kept.has_value()) return kept;
  const std::lock_guard lock(state_->mutex);
  state_->worlds[world.number] = world;
  return Done{};
}

}  // namespace stillwatch
