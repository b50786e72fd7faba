// Hands the chunks of many files to many workers: one file is decompressed by one worker at a time, several
// files at once; of a Parquet file, several row groups.
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
#include "exchange/parquet/parquet_input.h"
#include "exchange/zstd_frames.h"

namespace stillwatch {

// What is known of one input once its first chunk was read, and its totals at the end.
struct InputState {
  std::string path;
  std::uint32_t index = 0;
  std::uint64_t stored_size = 0;  // 0 when unknown
  std::optional<Chunker> chunker;
  std::unique_ptr<ParquetInput> parquet;  // instead of the chunker, once opened
  std::optional<Dialect> dialect;
  std::string missing;  // why there is nothing to open; empty: try
  bool busy = false;
  bool finished = false;
  bool broken = false;                  // a part could not be read
  std::string misnamed;                 // why the first bytes are not what the name or place promises
  std::span<const RecordStart> wanted;  // when ReadOptions::only is set
  std::optional<std::vector<ZstdFrame>> frames;  // then, once looked for
  InputReport report;
};

struct QueuedChunk {
  Chunk chunk;
  std::unique_ptr<RowBatch> rows;  // of a Parquet file; the chunk is then not used
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
  // Rows [first, last) of a Parquet file that were handed out and not used.
  void note_unused(InputState& input, std::uint64_t first, std::uint64_t last);

  [[nodiscard]] std::vector<InputState>& inputs() { return inputs_; }
  [[nodiscard]] bool partial() const { return partial_; }
  [[nodiscard]] std::uint64_t bytes_done() const { return bytes_done_; }
  [[nodiscard]] std::uint64_t bytes_total() const { return bytes_total_; }

 private:
  enum class Step : std::uint8_t { chunk, end, opened };  // opened: ask again
  InputState* pick();
  Step produce(InputState& input, QueuedChunk& chunk, JsonWorkspace& workspace, AnomalyLog& anomalies);
  Step produce_lines(InputState& input, QueuedChunk& chunk, JsonWorkspace& workspace, AnomalyLog& anomalies);
  Step produce_rows(InputState& input, ParquetInput::Lane& lane, QueuedChunk& chunk, AnomalyLog& anomalies);
  void skip_unwanted(InputState& input) const;
  bool open(InputState& input, AnomalyLog& anomalies);
  void finish(InputState& input, AnomalyLog& anomalies);
  void finish_rows(InputState& input);
  // Called with the lock held, which finishing a Parquet file lets go.
  void give_back(InputState& input, ParquetInput::Lane& lane, Step step, std::unique_lock<std::mutex>& lock);

  const ReadOptions& options_;
  std::vector<InputState> inputs_;
  std::size_t first_unfinished_ = 0;
  std::size_t next_unopened_ = 0;
  std::uint64_t sequence_ = 0;
  std::atomic<std::uint64_t> bytes_done_{0};
  std::uint64_t bytes_total_ = 0;
  bool passes_by_cache_ =
      false;  // the inputs are larger than what the system could cache beside others' files
  bool partial_ = false;
  bool stopped_ = false;
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace stillwatch
