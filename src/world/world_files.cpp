// write_world: renders on several threads, writes in order.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "base/time.h"
#include "exchange/dialect_writer.h"
#include "world/frame_file.h"
#include "world/plan_world.h"
#include "world/renderer.h"
#include "world/world_tables.h"

namespace stillwatch {
namespace {

using world::FrameCompressor;
using world::FrameFile;
using world::WorldPlan;

constexpr std::size_t kChunkEvents = 2'048;  // one zstd frame; about 6 MB of text

// Bodies of these dialects hold no identity: without its access log such a world could not be scanned.
bool needs_access_log(Dialect dialect) {
  return dialect == Dialect::openai_chat || dialect == Dialect::openai_responses ||
         dialect == Dialect::anthropic;
}

// The events of one log file, cut into chunks that any worker renders; frames are written in order of the
// chunks. A worker holds at most one finished chunk, so memory stays at a few chunks per thread.
class LogFileWriter {
 public:
  // `access` receives the access records; null: none are written.
  LogFileWriter(const WorldPlan& plan, const world::Corpus& corpus, const WorldOptions& options,
                std::size_t begin, std::size_t end, FrameFile* access)
      : plan_(plan), corpus_(corpus), options_(options), begin_(begin), end_(end), access_file_(access) {}

  Status write(const std::string& path, unsigned threads) {
    if (auto opened = file_.open(path); !opened.has_value()) return opened.error();
    std::vector<std::thread> workers;
    for (unsigned i = 1; i < threads; ++i) workers.emplace_back([this] { work(); });
    work();
    for (std::thread& worker : workers) worker.join();
    return file_.close();
  }
  [[nodiscard]] std::uint64_t text_bytes() const { return text_bytes_; }
  [[nodiscard]] std::uint64_t stored_bytes() const { return stored_bytes_; }

 private:
  struct Chunk {
    std::string text, access, frame, access_frame;
  };

  void render(world::Renderer& renderer, std::size_t first, Chunk& chunk) const {
    chunk.text.clear();
    chunk.access.clear();
    renderer.forget();
    for (std::size_t i = first; i < std::min(end_, first + kChunkEvents); ++i) {
      const Exchange& exchange = renderer.render(plan_.events[i]);
      write_exchange(options_.dialect, exchange, chunk.text);
      if (access_file_ != nullptr) write_access_record(exchange, chunk.access);
    }
  }

  void work() {
    world::Renderer renderer(plan_, corpus_, options_.seed);
    FrameCompressor compressor;
    Chunk chunk;
    while (true) {
      const std::size_t number = next_chunk_.fetch_add(1);
      const std::size_t first = begin_ + number * kChunkEvents;
      if (first >= end_) return;
      render(renderer, first, chunk);
      compressor.compress(chunk.text, chunk.frame);
      if (access_file_ != nullptr) compressor.compress(chunk.access, chunk.access_frame);
      std::unique_lock lock(mutex_);
      turn_.wait(lock, [&] { return written_ == number; });
      file_.append(chunk.frame);
      if (access_file_ != nullptr) access_file_->append(chunk.access_frame);
      text_bytes_ += chunk.text.size();
      stored_bytes_ += chunk.frame.size();
      ++written_;
      turn_.notify_all();
    }
  }

  const WorldPlan& plan_;
  const world::Corpus& corpus_;
  const WorldOptions& options_;
  std::size_t begin_, end_;
  FrameFile* access_file_;
  FrameFile file_;
  std::atomic<std::size_t> next_chunk_{0};
  std::mutex mutex_;  // guards everything below, and the files
  std::condition_variable turn_;
  std::size_t written_ = 0;
  std::uint64_t text_bytes_ = 0, stored_bytes_ = 0;
};

void count_accounts(const WorldTruth& truth, WorldSummary& summary) {
  summary.accounts = static_cast<std::uint32_t>(truth.accounts.size());
  for (const AccountTruth& account : truth.accounts) {
    ++summary.accounts_by_class[static_cast<std::size_t>(account.account_class)];
    if (account.account_class == AccountClass::campaign) {
      ++summary.campaign_accounts;
      summary.campaign_exchanges += account.exchanges;
    }
  }
}

std::string describe(const world::RelayPoolOptions& pool) {
  const std::string_view rule = pool.rule == world::ChoiceRule::random        ? "random"
                                : pool.rule == world::ChoiceRule::round_robin ? "round-robin"
                                                                              : "least-recently-used";
  return fmt::format(
      "{{\"choice\": \"{}\", \"sticky_s\": {}, \"fail_over\": {}, \"own_address_per_account\": {}}}", rule,
      pool.sticky_s, pool.fail_over, pool.own_address_per_account);
}

std::string describe(const Evasion& evasion) {
  return fmt::format(
      "{{\"partitioned\": {}, \"cover\": {}, \"paraphrases\": {}, \"fresh_identity\": {}, \"human_hours\": "
      "{}, "
      "\"random_choice\": {}, \"no_failover\": {}, \"rewritten_history\": {}, \"daily_rotation\": {}}}",
      evasion.partitioned, evasion.cover, evasion.paraphrases, evasion.fresh_identity, evasion.human_hours,
      evasion.random_choice, evasion.no_failover, evasion.rewritten_history, evasion.daily_rotation);
}

std::string describe(const WorldOptions& options, const WorldSummary& summary) {
  std::string profiles;
  for (const std::string& profile : options.profiles) {
    profiles += fmt::format("{}\"{}\"", profiles.empty() ? "" : ", ", profile);
  }
  std::string classes;
  for (std::size_t i = 0; i < kAccountClasses; ++i) {
    classes += fmt::format("{}\"{}\": {}", i == 0 ? "" : ", ", name_of(static_cast<AccountClass>(i)),
                           summary.accounts_by_class[i]);
  }
  return fmt::format(
      "{{\n  \"schema\": \"stillwatch.world/1\",\n  \"profiles\": [{}],\n  \"honest\": {},\n  "
      "\"campaign_accounts\": {},\n"
      "  \"days\": {},\n  \"scale\": {},\n  \"seed\": {},\n  \"start\": \"{}\",\n  \"corpus\": \"{}\",\n  "
      "\"split\": \"{}\",\n"
      "  \"honest_duplication\": {},\n  \"evasion\": {},\n  \"metadata\": {},\n  \"campaign_pool\": {},\n  "
      "\"exchanges\": {},\n  "
      "\"campaign_exchanges\": {},\n"
      "  \"accounts_by_class\": {{{}}}\n}}\n",
      profiles, options.honest, options.campaign_accounts, options.days, options.scale, options.seed,
      format_time(options.start_us), options.corpus_dir.empty() ? "built-in" : "folder",
      options.split == CorpusSplit::all    ? "all"
      : options.split == CorpusSplit::tune ? "tune"
                                           : "report",
      options.honest_duplication, describe(options.evasion), options.metadata,
      describe(applied_pool(options)), summary.exchanges, summary.campaign_exchanges, classes);
}

Status write_logs(const WorldPlan& plan, const world::Corpus& corpus, const WorldOptions& options,
                  WorldSummary& summary) {
  const unsigned threads =
      options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  const std::size_t per_file = std::max<std::size_t>(1, options.file_exchanges);
  const std::filesystem::path folder(options.out);
  FrameFile access;  // one for the whole world, as a join reads one
  const bool with_access = options.access_log || needs_access_log(options.dialect);
  if (with_access) {
    if (auto opened = access.open((folder / "access.jsonl.zst").string()); !opened.has_value())
      return opened.error();
  }
  for (std::size_t begin = 0; begin < plan.events.size(); begin += per_file) {
    const std::string path =
        (folder / fmt::format("exchanges-{:03}.jsonl.zst", summary.log_files.size())).string();
    const std::size_t end = std::min(plan.events.size(), begin + per_file);
    LogFileWriter writer(plan, corpus, options, begin, end, with_access ? &access : nullptr);
    if (auto done = writer.write(path, threads); !done.has_value()) return done.error();
    summary.text_bytes += writer.text_bytes();
    summary.stored_bytes += writer.stored_bytes();
    summary.log_files.push_back(path);
  }
  return with_access ? access.close() : Status(Done{});
}

}  // namespace

Result<WorldSummary> write_world(const WorldOptions& options) {
  const auto begin = std::chrono::steady_clock::now();
  if (auto sound = world::check(options); !sound.has_value()) return sound.error();
  if (options.out.empty())
    return Error{Code::usage, "--out DIR is missing: where shall the world be written?"};
  auto corpus = world::open_corpus(options);
  if (!corpus.has_value()) return corpus.error();
  std::error_code failure;
  std::filesystem::create_directories(options.out, failure);
  if (failure)
    return Error{Code::io, fmt::format("cannot create the folder {}: {}", options.out, failure.message())};
  const WorldPlan plan = world::plan_world(options, corpus.value());
  WorldSummary summary;
  summary.exchanges = plan.events.size();
  const WorldTruth truth = world::truth_of(plan);
  count_accounts(truth, summary);
  if (auto done = write_logs(plan, corpus.value(), options, summary); !done.has_value()) return done.error();
  if (auto done = world::write_world_tables(truth, options.out); !done.has_value()) return done.error();
  const auto note = world::write_text_file((std::filesystem::path(options.out) / "world.manifest").string(),
                                           describe(options, summary));
  if (!note.has_value()) return note.error();
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return summary;
}

}  // namespace stillwatch
