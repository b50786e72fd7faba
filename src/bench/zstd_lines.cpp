#include "bench/zstd_lines.h"

#include <fmt/format.h>

#include <algorithm>

namespace stillwatch {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 20;

}  // namespace

Result<ZstdLines> ZstdLines::open(const std::string& path) {
  ZstdLines lines;
  lines.file_.reset(std::fopen(path.c_str(), "rbe"));
  if (lines.file_ == nullptr) return Error{Code::io, fmt::format("{}: cannot be opened", path)};
  lines.stream_.reset(ZSTD_createDStream());
  lines.stored_.resize(ZSTD_DStreamInSize());
  return lines;
}

// False at the end of the file.
bool ZstdLines::refill() {
  const std::size_t count = std::fread(stored_.data(), 1, stored_.size(), file_.get());
  input_ = {stored_.data(), count, 0};
  return count > 0;
}

bool ZstdLines::next(std::string& chunk) {
  chunk.swap(rest_);
  rest_.clear();
  std::size_t size = chunk.size();
  for (;;) {
    chunk.resize(std::max(kChunkBytes, size + kChunkBytes / 4));
    ZSTD_outBuffer output{chunk.data(), chunk.size(), size};
    while (output.pos < output.size) {
      if (input_.pos == input_.size && !refill()) {
        failed_ = failed_ || inside_frame_;
        chunk.resize(output.pos);
        return !chunk.empty();
      }
      const std::size_t hint = ZSTD_decompressStream(stream_.get(), &output, &input_);
      failed_ = ZSTD_isError(hint) != 0;
      if (failed_) return false;
      inside_frame_ = hint != 0;
    }
    const std::size_t end = chunk.rfind('\n');
    size = chunk.size();
    if (end == std::string::npos) continue;  // a line longer than the chunk: make room and go on
    rest_.assign(chunk, end + 1);
    chunk.resize(end + 1);
    return true;
  }
}

}  // namespace stillwatch
