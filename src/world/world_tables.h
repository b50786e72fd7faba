// The tables beside a world's log (docs/world.md): accounts.csv, truth.csv, groups.csv and allow.csv.
#pragma once

#include <string>

#include "world/world.h"

namespace stillwatch::world {

// Into a folder that exists. Errors: Code::io.
[[nodiscard]] Status write_world_tables(const WorldTruth& truth, const std::string& folder);

}  // namespace stillwatch::world
