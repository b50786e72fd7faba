// A set of hashes with two bits for each: a hash may be taken for another, but none is missed.
//
//   HashBits seen(expected);
//   seen.add(hash);                                // any number of threads
//   if (seen.may_have(hash)) ...                   // once all were added
//
// One in some thirty to a hundred hashes that were not added is taken for one that was. Both bits of a hash
// are in one word, so an access waits for memory once; fetch(hash) some time before takes that wait away.
// Memory: 8 to 16 bits for each expected hash, at least 512 bytes, at most 256 MB.
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace stillwatch {

class HashBits {
 public:
  explicit HashBits(std::size_t hashes)
      : shift_(64 - word_bits(hashes)), words_(std::size_t{1} << word_bits(hashes)) {}
  [[nodiscard]] static std::size_t bytes_for(std::size_t hashes) {
    return std::size_t{8} << word_bits(hashes);
  }

  void add(std::uint64_t hash) {
    const std::uint64_t mixed = mixed_of(hash), bits = bits_of(mixed);
    auto& word = words_[mixed >> shift_];
    if ((word.load(std::memory_order_relaxed) & bits) != bits) word.fetch_or(bits, std::memory_order_relaxed);
  }
  [[nodiscard]] bool may_have(std::uint64_t hash) const {
    const std::uint64_t mixed = mixed_of(hash), bits = bits_of(mixed);
    return (words_[mixed >> shift_].load(std::memory_order_relaxed) & bits) == bits;
  }
  void fetch(std::uint64_t hash) const { __builtin_prefetch(&words_[mixed_of(hash) >> shift_]); }

 private:
  static int word_bits(std::size_t hashes) {
    return std::clamp(static_cast<int>(std::bit_width(hashes)) - 3, 6, 25);
  }
  // Winnowed fingerprints are minima of hashes: their own top bits are not even.
  static std::uint64_t mixed_of(std::uint64_t hash) { return hash * 0x9e3779b97f4a7c15ULL; }
  // By bits of the product that are not the word's: a word has at most 25 of the top ones.
  static std::uint64_t bits_of(std::uint64_t mixed) {
    return std::uint64_t{1} << (mixed >> 33 & 63) | std::uint64_t{1} << (mixed >> 27 & 63);
  }
  int shift_;
  std::vector<std::atomic<std::uint64_t>> words_;
};

}  // namespace stillwatch
