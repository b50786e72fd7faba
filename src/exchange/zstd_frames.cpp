#include "exchange/zstd_frames.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <optional>

namespace stillwatch {
namespace {

constexpr std::uint32_t kMagic = 0xfd2fb528, kSkippable = 0x184d2a50, kSkippableMask = 0xfffffff0;
constexpr std::size_t kLongestHeader = 18;  // magic, descriptor, window, dictionary, size

// Reads of one file; false where it ends early.
class Headers {
 public:
  explicit Headers(const std::string& path) : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  Headers(const Headers&) = delete;
  Headers& operator=(const Headers&) = delete;
  ~Headers() {
    if (file_ >= 0) ::close(file_);
  }

  // What there is of `bytes` at `offset`, behind it zeros; how much.
  std::size_t read(std::uint64_t offset, std::size_t bytes) {
    held_.fill(0);
    const ssize_t count = file_ < 0 ? -1 : ::pread(file_, held_.data(), bytes, static_cast<off_t>(offset));
    return count < 0 ? 0 : static_cast<std::size_t>(count);
  }
  [[nodiscard]] std::uint64_t size() const {
    struct stat about{};
    return file_ >= 0 && ::fstat(file_, &about) == 0 ? static_cast<std::uint64_t>(about.st_size) : 0;
  }
  [[nodiscard]] std::uint64_t number(std::size_t at, std::size_t bytes) const {  // little-endian
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i) value |= std::uint64_t{held_[at + i]} << (8 * i);
    return value;
  }

 private:
  int file_;
  std::array<unsigned char, kLongestHeader> held_{};
};

struct FrameSize {
  std::uint64_t stored = 0, text = 0;
};

// Size of the blocks from `at` on, with their headers; none where the file ends inside.
std::optional<std::uint64_t> size_of_blocks(Headers& file, std::uint64_t at) {
  const std::uint64_t begin = at;
  constexpr std::size_t kBlockHeader = 3;
  constexpr std::uint64_t kRunLength = 1, kReserved = 3;
  for (bool last = false; !last;) {
    if (file.read(at, kBlockHeader) < kBlockHeader) return {};
    const std::uint64_t header = file.number(0, kBlockHeader), type = header >> 1 & 3;
    if (type == kReserved) return {};
    last = (header & 1) != 0;
    at += kBlockHeader + (type == kRunLength ? 1 : header >> 3);
  }
  return at - begin;
}

// Of the frame at `offset`; none at the end, and where it does not say.
std::optional<FrameSize> size_of_frame(Headers& file, std::uint64_t offset) {
  constexpr std::size_t kSkippableHeader = 8;
  const std::size_t read = file.read(offset, kLongestHeader);
  if (read < kSkippableHeader) return {};
  const auto magic = static_cast<std::uint32_t>(file.number(0, 4));
  if ((magic & kSkippableMask) == kSkippable) return FrameSize{kSkippableHeader + file.number(4, 4), 0};
  if (magic != kMagic) return {};
  const std::uint64_t descriptor = file.number(4, 1);
  const bool one_segment = (descriptor >> 5 & 1) != 0, has_checksum = (descriptor >> 2 & 1) != 0;
  constexpr std::array<std::size_t, 4> kDictionaryBytes = {0, 1, 2, 4}, kSizeBytes = {0, 2, 4, 8};
  std::size_t size_bytes = kSizeBytes[descriptor >> 6];
  if (size_bytes == 0 && one_segment) size_bytes = 1;
  if (size_bytes == 0) return {};
  const std::size_t size_at = 5 + (one_segment ? 0 : 1) + kDictionaryBytes[descriptor & 3];
  if (read < size_at + size_bytes) return {};
  constexpr std::uint64_t kTwoBytesBegin = 256;
  const std::uint64_t text = file.number(size_at, size_bytes) + (size_bytes == 2 ? kTwoBytesBegin : 0);
  const auto blocks = size_of_blocks(file, offset + size_at + size_bytes);
  if (!blocks) return {};
  return FrameSize{size_at + size_bytes + *blocks + (has_checksum ? 4 : 0), text};
}

}  // namespace

std::vector<ZstdFrame> zstd_frames_of(const std::string& path) {
  Headers file(path);
  std::vector<ZstdFrame> frames;
  ZstdFrame next;
  const std::uint64_t end = file.size();
  while (const auto size = size_of_frame(file, next.stored)) {
    if (size->stored > end - next.stored) break;
    if (size->text > 0) frames.push_back(next);
    next.stored += size->stored;
    next.text += size->text;
  }
  return frames;
}

const ZstdFrame* frame_with(const std::vector<ZstdFrame>& frames, std::uint64_t offset) {
  const auto at = std::ranges::upper_bound(frames, offset, {}, &ZstdFrame::text);
  return at == frames.begin() ? nullptr : &*(at - 1);
}

}  // namespace stillwatch
