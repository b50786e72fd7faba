// Turns records into canonical lines, with their text, with fingerprints in its place, or with both.
//
//   LineMaker maker(secret, LineContent::fingerprints, seen);      // one per worker; `seen` is shared
//   maker.add(exchange);
//   maker.take_new(repeats, [&](std::int64_t time_us, std::string_view line) { ... });   // each id once
//
// Not thread-safe: add() belongs to a worker, and take_new() to whoever calls in the order in which lines are
// written, since it decides which of several records with one id is the first. Cost: that of writing a line
// and, with fingerprints, of trace/text_tracer.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/siphash.h"
#include "exchange/exchange.h"
#include "exchange/log_reader.h"
#include "exchange/seen_ids.h"
#include "trace/text_tracer.h"

namespace stillwatch {

enum class LineContent : std::uint8_t { text, fingerprints, both };

class LineMaker {
 public:
  LineMaker(const std::string& secret, LineContent content, SeenIds& seen);

  void add(const Exchange& exchange);

  // Hands on the lines whose id was not written before, with the times of their exchanges. Called in the
  // order in which the lines are written.
  template <class Take>
  void take_new(AnomalyLog& anomalies, const Take& take) {
    std::size_t start = 0;
    for (const Written& one : written_) {
      if (seen_.note(one.id, one.place)) {
        anomalies.add(AnomalyKind::duplicate_id, {one.place, "id", std::string(kDuplicateRemedy)});
      } else {
        take(one.time_us, std::string_view(lines_).substr(start, one.end - start));
      }
      start = one.end;
    }
    written_.clear();
    lines_.clear();
  }

 private:
  void write(const Exchange& exchange);

  struct Written {
    std::uint64_t id = 0;  // hash
    SourcePlace place;
    std::int64_t time_us = 0;
    std::size_t end = 0;  // of its line in lines_
  };
  SeenIds& seen_;
  std::string lines_;
  std::vector<Written> written_;
  SipKey identifier_key_;
  std::string key_name_;
  std::unique_ptr<TextTracer> tracer_;
  LineContent content_;
  TextFingerprints prints_;
  Exchange both_;  // text and fingerprints
};

}  // namespace stillwatch
