// The notes of the parts of a log as those of the whole.
//
//   std::vector<NotedPart> parts = {{"monday.state", &monday}, {"tuesday.state", &tuesday}};
//   Result<JoinedNotes> whole = join_notes(parts);
//   whole.value().inputs[1]      // by input number of tuesday.state: its number in the whole
//
// Inputs are numbered by path, as a reading of the whole numbers them, so the result does not depend on the
// order of the parts. An access log that completes the bodies of several parts is one input of the whole; any
// other log may be in one part alone, because a path then says where an exchange is. Errors (usage): two
// parts that were read with other options, or that hold one log; both are named, with the option or the log.
// Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "campaign/state_notes.h"

namespace stillwatch {

struct NotedPart {
  std::string name;  // what errors call it
  const StateNotes* notes = nullptr;
};

struct JoinedNotes {
  StateNotes notes;
  std::vector<std::vector<std::uint32_t>> inputs;  // by part and its input number
};

[[nodiscard]] Result<JoinedNotes> join_notes(std::span<const NotedPart> parts);

// Adds what was read of one more part to the report of the whole; `inputs` as JoinedNotes has it. Files and
// digests are those of `whole`.
void add_report(const ReadReport& part, const std::vector<std::uint32_t>& inputs, ReadReport& whole);

}  // namespace stillwatch
