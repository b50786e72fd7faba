// What decided which exchanges of a log were read, and as what: parts of one log must agree in it.
//
//   ReadChoices choices = choices_of(read, report);           // kept in a state (campaign/state_notes.h)
//   std::string other = difference(choices, those_of_another); // "--from: 2026-11-01T00:00:00Z and none"
//   apply(choices, read);                                      // read as that part was read
//
// Files (--map, --join) are compared by their bytes; where they lie may differ. How a log was read without
// consequence for what is in it (threads, memory, strictness) is no choice. Pure, but for agrees_with(),
// which reads the files of the options.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "exchange/log_reader.h"

namespace stillwatch {

struct ReadChoices {
  std::string dialect;  // as name_of() has it; empty: told per file
  std::string map_file, map_sha256;
  std::string account_field;
  std::string join_file, join_sha256, join_on;
  std::optional<std::int64_t> from_us, to_us;
  std::uint64_t max_record_bytes = 0;
  bool operator==(const ReadChoices&) const = default;
};

[[nodiscard]] ReadChoices choices_of(const ReadOptions& read, const ReadReport& report);

// The first option in which the two differ, with both values; empty: none.
[[nodiscard]] std::string difference(const ReadChoices& one, const ReadChoices& other);

// Whether every option that `given` sets, beyond what is so anyway, is as in `held`, which `name` was read
// with. The error names option and remedy.
[[nodiscard]] Status agrees_with(const ReadOptions& given, const ReadChoices& held, const std::string& name);

// Sets the options, but for files that `read` names already.
void apply(const ReadChoices& choices, ReadOptions& read);

// SHA-256 of a file as stored; empty when it cannot be read to its end.
[[nodiscard]] std::string sha256_of(const std::string& path);

}  // namespace stillwatch
