// What the fuzz targets of the dialects share: any bytes may be read as lines of the dialect, and what is
// read must survive being written as canonical JSON and read again.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "exchange/canonical_reader.h"
#include "exchange/canonical_writer.h"
#include "exchange/dialect_readers.h"
#include "exchange/record_check.h"
#include "exchange/sniff.h"

namespace stillwatch {

class RoundTripSink final : public RecordSink {
 public:
  void accept(Exchange& exchange, const RecordContext& context, const Fallback&) override {
    Arena arena;
    static_cast<void>(context.find("a.b[0].c", arena));
    static_cast<void>(object_to(exchange));
    const std::string first = written(exchange);
    JsonWorkspace workspace;
    const Json record = workspace.parse_text(first);
    Exchange again;
    read_canonical(record, again, workspace);
    const std::string second = written(again);
    if (first == second) return;
    std::fprintf(stderr, "first:  %s\nsecond: %s\n", first.c_str(), second.c_str());
    std::abort();
  }
  void reject(AnomalyKind, std::string_view, std::string_view) override {}

 private:
  static std::string written(const Exchange& exchange) {
    std::string out;
    write_canonical(exchange, out);
    return out;
  }
};

inline void fuzz_lines(RecordReader& reader, const std::uint8_t* data, std::size_t size) {
  const auto padded = std::make_unique<char[]>(size + kJsonPadding);
  if (size > 0) std::memcpy(padded.get(), data, size);
  JsonWorkspace workspace;
  RoundTripSink sink;
  for (std::size_t at = 0; at < size;) {
    const auto* end = static_cast<const char*>(std::memchr(padded.get() + at, '\n', size - at));
    const std::size_t length = end == nullptr ? size - at : static_cast<std::size_t>(end - padded.get()) - at;
    workspace.reset();
    JsonTree& tree = workspace.next_tree();
    if (tree.parse(padded.get() + at, length) == JsonTree::Outcome::good && tree.root().is_object()) {
      static_cast<void>(sniff(tree.root(), workspace));
      reader.read(tree.root(), workspace, sink);
    }
    at += length + 1;
  }
}

inline int fuzz_dialect(Dialect dialect, const std::uint8_t* data, std::size_t size) {
  const auto reader = make_reader(dialect, nullptr);
  fuzz_lines(*reader, data, size);
  return 0;
}

}  // namespace stillwatch
