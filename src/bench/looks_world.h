// One world that is looked at again and again while it grows, as `stillwatch watch` does, and counted.
//
//   const auto result = look_at_world(plan, /*number=*/17, *corpus);      // some seconds, one thread
//   out << to_json_line(result) << '\n';                                  // kept in a ledger (line_ledger.h)
//
// Time is cut into `looks` equal parts. The exchanges of each become a state; each look merges those that it
// reaches (watch/look_reach.h) without what has left the window, and decides at its share of the false
// discovery rate (watch/look_share.h): the same functions that a watch calls. Where nobody harvests, every
// group that any look names is a false one. With `control_accounts` a campaign is in the world, and whether
// it is named tells whether the looks could have named anybody. Labelling vendors under contract are meant to
// be allow-listed and counted apart (bench/honest_world.h). Deterministic for the same plan and number.
// Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "world/world.h"

namespace stillwatch {

struct LooksPlan {
  std::uint32_t honest = 1'000;
  double days = 7.0;
  std::uint32_t looks = 14;
  std::uint32_t window_days = 5;
  std::uint64_t narrow_rows = 8'000;  // later looks at a day scan at most as many
  std::uint64_t seed = 3'000'000;     // world w has seed + w
  double fdr = 0.01;
  std::uint32_t control_accounts = 0;  // of one campaign of `control_profile`
  std::string control_profile = "cleaner";
  std::string corpus_dir;
};

struct LookedWorld {
  std::uint64_t number = 0, seed = 0, exchanges = 0, accounts = 0;
  double duplication = 0.0;
  std::uint64_t looks = 0, narrow_looks = 0;
  std::uint64_t forgotten = 0;           // exchanges that had left the window at the last look
  std::uint64_t groups = 0;              // tested, over all looks
  std::uint64_t looks_naming = 0;        // that named a group with an honest account in it
  std::uint64_t campaigns = 0;           // such groups, over all looks
  std::uint64_t accused = 0;             // honest accounts that any look accused
  std::uint64_t contracted_accused = 0;  // the same of labelling vendors, apart from `accused`
  std::uint64_t above_bar = 0;           // groups whose e-values alone would have named them, over all looks
  std::uint64_t control_accounts = 0, control_named = 0, control_look = 0;  // the first look that named any
  double share_sum = 0.0;  // of all looks, of the rate of a window
  double seconds = 0.0;
};

[[nodiscard]] WorldOptions world_options(const LooksPlan& plan, std::uint64_t number);
[[nodiscard]] Result<LookedWorld> look_at_world(const LooksPlan& plan, std::uint64_t number,
                                                const world::Corpus& corpus);

// One line of JSON without its end, and back; Code::bad_input for anything else.
[[nodiscard]] std::string to_json_line(const LookedWorld& world);
[[nodiscard]] Result<LookedWorld> looked_world_from(std::string_view json_line);

}  // namespace stillwatch
