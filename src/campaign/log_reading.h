// The map stage: logs into rows, and into the state of a part.
//
//   RowGatherer gatherer(secret, threads, room);
//   Result<ReadReport> report = gather_rows(read, gatherer);
//
// Reads what a scan looks at and no other field (fields_of_a_scan()). Errors: those of read_logs, and of the
// gatherer.
#pragma once

#include "campaign/exchange_ids.h"
#include "campaign/row_gatherer.h"
#include "campaign/scan.h"
#include "campaign/state_notes.h"
#include "exchange/field_selection.h"

namespace stillwatch {

// What the table and the fingerprints are made of (account/exchange_table.h, trace/text_tracer.h).
[[nodiscard]] const FieldSelection& fields_of_a_scan();  // defined in scan_inputs.cpp

// What of options.memory rows may take, and where they go beyond.
[[nodiscard]] RowRoom row_room(const ScanOptions& options);

// As many threads as the gatherer has visitors. Notes the ids, where they are wanted.
[[nodiscard]] Result<ReadReport> gather_rows(const ReadOptions& read, RowGatherer& gatherer,
                                             ExchangeIds* ids = nullptr);

// One part of a log, of which the access log may complete others too.
struct ProfiledPart {
  TableState state;
  StateNotes notes;
};
[[nodiscard]] Result<ProfiledPart> profile_part(const ScanOptions& options, const ReadOptions& read,
                                                const StateTarget& target);

}  // namespace stillwatch
