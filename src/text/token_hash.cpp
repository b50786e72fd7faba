#include "text/token_hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <bit>

namespace stillwatch {

static_assert(std::endian::native == std::endian::little,
              "sequence hashes are defined on little-endian bytes");

std::uint64_t sequence_hash(std::span<const std::uint64_t> hashes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(hashes.data(), hashes.size_bytes(), seed);
}

std::uint64_t sequence_hash(std::span<const std::uint16_t> marks, std::uint64_t seed) {
  return XXH3_64bits_withSeed(marks.data(), marks.size_bytes(), seed);
}

}  // namespace stillwatch
