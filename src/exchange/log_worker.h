// One worker of read_logs: takes chunks, parses lines, completes and checks records, and calls its visitor.
#pragma once

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <vector>

#include "exchange/access_join.h"
#include "exchange/chunk_queue.h"
#include "exchange/coverage.h"
#include "exchange/field_map.h"
#include "exchange/record_reader.h"

namespace stillwatch {

// What all workers share; constant during the run but for the queue, which locks.
struct ReadPlan {
  const ReadOptions& options;
  ChunkQueue& queue;
  const AccessLog* access = nullptr;
  const FieldMap* map = nullptr;
  std::atomic<std::uint64_t> records{0};
};

class LogWorker final : public RecordSink {
 public:
  LogWorker(ReadPlan& plan, unsigned number, ExchangeVisitor visitor);

  void run();

  // Checks, counts and hands on; the record's place must be set. Used for access records without a body as
  // well.
  void deliver(Exchange& exchange);

  void accept(Exchange& exchange, const RecordContext& context, const Fallback& fallback) override;
  void reject(AnomalyKind kind, std::string_view field, std::string_view remedy) override;
  void reject_at(const SourcePlace& place, AnomalyKind kind, std::string_view field, std::string_view remedy);

  struct InputCounts {
    std::uint64_t records = 0, rejected = 0, outside_time = 0;
  };
  AnomalyLog anomalies;
  FieldCounter filled;
  std::vector<InputCounts> counts;  // by input
  bool stopped = false;             // strict: an anomaly was met

 private:
  void read_queued(const QueuedChunk& queued);
  void read_chunk(const QueuedChunk& queued);
  void read_wanted(const QueuedChunk& queued);
  void read_rows(const QueuedChunk& queued);
  void read_line(const char* text, std::size_t length, bool unfinished);
  bool complete(Exchange& exchange, const RecordContext& context, const Fallback& fallback);
  [[nodiscard]] RecordReader& reader_of(Dialect dialect);
  [[nodiscard]] bool is_other_dialect();

  ReadPlan& plan_;
  unsigned number_;
  ExchangeVisitor visitor_;
  JsonWorkspace workspace_;
  std::array<std::unique_ptr<RecordReader>, 8> readers_;
  Dialect dialect_ = Dialect::canonical;
  SourcePlace place_;
  Json record_;
  Exchange row_;  // of a Parquet file
};

}  // namespace stillwatch
