// Takes the inputs out of a state's notes of which no exchange is left after forgetting.
//
//   std::vector<std::uint32_t> kept = forget_inputs(state, oldest_us, notes);
//   // notes.report.inputs[n] was input kept[n] of the state
//
// So the notes of a log that grows for ever do not, and a path may be used again when everything that stood
// there has left the window. Places of anomalies in such inputs go with them. What is counted over all
// inputs together (records, filled fields, anomalies by kind) stays: it says what was read, not what is
// remembered. An access log that completes other inputs stays, too. Rows of the state need not be verified
// yet. Pure. Cost: a look at every row.
#pragma once

#include <cstdint>
#include <vector>

#include "account/table_state.h"
#include "campaign/state_notes.h"

namespace stillwatch {

[[nodiscard]] std::vector<std::uint32_t> forget_inputs(const TableState& state, std::int64_t oldest_us,
                                                       StateNotes& notes);

}  // namespace stillwatch
