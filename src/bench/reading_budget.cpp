#include "bench/reading_budget.h"

#include <array>
#include <cstring>
#include <optional>

#include "account/exchange_table.h"
#include "bench/floor.h"
#include "bench/text_budget.h"
#include "bench/thread_clock.h"
#include "exchange/chunker.h"
#include "exchange/coverage.h"
#include "exchange/dialect_readers.h"
#include "exchange/sniff.h"
#include "trace/text_tracer.h"

namespace stillwatch {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{512} << 10, kLongestLine = std::size_t{64} << 20;
constexpr std::string_view kSecret = "budget";

// How far an exchange is taken: each level includes those before it.
enum class Level : std::uint8_t { parse, read, count, text, row };
constexpr std::size_t kLevels = 5;

struct Line {
  const char* text;
  std::size_t length;
};

class Reading final : public RecordSink {
 public:
  void accept(Exchange& exchange, const RecordContext& /*context*/, const Fallback& /*fallback*/) override {
    ++exchanges;
    if (level >= Level::count) filled_.count(exchange);
    if (level >= Level::text) tracer().trace(exchange, prints_);
    if (level >= Level::row) rows_->add(exchange, prints_);
    if (collecting != nullptr) collecting->add(exchange);
  }
  void reject(AnomalyKind /*kind*/, std::string_view /*field*/, std::string_view /*remedy*/) override {}

  // What was seen before is forgotten, so that every round remembers as much as a scan does.
  void begin_round() {
    exchanges = 0;
    for (auto& tracer : tracers_) tracer.emplace(kSecret);
    rows_.emplace(kSecret);
  }

  // Takes all lines of a chunk to `level`.
  void run(const std::vector<Line>& lines, Dialect dialect) {
    if (!reader_) reader_ = make_reader(dialect, nullptr);
    for (const Line& line : lines) {
      workspace.reset();
      JsonTree& tree = workspace.next_tree();
      if (tree.parse(line.text, line.length) != JsonTree::Outcome::good || level == Level::parse) continue;
      reader_->read(tree.root(), workspace, *this);
    }
  }

  Level level = Level::parse;
  std::uint64_t exchanges = 0, walked = 0;
  TextBudget* collecting = nullptr;
  JsonWorkspace workspace;

 private:
  std::unique_ptr<RecordReader> reader_;
  FieldCounter filled_;
  TextTracer& tracer() { return *tracers_[level == Level::text ? 0 : 1]; }
  std::array<std::optional<TextTracer>, 2> tracers_;
  TextFingerprints prints_;
  std::optional<ExchangeTableBuilder> rows_;
};

std::vector<Line> lines_of(const Chunk& chunk) {
  std::vector<Line> lines;
  const char* at = chunk.bytes.get();
  const char* const end = at + chunk.size;
  while (at < end) {
    const auto* stop = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    if (stop == nullptr) stop = end;
    if (stop > at) lines.push_back({at, static_cast<std::size_t>(stop - at)});
    at = stop + 1;
  }
  return lines;
}

struct Times {
  StepTimes inflate, digest, cut, walk;
  std::array<StepTimes, kLevels> levels;
  std::uint64_t text_bytes = 0, stored_bytes = 0;

  void begin_round() {
    for (StepTimes* steps : {&inflate, &digest, &cut, &walk}) steps->begin_round();
    for (StepTimes& steps : levels) steps.begin_round();
    text_bytes = 0;
  }
};

// The same file three times: decompressed, decompressed with its digest, and cut into lines.
struct Sources {
  ByteSource plain, digested;
  Chunker chunker;
};

Result<Sources> open(const std::string& path) {
  auto plain = ByteSource::open(path, false), digested = ByteSource::open(path, true),
       cut = ByteSource::open(path, false);
  for (const auto* source : {&plain, &digested, &cut}) {
    if (!source->has_value()) return source->error();
  }
  return Sources{std::move(plain).value(), std::move(digested).value(),
                 Chunker(std::move(cut).value(), kChunkBytes, kLongestLine)};
}

void run_round(Sources& sources, std::uint64_t most, Times& times, Reading& reading, TextBudget& text) {
  std::vector<char> buffer(kChunkBytes);
  Chunk chunk;
  bool more = true;
  times.begin_round();
  text.begin_round();
  reading.begin_round();
  while (reading.exchanges < most) {
    times.inflate.add(thread_seconds([&] { sources.plain.read(buffer.data(), buffer.size()); }));
    times.digest.add(thread_seconds([&] { sources.digested.read(buffer.data(), buffer.size()); }));
    times.cut.add(thread_seconds([&] { more = sources.chunker.next(chunk); }));
    if (!more) break;
    times.text_bytes += chunk.size;
    times.stored_bytes = sources.chunker.source().stored_bytes();
    const std::vector<Line> lines = lines_of(chunk);
    const Dialect dialect =
        sniff_lines(chunk.bytes.get(), chunk.size, reading.workspace).value_or(Dialect::canonical);
    times.walk.add(thread_seconds([&] { reading.walked += walk_lines({chunk.bytes.get(), chunk.size}); }));
    const std::uint64_t before = reading.exchanges;
    for (std::size_t i = 0; i < kLevels; ++i) {
      reading.level = static_cast<Level>(i);
      reading.exchanges = before;
      times.levels[i].add(thread_seconds([&] { reading.run(lines, dialect); }));
    }
    reading.level = Level::read;
    reading.exchanges = before;
    reading.collecting = &text;
    reading.run(lines, dialect);
    reading.collecting = nullptr;
    text.flush();
  }
}

ReadingBudget budget_of(const Times& times, const Reading& reading, const TextBudget& text) {
  std::array<double, kLevels> level{};
  for (std::size_t i = 0; i < kLevels; ++i) level[i] = times.levels[i].seconds();
  const double inflate = times.inflate.seconds();
  ReadingBudget budget;
  budget.exchanges = reading.exchanges;
  budget.floor_seconds = inflate + times.walk.seconds();
  budget.stages = {{"decompress", inflate, times.text_bytes},
                   {"digest", times.digest.seconds() - inflate, times.stored_bytes},
                   {"cut lines", times.cut.seconds() - inflate, times.text_bytes},
                   {"parse", level[0], times.text_bytes},
                   {"read record", level[1] - level[0], times.text_bytes},
                   {"count fields", level[2] - level[1], 0},
                   {"text", level[3] - level[2], text.bytes()},
                   {"row", level[4] - level[3], 0}};
  budget.text = text.costs();
  return budget;
}

}  // namespace

Result<ReadingBudget> measure_reading(const std::string& path, const ReadingOptions& options) {
  Times times;
  Reading reading;
  TextBudget text(kSecret);
  for (unsigned round = 0; round < options.rounds; ++round) {
    auto sources = open(path);
    if (!sources.has_value()) return sources.error();
    run_round(sources.value(), options.most_exchanges, times, reading, text);
  }
  return budget_of(times, reading, text);
}

}  // namespace stillwatch
