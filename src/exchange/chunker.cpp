#include "exchange/chunker.h"

#include <algorithm>
#include <cstring>

#include "exchange/json_tree.h"
#include "text/kernels/ascii_blocks.h"

namespace stillwatch {
namespace {

const char* last_line_end(const char* bytes, std::size_t size) {
  return static_cast<const char*>(size == 0 ? nullptr : ::memrchr(bytes, '\n', size));
}

}  // namespace

void Chunk::reserve(std::size_t bytes_needed, std::size_t bytes_kept) {
  if (capacity >= bytes_needed) return;
  auto larger = std::make_unique_for_overwrite<char[]>(bytes_needed + kJsonPadding);
  if (bytes_kept > 0) std::memcpy(larger.get(), bytes.get(), bytes_kept);
  bytes = std::move(larger);
  capacity = bytes_needed;
}

Chunker::Chunker(ByteSource source, std::size_t chunk_bytes, std::size_t max_line, std::uint64_t offset)
    : source_(std::move(source)),
      chunk_bytes_(std::max<std::size_t>(chunk_bytes, 4096)),
      max_line_(max_line),
      offset_(offset) {}

// Reads up to the end of a line that is too long; what follows it becomes the carried bytes. `chunk` is
// scratch.
bool Chunker::skip_line(Chunk& chunk) {
  chunk.oversized.push_back({line_, offset_});
  std::uint64_t skipped = carried_.size();
  carried_.clear();
  for (;;) {
    const std::size_t count = source_.read(chunk.bytes.get(), chunk_bytes_);
    text_bytes_ += count;
    const auto* const end =
        static_cast<const char*>(count == 0 ? nullptr : std::memchr(chunk.bytes.get(), '\n', count));
    if (end == nullptr && count == chunk_bytes_) {
      skipped += count;
      continue;
    }
    const std::size_t used = end == nullptr ? count : static_cast<std::size_t>(end - chunk.bytes.get()) + 1;
    carried_.assign(chunk.bytes.get() + used, chunk.bytes.get() + count);
    offset_ += skipped + used;
    ++line_;
    if (end == nullptr) done_ = true;
    return end != nullptr;
  }
}

bool Chunker::next(Chunk& chunk) {
  chunk.size = 0;
  chunk.unfinished_line = false;
  chunk.oversized.clear();
  if (done_) return false;
  chunk.reserve(std::max(chunk_bytes_, carried_.size()), 0);
  std::size_t size = carried_.size();
  if (size > 0) std::memcpy(chunk.bytes.get(), carried_.data(), size);
  carried_.clear();
  for (;;) {
    const std::size_t wanted = chunk.capacity - size;
    const std::size_t count = source_.read(chunk.bytes.get() + size, wanted);
    text_bytes_ += count;
    size += count;
    const char* const end = last_line_end(chunk.bytes.get(), size);
    if (count < wanted) {  // the end of the source
      done_ = true;
      chunk.unfinished_line = size > 0 && chunk.bytes[size - 1] != '\n';
      chunk.size = size;
      break;
    }
    if (end != nullptr) {
      chunk.size = static_cast<std::size_t>(end - chunk.bytes.get()) + 1;
      carried_.assign(chunk.bytes.get() + chunk.size, chunk.bytes.get() + size);
      break;
    }
    if (size > max_line_) {
      carried_.assign(chunk.bytes.get(), chunk.bytes.get() + size);
      skip_line(chunk);
      chunk.size = 0;
      chunk.first_line = line_;
      chunk.offset = offset_;
      return true;  // an empty chunk that reports the line
    }
    chunk.reserve(std::min(chunk.capacity * 2, std::max(max_line_, chunk.capacity) + chunk_bytes_), size);
  }
  return number(chunk);
}

// Gives the chunk its place and goes on behind it; false for an empty one at the end.
bool Chunker::number(Chunk& chunk) {
  chunk.first_line = line_;
  chunk.offset = offset_;
  offset_ += chunk.size;
  line_ += kernels::count_line_ends(chunk.bytes.get(), chunk.size);
  if (chunk.unfinished_line) ++line_;
  std::memset(chunk.bytes.get() + chunk.size, '\n',
              std::min<std::size_t>(kJsonPadding, chunk.capacity + kJsonPadding - chunk.size));
  return chunk.size > 0 || !done_;
}

}  // namespace stillwatch
