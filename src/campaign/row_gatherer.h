// The rows of one reading, on several threads, in memory as long as they fit and in files beyond.
//
//   RowGatherer gatherer(secret, threads, {memory, folder});
//   auto report = read_logs(read, [&](unsigned worker) { return gatherer.visitor(worker); });
//   Result<ExchangeTable> table = gatherer.table(report.inputs.size(), facts);   // or state(...): once, one
//   of them
//
// Each thread holds rows up to its share of `memory` bytes (2 MiB at least); then it writes them as a state
// without a name into `folder` and begins anew. Table and state are the same bytes for every number of
// threads and every bound. What is bounded are the rows and fingerprints while logs are read; merging takes 8
// bytes a row and maps the files. Errors: io from the files (no room, no such folder), told at the end.
// visitor(w) belongs to one thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/exchange_table.h"
#include "account/table_merge.h"
#include "exchange/log_reader.h"
#include "trace/text_tracer.h"

namespace stillwatch {

struct RowRoom {
  std::size_t memory = 0;  // bytes over all threads; 0: no bound
  std::string folder;      // for what is beyond
};

class RowGatherer {
 public:
  RowGatherer(std::string_view secret, unsigned threads, RowRoom room);

  [[nodiscard]] unsigned threads() const { return static_cast<unsigned>(workers_.size()); }
  [[nodiscard]] ExchangeVisitor visitor(unsigned worker);

  // `inputs`: how many there are that the rows come from.
  [[nodiscard]] Result<ExchangeTable> table(std::size_t inputs, const AccountFactsTable& facts);
  [[nodiscard]] Result<TableState> state(std::size_t inputs, const StateTarget& target,
                                         const std::string& notes);

 private:
  struct Worker {
    explicit Worker(std::string_view secret) : tracer(secret), rows(secret) {}
    TextTracer tracer;
    TextFingerprints prints;
    ExchangeTableBuilder rows;
    std::vector<TableState> spilled;
    std::optional<Error> failure;
  };
  void spill(Worker& worker) const;
  [[nodiscard]] bool has_spilled() const;
  Result<MergedState> merge(std::size_t inputs, const StateTarget& target, const MergeOptions& options);
  [[nodiscard]] std::vector<ExchangeTableBuilder> take_rows();

  std::string secret_;
  RowRoom room_;
  std::vector<Worker> workers_;
};

}  // namespace stillwatch
