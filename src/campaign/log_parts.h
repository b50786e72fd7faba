// A log as the states of its parts, with logs that are read now as one more part.
//
//   LogSources sources = sources_of(options.read.inputs).value();      // which arguments are states
//   if (!sources.states.empty()) {
//     auto parts = open_parts(options, sources);                       // opened, read, and found to agree
//     auto log = whole_log(options, facts, std::move(parts).value());  // as a reading of everything would be
//   }
//
// A state is told by its first bytes or by a name that ends in ".state". Options of `read` that decide what
// is read are taken from the states; where they are given they must agree. Errors: those of TableState and
// join_notes, which name the files and what to do; of an access log that is not what the states were joined
// with; io where the merged state cannot be written (ScanOptions::spill_folder).
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "campaign/joined_notes.h"
#include "campaign/scan_inputs.h"

namespace stillwatch {

struct LogSources {
  std::vector<std::string> states, logs;  // each sorted
};
[[nodiscard]] Result<LogSources> sources_of(const std::vector<std::string>& arguments);

struct LogParts {
  std::vector<TableState> states;  // of the files, and behind them that of the logs, if there are any
  std::vector<StoredState> files;  // of the states that were given
  JoinedNotes joined;
  ReadOptions read;  // as all of them were read; its inputs are those of the whole
};
[[nodiscard]] Result<LogParts> open_parts(const ScanOptions& options, const LogSources& sources);

// What a reading of everything gives.
struct WholeLog {
  ReadReport report;
  ReadOptions read;
  std::vector<StoredState> files;
  ExchangeTable table;
  std::shared_ptr<ExchangeIds> ids{};  // of logs that were read now, where ScanOptions::recall asks for them
};
[[nodiscard]] Result<WholeLog> whole_log(const ScanOptions& options, const AccountFactsTable& facts,
                                         LogParts parts);
// The same of logs alone.
[[nodiscard]] Result<WholeLog> read_whole_log(const ScanOptions& options, const AccountFactsTable& facts);

}  // namespace stillwatch
