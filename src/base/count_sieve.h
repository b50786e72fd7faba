// An upper bound of how often each key came, before anything is kept for each key.
//
//   CountSieve sieve(keys.size());
//   for (const std::uint64_t key : keys) sieve.add(key);
//   for (const std::uint64_t key : keys) if (sieve.at_most(key) >= 5) ...   // all that came five times pass
//
// Most text is met once, and only what is met again needs a place in a table. at_most() is never below the
// true number (up to 255), and above it only where keys share a slot. Memory: one byte for each of the next
// power of two above `keys`, 1 KB to 64 MB. Not thread-safe while keys are added.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace stillwatch {

class CountSieve {
 public:
  explicit CountSieve(std::size_t keys)
      : shift_(64 - std::clamp(static_cast<int>(std::bit_width(keys)), 10, 26)),
        counts_(std::size_t{1} << (64 - shift_), std::uint8_t{0}) {}

  void add(std::uint64_t key) {
    std::uint8_t& count = counts_[slot_of(key)];
    count = static_cast<std::uint8_t>(count + (count < UINT8_MAX ? 1 : 0));
  }
  [[nodiscard]] unsigned at_most(std::uint64_t key) const { return counts_[slot_of(key)]; }

 private:
  [[nodiscard]] std::size_t slot_of(std::uint64_t key) const { return key * 0x9e3779b97f4a7c15ULL >> shift_; }

  int shift_;
  std::vector<std::uint8_t> counts_;
};

}  // namespace stillwatch
