// Hands the chunks of many files to many workers: one file is decompressed by one worker at a time, several
// files at once.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "exchange/chunker.h"
#include "exchange/json_tree.h"
#include "exchange/log_reader.h"

namespace stillwatch {

// What is known of one input once its first chunk was read, and its totals at the end.
struct InputState {
  std::string path;
  std::uint32_t index = 0;
  std::uint64_t stored_size = 0;  // 0 when unknown
  std::optional<Chunker> chunker;
  std::optional<Dialect> dialect;
  std::string missing;  // why there is nothing to open; empty: try
  bool busy = false;
  bool finished = false;
  bool misnamed = false;                // named as an archive, and neither that nor JSON
  std::span<const RecordStart> wanted;  // when ReadOptions::only is set
  InputReport report;
};

struct QueuedChunk {
  Chunk chunk;
  InputState* input = nullptr;
  std::uint64_t sequence = 0;  // number of the chunk; in order of the input when options.in_order
};

class ChunkQueue {
 public:
  // `missing`: sentences about paths that name nothing (exchange/input_list.h).
  ChunkQueue(const ReadOptions& options, const std::vector<std::string>& paths,
             const std::map<std::string, std::string>& missing);

  // The next chunk of some file; false when there is none left or stop() was called. Adds anomalies of the
  // file itself.
  bool next(QueuedChunk& chunk, JsonWorkspace& workspace, AnomalyLog& anomalies);
  void stop();

  [[nodiscard]] std::vector<InputState>& inputs() { return inputs_; }
  [[nodiscard]] bool partial() const { return partial_; }
  [[nodiscard]] std::uint64_t bytes_done() const { return bytes_done_; }
  [[nodiscard]] std::uint64_t bytes_total() const { return bytes_total_; }

 private:
  InputState* pick();
  bool produce(InputState& input, QueuedChunk& chunk, JsonWorkspace& workspace, AnomalyLog& anomalies);
  bool open(InputState& input, AnomalyLog& anomalies);
  void finish(InputState& input, AnomalyLog& anomalies);

  const ReadOptions& options_;
  std::vector<InputState> inputs_;
  std::size_t first_unfinished_ = 0;
  std::size_t next_unopened_ = 0;
  std::uint64_t sequence_ = 0;
  std::atomic<std::uint64_t> bytes_done_{0};
  std::uint64_t bytes_total_ = 0;
  bool partial_ = false;
  bool stopped_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace stillwatch
