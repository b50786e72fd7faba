#include "text/word_list.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "text/kernels/ascii_blocks.h"

namespace stillwatch {
namespace {

constexpr std::size_t kShortWord = 16;

std::uint64_t load_little_endian(const char* bytes) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

std::uint64_t fold(std::uint64_t x, std::uint64_t y) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(x) * y;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

// Masks that keep the first n of sixteen bytes: entry n for the lower half, entry n + 9 - 8 for the upper.
struct ByteMasks {
  std::array<std::uint64_t, kShortWord + 1> low{}, high{};
  constexpr ByteMasks() {
    for (std::size_t n = 0; n <= kShortWord; ++n) {
      low[n] = n >= 8 ? ~0ULL : (1ULL << (8 * n)) - 1;
      high[n] = n >= 16 ? ~0ULL : n <= 8 ? 0 : (1ULL << (8 * (n - 8))) - 1;
    }
  }
};
constexpr ByteMasks kByteMasks;

// Reads 16 bytes at `word`, whatever the length.
std::uint64_t short_word_hash(SipKey key, const char* word, std::size_t length) {
  const std::uint64_t a = load_little_endian(word) & kByteMasks.low[length];
  const std::uint64_t b = load_little_endian(word + 8) & kByteMasks.high[length];
  return fold(fold(a ^ key.k0, b ^ key.k1 ^ length) ^ key.k0, kWordMultiplier);
}

std::uint64_t long_word_hash(SipKey key, const char* word, std::size_t length) {
  return XXH3_64bits_withSeed(word, length, key.k0 ^ key.k1);
}

}  // namespace

std::uint64_t word_hash(SipKey key, std::string_view word) {
  if (word.size() > kShortWord) return long_word_hash(key, word.data(), word.size());
  std::array<char, kShortWord> padded{};
  std::copy(word.begin(), word.end(), padded.begin());
  return short_word_hash(key, padded.data(), word.size());
}

void WordList::split(std::string_view bytes, SipKey key) {
  const std::size_t needed = bytes.size() + 1 + kernels::kEdgesBeyond;
  if (edges_.size() < needed) edges_.resize(needed + needed / 2);
  count_ = kernels::find_edges(bytes.data(), bytes.size(), edges_.data()) / 2;
  if (hashes_.size() < count_) hashes_.resize(count_ + count_ / 2);
  const char* text = bytes.data();
  const std::uint32_t* edge = edges_.data();
  std::uint64_t* hash = hashes_.data();
  for (std::size_t i = 0; i < count_; ++i) {
    const std::uint32_t begin = edge[2 * i];
    const std::size_t length = edge[2 * i + 1] - begin;
    hash[i] = length <= kShortWord ? short_word_hash(key, text + begin, length)
                                   : long_word_hash(key, text + begin, length);
  }
}

std::size_t WordList::count_before(std::size_t offset) const {
  std::size_t low = 0;
  std::size_t high = count_;
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (begin_of(middle) < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace stillwatch
