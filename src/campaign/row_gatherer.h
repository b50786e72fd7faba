// The rows of one reading, on several threads, in memory as long as they fit and in files beyond.
//
//   RowGatherer gatherer(secret, threads, {memory, folder});
//   auto report = read_logs(read, [&](unsigned worker) { return gatherer.visitor(worker); });
//   Result<ExchangeTable> table = gatherer.table(facts);   // or state(...): once, one of them
//
// Each thread holds rows up to its share of `memory` bytes (256 KiB at least); then it writes them, sorted,
// into a file without a name in `folder` and begins anew. Table and state are the same bytes for every number
// of threads and every bound. Before the first file is written, spills() is told what will be needed about,
// and what is free. Memory beside the rows: the names of each thread's accounts; merging:
// account/row_merge.h. Errors: io from the files (no room, no such folder), told at the end, and when what is
// needed is more than is free by a quarter. visitor(w) belongs to one thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/exchange_table.h"
#include "account/row_run.h"
#include "account/table_merge.h"
#include "campaign/scan.h"
#include "exchange/log_reader.h"
#include "trace/text_tracer.h"

namespace stillwatch {

struct RowRoom {
  std::size_t memory = 0;                                 // bytes over all threads; 0: no bound
  std::string folder;                                     // for what is beyond
  std::function<void(const SpillNotice& notice)> spills;  // once, on one of the threads
};

class RowGatherer {
 public:
  RowGatherer(std::string_view secret, unsigned threads, RowRoom room);

  [[nodiscard]] unsigned threads() const { return static_cast<unsigned>(workers_.size()); }
  [[nodiscard]] ExchangeVisitor visitor(unsigned worker);

  // How far the reading is, in bytes of the logs; 0 of 0: not known. Thread-safe.
  void note_progress(std::uint64_t done, std::uint64_t total) {
    done_ = done;
    total_ = total;
  }

  [[nodiscard]] Result<ExchangeTable> table(const AccountFactsTable& facts);
  [[nodiscard]] Result<TableState> state(const StateTarget& target, const std::string& notes);

 private:
  struct Worker {
    explicit Worker(std::string_view secret) : tracer(secret), rows(secret) {}
    TextTracer tracer;
    TextFingerprints prints;
    ExchangeTableBuilder rows;
    std::vector<RowRun> spilled;
    std::optional<Error> failure;
  };
  void spill(Worker& worker);
  void tell_need(Worker& worker);
  [[nodiscard]] bool has_spilled() const;
  Result<TableParts> spilled_parts();
  [[nodiscard]] std::vector<ExchangeTableBuilder> take_rows();

  std::string secret_;
  RowRoom room_;
  std::vector<Worker> workers_;
  std::once_flag told_;
  std::atomic<std::uint64_t> done_ = 0, total_ = 0;
};

}  // namespace stillwatch
