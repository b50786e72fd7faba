// A generated world as a table of exchanges, made in memory: what detection and calibration are measured on.
#pragma once

#include <string_view>

#include "account/exchange_table.h"
#include "base/result.h"
#include "world/world.h"

namespace stillwatch {

struct WorldTable {
  ExchangeTable table;
  WorldTruth truth;
};

// Generates the world and reads every exchange as a scan would, under `secret`.
[[nodiscard]] Result<WorldTable> tabulate_world(const WorldOptions& options, std::string_view secret);
// The same from texts that are loaded already (open_world_corpus); for many worlds at once.
[[nodiscard]] Result<WorldTable> tabulate_world(const WorldOptions& options, const world::Corpus& corpus,
                                                std::string_view secret);

}  // namespace stillwatch
