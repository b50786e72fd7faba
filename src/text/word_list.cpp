#include "text/word_list.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "text/kernels/ascii_blocks.h"
#include "text/kernels/word_hashes.h"

namespace stillwatch {
namespace {

using kernels::kShortWord;

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

std::uint64_t long_word_hash(SipKey key, const char* word, std::size_t length) {
  return XXH3_64bits_withSeed(word, length, key.k0 ^ key.k1);
}

}  // namespace

std::uint64_t word_hash(SipKey key, std::string_view word) {
  if (word.size() > kShortWord) return long_word_hash(key, word.data(), word.size());
  std::array<char, kShortWord> padded{};
  std::copy(word.begin(), word.end(), padded.begin());
  const std::uint64_t a = load_little_endian(padded.data()), b = load_little_endian(padded.data() + 8);
  return fold(fold(a ^ key.k0, b ^ key.k1 ^ word.size()) ^ key.k0, kWordMultiplier);
}

void WordList::split(std::string_view bytes, SipKey key) {
  const std::size_t needed = bytes.size() + 1 + kernels::kEdgesBeyond;
  if (edges_.size() < needed) edges_.resize(needed + needed / 2);
  count_ = kernels::find_edges(bytes.data(), bytes.size(), edges_.data()) / 2;
  if (hashes_.size() < count_) {
    hashes_.resize(count_ + count_ / 2);
    longer_.resize(hashes_.size() + 1);
  }
  const std::size_t longer =
      kernels::hash_words(bytes.data(), edges_.data(), count_, key, hashes_.data(), longer_.data());
  for (std::size_t i = 0; i < longer; ++i) {
    const std::uint32_t word = longer_[i];
    hashes_[word] = long_word_hash(key, bytes.data() + begin_of(word), end_of(word) - begin_of(word));
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
