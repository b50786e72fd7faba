// One dialect's way from a line of a log to exchanges.
#pragma once

#include <memory>
#include <string_view>

#include "exchange/exchange.h"
#include "exchange/json_tree.h"
#include "exchange/log_reader.h"

namespace stillwatch {

// Where a record's own fields are found by path, for --account-field and joins.
struct RecordContext {
  Json record;               // the whole line
  Json attributes;           // OTLP: the attribute list of the span or event
  Json resource_attributes;  // OTLP: that of its resource

  // A path (find_path), a header of that name (any case) where the log keeps headers, or an OTLP attribute.
  [[nodiscard]] std::string_view find(std::string_view path, Arena& arena) const;
};

// What stands in when neither the record nor its access record say better.
struct Fallback {
  std::string_view id;        // id of the response
  std::int64_t time_us = 0;   // the response's own, coarser time
  std::string_view provider;  // the dialect's
  std::string_view operation;
};

// Takes what a reader finds in a line.
class RecordSink {
 public:
  virtual ~RecordSink() = default;
  // An exchange to be joined, completed, checked, filtered and handed on.
  virtual void accept(Exchange& exchange, const RecordContext& context, const Fallback& fallback) = 0;
  virtual void reject(AnomalyKind kind, std::string_view field, std::string_view remedy) = 0;
};

// Not thread-safe: every worker has readers of its own. `record` is valid during the call and so is what is
// handed on.
class RecordReader {
 public:
  virtual ~RecordReader() = default;
  virtual void read(Json record, JsonWorkspace& workspace, RecordSink& sink) = 0;
};

}  // namespace stillwatch
