// Reading allocates nothing for an exchange once a worker is warm: what it needs, it keeps.
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "account/exchange_table.h"
#include "exchange/canonical_writer.h"
#include "exchange/coverage.h"
#include "exchange/dialect_readers.h"
#include "exchange/sample_exchanges.h"
#include "trace/text_tracer.h"

namespace {
thread_local std::size_t allocations = 0;

[[maybe_unused]] void* counted(std::size_t bytes) {
  ++allocations;
  void* const place = std::malloc(bytes == 0 ? 1 : bytes);  // NOLINT(cppcoreguidelines-no-malloc): it is new
  if (place == nullptr) throw std::bad_alloc();
  return place;
}
}  // namespace

#ifndef STILLWATCH_SANITIZED  // which have an operator new of their own, beside those that others call
// Of the whole test program; only counted here.
void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void operator delete(void* place) noexcept { std::free(place); }                 // NOLINT
void operator delete[](void* place) noexcept { std::free(place); }               // NOLINT
void operator delete(void* place, std::size_t) noexcept { std::free(place); }    // NOLINT
void operator delete[](void* place, std::size_t) noexcept { std::free(place); }  // NOLINT
#endif

namespace stillwatch {
namespace {

struct Line {
  std::size_t begin, length;
};

// Takes lines through everything that a reading thread does for an exchange.
class Reading final : public RecordSink {
 public:
  explicit Reading(Dialect dialect) : reader_(make_reader(dialect, nullptr)) {}

  void accept(Exchange& exchange, const RecordContext& /*context*/, const Fallback& /*fallback*/) override {
    ++exchanges;
    filled_.count(exchange);
    tracer_.trace(exchange, prints_);
    rows_.add(exchange, prints_);
  }
  void reject(AnomalyKind /*kind*/, std::string_view /*field*/, std::string_view /*remedy*/) override {}

  // Returns how many allocations it took.
  std::size_t read(const std::string& text, const std::vector<Line>& lines) {
    const std::size_t before = allocations;
    for (const Line& line : lines) {
      workspace_.reset();
      JsonTree& tree = workspace_.next_tree();
      if (tree.parse(text.data() + line.begin, line.length) == JsonTree::Outcome::good)
        reader_->read(tree.root(), workspace_, *this);
    }
    return allocations - before;
  }

  std::size_t exchanges = 0;

 private:
  JsonWorkspace workspace_;
  std::unique_ptr<RecordReader> reader_;
  FieldCounter filled_;
  TextTracer tracer_{"secret"};
  TextFingerprints prints_;
  ExchangeTableBuilder rows_{"secret"};
};

std::vector<Line> lines_of(const std::string& text) {
  std::vector<Line> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back({at, end - at});
    at = end + 1;
  }
  return lines;
}

TEST(ReadingMemory, AWarmWorkerAllocatesForBlocksOfRowsAlone) {
#ifdef STILLWATCH_SANITIZED
  GTEST_SKIP() << "sanitizers allocate by functions of their own, which are not counted";
#endif
  constexpr std::size_t kExchanges = 2'000;
  SampleExchanges samples(7);
  std::string text;
  for (std::size_t i = 0; i < kExchanges; ++i) write_canonical(samples.next(), text);
  const std::vector<Line> lines = lines_of(text);
  text.append(kJsonPadding, ' ');
  Reading reading(Dialect::canonical);
  EXPECT_GT(reading.read(text, lines), 0U);
  ASSERT_EQ(reading.exchanges, kExchanges);
  // Rows come in blocks of thousands; every other memory is there.
  EXPECT_LE(reading.read(text, lines), 8U);
  EXPECT_EQ(reading.exchanges, 2 * kExchanges);
}

}  // namespace
}  // namespace stillwatch
