// The finished worlds of a calibration (bench/line_ledger.h).
//
//   auto ledger = WorldLedger::open(folder, "honest=5000 days=7 ...");   // options and program, in words
//   for (number not in ledger.value().worlds()) ledger.value().add(examine_world(...));
//
// FOLDER/worlds-KEY.jsonl: a first line with the options, then one world a line; the key is a hash of the
// options and of the program's own bytes, so that results of different programs or options never mix. add()
// is thread-safe. Errors: those of LineLedger, and Code::bad_input where a line is not a world.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "bench/honest_world.h"

namespace stillwatch {

class WorldLedger {
 public:
  [[nodiscard]] static Result<WorldLedger> open(const std::string& folder, const std::string& options);
  WorldLedger(WorldLedger&&) noexcept;
  WorldLedger& operator=(WorldLedger&&) noexcept;
  ~WorldLedger();

  [[nodiscard]] const std::map<std::uint64_t, HonestWorld>& worlds() const;  // by number
  [[nodiscard]] const std::string& path() const;
  [[nodiscard]] Status add(const HonestWorld& world);

 private:
  struct State;
  explicit WorldLedger(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace stillwatch
