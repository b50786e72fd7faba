// The words of a text as keyed hashes, with their places.
//
//   WordList words;                              // reuse it: holds its memory
//   words.split(normal_text.bytes(), key);       // bytes as NormalText leaves them, padding included
//   for (std::uint64_t hash : words.hashes()) ...
//
// A word is a maximal run of a-z, 0-9 and bytes above 127. Word hashes are fast keyed hashes for use inside
// the process; what leaves it goes through SipHash. Definition (docs/format/fingerprints.md): for a word of
// at most 16 bytes, zero-padded to 16 and read as two little-endian words a and b, with k0, k1 the key and
// fold(x, y) = low half XOR high half of the 128-bit product: fold(fold(a ^ k0, b ^ k1 ^ length) ^ k0,
// kWordMultiplier). Longer words: XXH3-64 seeded with k0 ^ k1. Cost: 2 to 3 GB/s of English. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/siphash.h"

namespace stillwatch {

inline constexpr std::uint64_t kWordMultiplier = 0x9e3779b97f4a7c15ULL;

class WordList {
 public:
  // `bytes` must be followed by NormalText::kPadding readable bytes.
  void split(std::string_view bytes, SipKey key);

  [[nodiscard]] std::size_t size() const { return count_; }
  [[nodiscard]] std::span<const std::uint64_t> hashes() const { return {hashes_.data(), count_}; }
  [[nodiscard]] std::uint32_t begin_of(std::size_t word) const { return edges_[2 * word]; }
  [[nodiscard]] std::uint32_t end_of(std::size_t word) const { return edges_[2 * word + 1]; }

  // The number of words that begin before `offset`.
  [[nodiscard]] std::size_t count_before(std::size_t offset) const;

 private:
  std::vector<std::uint32_t> edges_;  // begin and end of each word, alternating
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint32_t> longer_ = std::vector<std::uint32_t>(1);  // words whose hash takes other steps
  std::size_t count_ = 0;
};

// The hash of one word given as plain bytes, in normal form.
[[nodiscard]] std::uint64_t word_hash(SipKey key, std::string_view word);

}  // namespace stillwatch
