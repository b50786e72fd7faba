// The first stages of a scan: everything that is read, reduced to one table, and what the report says about
// it.
//
//   auto inputs = read_scan_inputs(options);
//   const ExchangeTable& table = inputs.value().table;
//   describe_inputs(options, inputs.value(), result);    // inputs, digests, coverage, anomalies,
//   configuration
//
// Errors: usage for options, maps and allow lists that are wrong; io or bad_input when the access log or the
// account table cannot be read at all; with `strict` the first place that could not be used. That no log
// could be read is no error: the table is then empty, and the anomalies say why. Not thread-safe; reads on
// options.read.threads threads. Cost: that of read_logs and of the table.
#pragma once

#include <memory>

#include "account/exchange_table.h"
#include "campaign/exchange_ids.h"
#include "campaign/scan.h"
#include "exchange/field_selection.h"

namespace stillwatch {

// A state that was given, as a file.
struct StoredState {
  std::string path;
  std::uint64_t bytes = 0, exchanges = 0, rejected = 0;
};

struct ScanInputs {
  ReadReport report;
  ReadOptions read;                 // as everything was read: where states were given, as they were
  std::vector<StoredState> states;  // those that were given
  AccountFactsTable facts;  // its rows are in the table, as far as they have exchanges, and are given up here
  std::size_t facts_given = 0;  // rows that there were
  AllowList allow;
  ExchangeTable table;
  std::shared_ptr<ExchangeIds> ids;  // WholeLog::ids
};

[[nodiscard]] Result<ScanInputs> read_scan_inputs(const ScanOptions& options);

// What a scan looks at in a log; inputs in columns decode nothing else.
[[nodiscard]] const FieldSelection& fields_looked_at();

// Fills everything of the result that does not depend on what was found.
void describe_inputs(const ScanOptions& options, const ScanInputs& inputs, ScanResult& result);

}  // namespace stillwatch
