// What many worlds that were looked at again and again say together: a page and its JSON.
//
//   std::string page = looks_page({plan, worlds, controls, command});    // docs/results/looks.md
//
// Bounds are Clopper-Pearson, one-sided, 95 %. Pure.
#pragma once

#include <map>
#include <string>

#include "bench/looks_world.h"

namespace stillwatch {

struct LooksReport {
  LooksPlan plan;  // of the honest worlds; the controls have a campaign and are the same else
  std::map<std::uint64_t, LookedWorld> worlds, controls;  // by number
  std::string command;

  [[nodiscard]] std::uint64_t worlds_naming() const;
  [[nodiscard]] double share_sum() const;  // of the looks at one world, at most
};

[[nodiscard]] std::string looks_page(const LooksReport& report);
[[nodiscard]] std::string looks_json(const LooksReport& report);

}  // namespace stillwatch
