// The finished worlds of a calibration, kept in a file, so that a run that was stopped goes on where it was.
//
//   auto ledger = WorldLedger::open(folder, "honest=5000 days=7 ...");   // options and program, in words
//   for (number not in ledger.value().worlds()) ledger.value().add(examine_world(...));
//
// FOLDER/worlds-KEY.jsonl: a first line with the options, then one world a line, each written whole before
// the next begins; the key is a hash of the options and of the program's own bytes, so that results of
// different programs or options never mix. A last line that was cut short is dropped: what is lost by a kill
// is the worlds in progress. Only one process at a time may hold a ledger. add() is thread-safe. Errors:
// Code::io where the folder or file cannot be written, Code::usage where another process holds it,
// Code::bad_input where a line in the middle is not a world.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

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

// Hash of this program's bytes, 16 hex digits.
[[nodiscard]] std::string program_digest();

}  // namespace stillwatch
