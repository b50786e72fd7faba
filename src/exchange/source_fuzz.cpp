// Any bytes may come as a plain, gzip or zstd file; chunks must end at line ends and stay within bounds.
#include <cstdlib>

#include "exchange/chunker.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace stillwatch;
  constexpr std::size_t kLongestLine = 16'384;
  constexpr std::uint64_t kMost = std::uint64_t{8} << 20;
  Chunker chunker(ByteSource::over({reinterpret_cast<const char*>(data), size}), 4096, kLongestLine);
  Chunk chunk;
  std::uint64_t offset = 0;
  while (chunker.next(chunk) && chunker.text_bytes() < kMost) {
    if (chunk.offset < offset || chunk.capacity > 4 * kLongestLine) std::abort();
    if (chunk.size > 0 && !chunk.unfinished_line && chunk.bytes[chunk.size - 1] != '\n') std::abort();
    offset = chunk.offset + chunk.size;
  }
  return 0;
}
