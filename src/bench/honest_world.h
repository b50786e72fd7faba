// One honest world of the calibration: generated, scanned, and counted.
//
//   const auto result = examine_world(plan, /*number=*/17, *corpus);      // some seconds, one thread
//   out << to_json_line(result) << '\n';                                  // kept in a ledger
//   (world_ledger.h)
//
// Nobody harvests in such a world, so every campaign that is named is a false one. "Run as one" is truly
// false of people, framework users, classes, VPN users and chat-export sharers alone: the signals of the
// first question are counted on groups without two accounts of one operator, the others on all groups. An
// instance of a class is one look-alike group (a classroom, a fleet), or one account of a class that has no
// groups. Labelling vendors work under a contract and are meant to be allow-listed: they harvest indeed, by
// agreement. They are counted as a class, but not among those accused, nor on the second question, nor in the
// reference. Deterministic for the same plan and number. Thread-safe.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "world/world.h"

namespace stillwatch {

struct HonestWorldPlan {
  std::uint32_t honest = 5'000;
  double days = 7.0;
  std::uint64_t seed = 100;  // world w has seed + w
  bool tune = false;         // the half of the texts that tuning may see
  double fdr = 0.01;
  std::vector<double> duplications = {0.0, 0.05, 0.25};  // world w has the (w mod size)-th
  std::string corpus_dir;
};

// What one signal said about groups of which its null hypothesis is true.
inline constexpr std::array kLevels = {0.1, 0.01, 1e-3, 1e-4, 1e-5, 1e-6};
struct LevelCounts {
  std::uint64_t groups = 0, applied = 0;
  std::array<std::uint64_t, kLevels.size()> below{};  // p at or below the level
  double sum_e = 0.0, square_e = 0.0;
  void add(double p, double log10_e, bool applies);
  void add(const LevelCounts& other);
};

struct ClassCounts {
  std::uint64_t accounts = 0, instances = 0;
  std::uint64_t examined = 0;  // instances with an account in a group that was tested
  std::uint64_t accused_accounts = 0, accused_instances = 0;
  void add(const ClassCounts& other);
};

// How far one honest group got.
struct HonestGroup {
  std::uint32_t members = 0;
  bool one_operator = false;
  double log10_e_run = 0.0, log10_e_harvest = 0.0;
  bool under_contract = false;  // two or more accounts of labelling vendors
};

struct HonestWorld {
  std::uint64_t number = 0, seed = 0;
  double duplication = 0.0;
  std::uint64_t exchanges = 0, accounts = 0, campaigns = 0, pools = 0, wrong_pools = 0;
  std::uint64_t contracted_campaigns = 0;  // all accused work under contract (labelling); not in `campaigns`
  double seconds = 0.0;
  std::map<std::string, LevelCounts> signals;
  std::map<std::string, ClassCounts> classes;
  std::vector<HonestGroup> groups;
};

[[nodiscard]] WorldOptions world_options(const HonestWorldPlan& plan, std::uint64_t number);
[[nodiscard]] Result<HonestWorld> examine_world(const HonestWorldPlan& plan, std::uint64_t number,
                                                const world::Corpus& corpus);

// One line of JSON without its end, and back; Code::bad_input for anything else.
[[nodiscard]] std::string to_json_line(const HonestWorld& world);
[[nodiscard]] Result<HonestWorld> honest_world_from(std::string_view json_line);

}  // namespace stillwatch
