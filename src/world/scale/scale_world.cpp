#include "world/scale/scale_world.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "base/parallel.h"
#include "world/frame_file.h"
#include "world/plan_world.h"
#include "world/scale/exchange_lines.h"
#include "world/scale/line_sink.h"
#include "world/world_tables.h"

namespace stillwatch {
namespace {

using namespace world;

// As long as it takes to ask 28.8 million times with the rates of any world.
constexpr double kDays = 12.0;
// Accounts for each exchange: 25,000 of the campaign at 28.8 million. Honest ones make some 40 exchanges on
// average, most of them far fewer (measured at the three sizes).
constexpr double kCampaignAccounts = 25'000 / 28.8e6;
constexpr double kHonestAccounts = 535'000 / 28.8e6;
constexpr std::size_t kChunkEvents = 2'048;  // one zstd frame; about 6 MB of text
constexpr int kCompressionLevel =
    3;  // zstd's default: its window holds the histories of some hundred conversations
constexpr std::uint32_t kLeastFiles = 4;

class Clock {
 public:
  double lap() {
    const auto before = std::exchange(last_, std::chrono::steady_clock::now());
    return std::chrono::duration<double>(last_ - before).count();
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

// Chunks of events that any worker writes; they reach the sink in order. A worker holds one finished chunk at
// most.
class ChunkWriter {
 public:
  ChunkWriter(const WorldPlan& plan, const TurnWriter& turns, const AccountMembers& members,
              std::uint64_t seed, LineSink& sink)
      : plan_(plan), turns_(turns), members_(members), seed_(seed), sink_(sink) {}

  void run(unsigned threads) {
    const unsigned workers = worker_count(threads);
    parallel_for(workers, threads, [&](std::size_t, unsigned) { work(); });
  }
  [[nodiscard]] std::uint64_t text_bytes() const { return text_bytes_; }
  [[nodiscard]] std::uint64_t stored_bytes() const { return stored_bytes_; }

 private:
  void work() {
    ExchangeLines lines(plan_, turns_, members_, seed_);
    FrameCompressor compressor(kCompressionLevel);
    LineBuffer text;
    std::string frame;
    while (true) {
      const std::size_t number = next_chunk_.fetch_add(1);
      const std::size_t first = number * kChunkEvents;
      if (first >= plan_.events.size()) return;
      const std::size_t end = std::min(plan_.events.size(), first + kChunkEvents);
      text.clear();
      for (std::size_t i = first; i < end; ++i) lines.append(plan_.events[i], text);
      if (sink_.compressed()) compressor.compress(text.view(), frame);
      hand_over(number, sink_.compressed() ? std::string_view(frame) : text.view(), text.size(), end - first);
    }
  }

  void hand_over(std::size_t number, std::string_view bytes, std::size_t text_bytes,
                 std::uint64_t exchanges) {
    std::unique_lock lock(mutex_);
    turn_.wait(lock, [&] { return written_ == number; });
    sink_.put(bytes, exchanges);
    text_bytes_ += text_bytes;
    stored_bytes_ += bytes.size();
    ++written_;
    turn_.notify_all();
  }

  const WorldPlan& plan_;
  const TurnWriter& turns_;
  const AccountMembers& members_;
  std::uint64_t seed_;
  LineSink& sink_;
  std::atomic<std::size_t> next_chunk_{0};
  std::mutex mutex_;  // guards everything below, and the sink
  std::condition_variable turn_;
  std::size_t written_ = 0;
  std::uint64_t text_bytes_ = 0, stored_bytes_ = 0;
};

void count(const WorldTruth& truth, ScaleWorldSummary& summary) {
  for (const AccountTruth& account : truth.accounts) {
    if (account.exchanges == 0) continue;
    summary.exchanges += account.exchanges;
    const bool campaign = account.account_class == AccountClass::campaign;
    (campaign ? summary.campaign_accounts : summary.honest_accounts) += 1;
    if (campaign) summary.campaign_exchanges += account.exchanges;
  }
}

std::unique_ptr<LineSink> sink_of(const ScaleWorldOptions& options, std::uint64_t exchanges) {
  if (options.output == ScaleOutput::nothing) return sink_into_nothing();
  if (options.output == ScaleOutput::standard_output) return sink_into_standard_output();
  const std::uint64_t even = (exchanges + kLeastFiles - 1) / kLeastFiles;
  return sink_into_files(options.out, std::min<std::uint64_t>(options.file_exchanges, even));
}

std::string manifest_of(const ScaleWorldOptions& options, const WorldOptions& world,
                        const ScaleWorldSummary& summary) {
  return fmt::format(
      "{{\n  \"schema\": \"stillwatch.scale-world/1\",\n  \"asked\": {:.0f},\n  \"seed\": {},\n  \"days\": "
      "{},\n"
      "  \"corpus\": \"{}\",\n  \"exchanges\": {},\n  \"campaign_exchanges\": {},\n  \"honest_accounts\": "
      "{},\n"
      "  \"campaign_accounts\": {},\n  \"text_bytes\": {}\n}}\n",
      options.exchanges, options.seed, world.days, options.corpus_dir.empty() ? "built-in" : "folder",
      summary.exchanges, summary.campaign_exchanges, summary.honest_accounts, summary.campaign_accounts,
      summary.text_bytes);
}

Status write_tables(const ScaleWorldOptions& options, const WorldOptions& world, const WorldTruth& truth,
                    const ScaleWorldSummary& summary) {
  if (options.out.empty()) return Done{};
  if (auto done = write_world_tables(truth, options.out); !done.has_value()) return done;
  const auto manifest = std::filesystem::path(options.out) / "world.manifest";
  return write_text_file(manifest.string(), manifest_of(options, world, summary));
}

}  // namespace

Result<WorldOptions> scale_world_options(const ScaleWorldOptions& options) {
  if (!(options.exchanges >= 1'000.0) || options.exchanges > 100e6)
    return Error{Code::usage, "a scale world has 1,000 to 100 million exchanges"};
  WorldOptions world;
  world.profiles = {"templates"};
  world.days = kDays;
  world.seed = options.seed;
  world.honest = static_cast<std::uint32_t>(std::llround(options.exchanges * kHonestAccounts));
  world.campaign_accounts =
      std::max(1U, static_cast<std::uint32_t>(std::llround(options.exchanges * kCampaignAccounts)));
  world.corpus_dir = options.corpus_dir;
  world.threads = options.threads;
  return world;
}

Result<ScaleWorldSummary> write_scale_world(const ScaleWorldOptions& options) {
  const auto world_options = scale_world_options(options);
  if (!world_options.has_value()) return world_options.error();
  if (options.output == ScaleOutput::folder && options.out.empty())
    return Error{Code::usage, "--out DIR is missing: where shall the world be written?"};
  std::error_code failure;
  if (!options.out.empty()) std::filesystem::create_directories(options.out, failure);
  if (failure)
    return Error{Code::io, fmt::format("cannot create the folder {}: {}", options.out, failure.message())};
  ScaleWorldSummary summary;
  Clock clock;
  const auto corpus = open_corpus(world_options.value());
  if (!corpus.has_value()) return corpus.error();
  const SlottedTexts texts(corpus.value());
  summary.corpus_s = clock.lap();
  const WorldPlan plan = plan_world(world_options.value(), corpus.value());
  const WorldTruth truth = truth_of(plan);
  count(truth, summary);
  summary.plan_s = clock.lap();
  const FormPieces forms(plan.forms, options.threads);
  const TurnWriter turns(plan, corpus.value(), texts, forms);
  const AccountMembers members(plan, options.threads);
  const auto sink = sink_of(options, plan.events.size());
  ChunkWriter writer(plan, turns, members, options.seed, *sink);
  writer.run(options.threads);
  if (auto done = sink->finish(); !done.has_value()) return done.error();
  summary.text_bytes = writer.text_bytes();
  summary.stored_bytes = options.output == ScaleOutput::folder ? writer.stored_bytes() : 0;
  summary.write_s = clock.lap();
  if (auto done = write_tables(options, world_options.value(), truth, summary); !done.has_value())
    return done.error();
  return summary;
}

}  // namespace stillwatch
