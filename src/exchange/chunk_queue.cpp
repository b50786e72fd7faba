#include "exchange/chunk_queue.h"

#include <algorithm>
#include <filesystem>

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
bool is_misnamed(InputState& input, const Chunk& first) {
  const std::string& path = input.path;
  if (!path.ends_with(".gz") && !path.ends_with(".zst") && !path.ends_with(".zstd")) return false;
  if (first.size == 0 || input.chunker->source().packed()) return false;
  std::string_view text(first.bytes.get(), first.size);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t start = text.find_first_not_of(" \t\r\n");
  return start != std::string_view::npos && text[start] != '{' && text[start] != '[';
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
}

// An open file that nobody works on, else the next one to open; in order: only the first unfinished file.
InputState* ChunkQueue::pick() {
  while (first_unfinished_ < inputs_.size() && inputs_[first_unfinished_].finished) ++first_unfinished_;
  for (std::size_t i = first_unfinished_; i < next_unopened_; ++i) {
    if (!inputs_[i].finished && !inputs_[i].busy) return &inputs_[i];
    if (options_.in_order && !inputs_[i].finished) return nullptr;
  }
  while (next_unopened_ < inputs_.size() && inputs_[next_unopened_].finished) ++next_unopened_;
  if (next_unopened_ < inputs_.size()) return &inputs_[next_unopened_++];
  return nullptr;
}

bool ChunkQueue::next(QueuedChunk& chunk, JsonWorkspace& workspace, AnomalyLog& anomalies) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (stopped_) return false;
    InputState* const input = pick();
    if (input == nullptr) {
      if (first_unfinished_ == inputs_.size()) return false;
      changed_.wait(lock);
      continue;
    }
    input->busy = true;
    const std::uint64_t before = input->chunker ? input->chunker->source().stored_bytes() : 0;
    lock.unlock();
    const bool produced = produce(*input, chunk, workspace, anomalies);
    lock.lock();
    if (input->chunker) bytes_done_ += input->chunker->source().stored_bytes() - before;
    input->busy = false;
    if (!produced) {
      const auto trouble = input->chunker ? input->chunker->source().trouble() : ByteSource::Trouble::none;
      partial_ = partial_ || !input->chunker || input->misnamed || trouble != ByteSource::Trouble::none;
      input->chunker.reset();
      input->finished = true;
    } else {
      chunk.sequence = sequence_++;
    }
    changed_.notify_all();
    if (produced) return true;
  }
}

void ChunkQueue::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

bool ChunkQueue::produce(InputState& input, QueuedChunk& chunk, JsonWorkspace& workspace,
                         AnomalyLog& anomalies) {
  if (!input.chunker && !open(input, anomalies)) return false;
  if (options_.only && input.chunker->next_offset() > input.wanted.back().offset) return false;
  if (!input.chunker->next(chunk.chunk)) {
    finish(input, anomalies);
    return false;
  }
  if (chunk.chunk.offset == 0 && is_misnamed(input, chunk.chunk)) {
    input.misnamed = true;
    finish(input, anomalies);
    return false;
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
  return true;
}

bool ChunkQueue::open(InputState& input, AnomalyLog& anomalies) {
  if (!input.missing.empty()) {
    anomalies.add(AnomalyKind::unreadable, {{input.index, 0, 0}, "", input.missing});
    return false;
  }
  auto source = ByteSource::open(input.path, options_.digests && input.path != "-");
  if (!source.has_value()) {
    anomalies.add(AnomalyKind::unreadable, {{input.index, 0, 0}, "", source.error().what});
    return false;
  }
  input.chunker.emplace(std::move(source).value(), options_.chunk_bytes, options_.max_record_bytes);
  return true;
}

void ChunkQueue::finish(InputState& input, AnomalyLog& anomalies) {
  ByteSource& source = input.chunker->source();
  const SourcePlace end{input.index, input.chunker->lines(), input.chunker->text_bytes()};
  if (input.misnamed) {
    anomalies.add(AnomalyKind::unreadable,
                  {{input.index, 0, 0}, "", "named as an archive, and is none; fetch the file again"});
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

}  // namespace stillwatch
