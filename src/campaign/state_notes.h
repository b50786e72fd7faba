// What a state says of the reading that made it: the notes of account/table_state.h.
//
//   std::string bytes = bytes_of(StateNotes{std::string(version()), choices_of(read, report), report});
//   Result<StateNotes> notes = notes_of(state);                 // of an opened state
//
// Inputs with their digests, counts, anomalies with places, filled fields, options: all that a scan reports
// about its inputs, so that a scan of states reports the same. Layout: docs/format/state.md. Errors:
// bad_input, with offset, for bytes that are no notes, and for those of another version of the program, whose
// fingerprints may be others. Every place counts an input that is there. Pure; cost: a copy.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "account/table_state.h"
#include "campaign/read_choices.h"

namespace stillwatch {

inline constexpr std::uint64_t kStateNotesVersion = 1;

struct StateNotes {
  std::string program;  // version() of what made the state
  ReadChoices choices;
  ReadReport report;
};

[[nodiscard]] std::string bytes_of(const StateNotes& notes);
[[nodiscard]] Result<StateNotes> notes_of(const TableState& state);
// The same of bytes that stand at `offset` in the file `path`. What is accepted is what bytes_of() gives.
[[nodiscard]] Result<StateNotes> read_notes(std::string_view bytes, const std::string& path,
                                            std::size_t offset);

}  // namespace stillwatch
