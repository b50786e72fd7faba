#include "exchange/chunk_queue.h"

#include <algorithm>
#include <filesystem>

#include "base/memory_bound.h"
#include "exchange/sniff.h"

namespace stillwatch {
namespace {

std::span<const RecordStart> starts_in(const std::vector<RecordStart>& starts, std::uint32_t input) {
  const auto begin = std::lower_bound(starts.begin(), starts.end(), RecordStart{input, 0});
  const auto end =
      std::find_if(begin, starts.end(), [input](const auto& start) { return start.input != input; });
  return {begin, end};
}

// An archive that is damaged from its first byte on would else be read as text without one good line.
std::string misnamed_because(InputState& input, const Chunk& first) {
  const std::string& path = input.path;
  std::string_view text(first.bytes.get(), first.size);
  if (text.starts_with("PAR1"))
    return "Parquet is read from files alone, not from standard input or an archive; give the file";
  if (text.starts_with("SWSTATE\n"))
    return "is a state that `stillwatch profile` made, which scan, explain and profile read; give its log";
  if (!path.ends_with(".gz") && !path.ends_with(".zst") && !path.ends_with(".zstd")) return {};
  if (first.size == 0 || input.chunker->source().packed()) return {};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  const bool is_json = start == std::string_view::npos || text[start] == '{' || text[start] == '[';
  return is_json ? std::string{} : "named as an archive, and is none; fetch the file again";
}

// A pipe must not be looked into: what was read of it is gone.
bool is_parquet(const std::string& path) {
  std::error_code ignored;
  if (path == "-" || !std::filesystem::is_regular_file(path, ignored)) return false;
  return path.ends_with(".parquet") || begins_as_parquet(path);
}

}  // namespace

ChunkQueue::ChunkQueue(const ReadOptions& options, const std::vector<std::string>& paths,
                       const std::map<std::string, std::string>& missing)
    : options_(options), inputs_(paths.size()) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    InputState& input = inputs_[i];
    input.path = paths[i];
    input.index = static_cast<std::uint32_t>(i);
    input.report.path = paths[i];
    if (const auto found = missing.find(paths[i]); found != missing.end()) input.missing = found->second;
    input.dialect = options.map_file.empty() ? options.dialect : Dialect::mapped;
    std::error_code error;
    const auto size = std::filesystem::file_size(paths[i], error);
    input.stored_size = error ? 0 : size;
    bytes_total_ += input.stored_size;
    if (!options.only) continue;
    input.wanted = starts_in(*options.only, input.index);
    input.finished = input.wanted.empty();
  }
  passes_by_cache_ = bytes_total_ > memory_of_machine() / 2;
}

// An open file that can be gone on with, else the next one to open; in order: only the first unfinished file.
InputState* ChunkQueue::pick() {
  while (first_unfinished_ < inputs_.size() && inputs_[first_unfinished_].finished) ++first_unfinished_;
  for (std::size_t i = first_unfinished_; i < next_unopened_; ++i) {
    InputState& input = inputs_[i];
    if (!input.finished && !input.busy && (!input.parquet || input.parquet->can_take())) return &input;
    if (options_.in_order && !input.finished) return nullptr;
  }
  while (next_unopened_ < inputs_.size() && inputs_[next_unopened_].finished) ++next_unopened_;
  if (next_unopened_ < inputs_.size()) return &inputs_[next_unopened_++];
  return nullptr;
}

bool ChunkQueue::next(QueuedChunk& chunk, JsonWorkspace& workspace, AnomalyLog& anomalies) {
  chunk.rows.reset();
  std::unique_lock lock(mutex_);
  for (;;) {
    if (stopped_) return false;
    InputState* const input = pick();
    if (input == nullptr) {
      if (first_unfinished_ == inputs_.size()) return false;
      changed_.wait(lock);
      continue;
    }
    ParquetInput::Lane* const lane = input->parquet ? input->parquet->take() : nullptr;
    if (lane == nullptr) input->busy = true;
    const std::uint64_t before = input->chunker ? input->chunker->source().stored_bytes() : 0;
    lock.unlock();
    const Step step = lane != nullptr ? produce_rows(*input, *lane, chunk, anomalies)
                                      : produce(*input, chunk, workspace, anomalies);
    lock.lock();
    if (input->chunker) bytes_done_ += input->chunker->source().stored_bytes() - before;
    if (lane != nullptr) {
      give_back(*input, *lane, step, lock);
    } else {
      input->busy = false;
      if (step == Step::end) {
        partial_ = partial_ || input->broken;
        input->chunker.reset();
        input->finished = true;
      }
    }
    if (step == Step::chunk) chunk.sequence = sequence_++;
    changed_.notify_all();
    if (step == Step::chunk) return true;
  }
}

void ChunkQueue::give_back(InputState& input, ParquetInput::Lane& lane, Step step,
                           std::unique_lock<std::mutex>& lock) {
  if (step == Step::end) bytes_done_ += input.parquet->group_of(lane).stored_bytes;
  input.parquet->give_back(lane, step == Step::end);
  if (!input.parquet->finished()) return;
  input.busy = true;
  lock.unlock();
  finish_rows(input);
  lock.lock();
  partial_ = partial_ || input.broken;
  input.busy = false;
  input.finished = true;
}

void ChunkQueue::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

void ChunkQueue::note_unused(InputState& input, std::uint64_t first, std::uint64_t last) {
  const std::lock_guard lock(mutex_);
  input.parquet->note_unused(first, last);
}

ChunkQueue::Step ChunkQueue::produce(InputState& input, QueuedChunk& chunk, JsonWorkspace& workspace,
                                     AnomalyLog& anomalies) {
  if (!input.chunker) {
    if (!open(input, anomalies)) {
      input.broken = true;
      return Step::end;
    }
    if (input.parquet) {
      if (!input.parquet->finished()) return Step::opened;
      finish_rows(input);  // it holds no row
      return Step::end;
    }
  }
  if (options_.only && input.chunker->next_offset() > input.wanted.back().offset) return Step::end;
  return produce_lines(input, chunk, workspace, anomalies);
}

ChunkQueue::Step ChunkQueue::produce_lines(InputState& input, QueuedChunk& chunk, JsonWorkspace& workspace,
                                           AnomalyLog& anomalies) {
  if (options_.only && input.dialect) skip_unwanted(input);
  if (!input.chunker->next(chunk.chunk)) {
    finish(input, anomalies);
    return Step::end;
  }
  if (chunk.chunk.offset == 0) input.misnamed = misnamed_because(input, chunk.chunk);
  if (!input.misnamed.empty()) {
    finish(input, anomalies);
    return Step::end;
  }
  chunk.input = &input;
  for (const SkippedLine& skipped : chunk.chunk.oversized) {
    ++input.report.rejected;
    anomalies.add(AnomalyKind::oversized,
                  {{input.index, skipped.line, skipped.offset}, "", "raise --max-record-bytes"});
  }
  if (!input.dialect && chunk.chunk.size > 0) {
    input.dialect =
        sniff_lines(chunk.chunk.bytes.get(), chunk.chunk.size, workspace).value_or(Dialect::canonical);
  }
  return Step::chunk;
}

// Goes on at the frame of the next record that is wanted, where others lie before it. The first chunk has
// been read by then: it tells the dialect.
void ChunkQueue::skip_unwanted(InputState& input) const {
  const std::uint64_t here = input.chunker->next_offset();
  const auto next =
      std::lower_bound(input.wanted.begin(), input.wanted.end(), RecordStart{input.index, here});
  if (next == input.wanted.end() || next->offset < here + options_.chunk_bytes) return;
  if (!input.frames) input.frames = zstd_frames_of(input.path);
  const ZstdFrame* const frame = frame_with(*input.frames, next->offset);
  if (frame == nullptr || frame->text <= here + options_.chunk_bytes) return;
  auto source = ByteSource::open_at(input.path, frame->stored);
  if (!source.has_value()) return;  // read on
  input.chunker.emplace(std::move(source).value(), options_.chunk_bytes, options_.max_record_bytes,
                        frame->text);
}

ChunkQueue::Step ChunkQueue::produce_rows(InputState& input, ParquetInput::Lane& lane, QueuedChunk& chunk,
                                          AnomalyLog& anomalies) {
  chunk.rows = input.parquet->next(lane);
  chunk.input = &input;
  if (chunk.rows) return Step::chunk;
  if (lane.trouble.empty()) return Step::end;
  input.broken = true;
  anomalies.add(AnomalyKind::unreadable,
                {{input.index, lane.next_row + 1, lane.next_row},
                 "",
                 "from here on the row group cannot be read (" + lane.trouble + "); fetch the file again"});
  return Step::end;
}

bool ChunkQueue::open(InputState& input, AnomalyLog& anomalies) {
  if (!input.missing.empty()) {
    anomalies.add(AnomalyKind::unreadable, {{input.index, 0, 0}, "", input.missing});
    return false;
  }
  if (is_parquet(input.path)) {
    auto parquet = ParquetInput::open(input.path, input.index, options_);
    if (parquet.has_value()) {
      input.parquet = std::move(parquet).value();
      return true;
    }
    anomalies.add(AnomalyKind::unreadable, {{input.index, 0, 0}, "", parquet.error().what});
    return false;
  }
  auto source = ByteSource::open(input.path, options_.digests && input.path != "-");
  if (!source.has_value()) {
    anomalies.add(AnomalyKind::unreadable, {{input.index, 0, 0}, "", source.error().what});
    return false;
  }
  if (passes_by_cache_) source.value().leave_no_cache();
  input.chunker.emplace(std::move(source).value(), options_.chunk_bytes, options_.max_record_bytes);
  return true;
}

void ChunkQueue::finish(InputState& input, AnomalyLog& anomalies) {
  ByteSource& source = input.chunker->source();
  const SourcePlace end{input.index, input.chunker->lines(), input.chunker->text_bytes()};
  input.broken = !input.misnamed.empty() || source.trouble() != ByteSource::Trouble::none;
  if (!input.misnamed.empty()) {
    anomalies.add(AnomalyKind::unreadable, {{input.index, 0, 0}, "", input.misnamed});
  } else if (source.trouble() != ByteSource::Trouble::none) {
    const bool truncated = source.trouble() == ByteSource::Trouble::truncated;
    anomalies.add(truncated ? AnomalyKind::truncated : AnomalyKind::unreadable,
                  {end, "", source.trouble_text() + "; fetch the file again"});
  }
  input.report.sha256 = source.finish_digest();
  input.report.bytes = source.stored_bytes();
  input.report.text_bytes = input.chunker->text_bytes();
  if (input.dialect) input.report.dialect = std::string(name_of(*input.dialect));
}

void ChunkQueue::finish_rows(InputState& input) {
  input.report.dialect = "parquet";
  input.report.text_bytes = input.parquet->text_bytes();
  input.report.bytes = input.stored_size;
  input.parquet->close();
  if (!options_.digests) return;
  auto source = ByteSource::open(input.path, true);
  if (!source.has_value()) return;
  input.report.sha256 = source.value().finish_digest();
}

}  // namespace stillwatch
