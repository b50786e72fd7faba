// One hash for a sequence of hashes (of words, of skeleton tokens): XXH3-64 over their little-endian bytes.
// It is an inner step: what leaves the process is its SipHash. Cost: about 0.3 ns per word.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace stillwatch {

[[nodiscard]] std::uint64_t sequence_hash(std::span<const std::uint64_t> hashes, std::uint64_t seed);
[[nodiscard]] std::uint64_t sequence_hash(std::span<const std::uint16_t> marks, std::uint64_t seed);

// The least few of many numbers, without duplicates: insert them one by one. For a handful of places only.
template <std::size_t Places>
class LeastFew {
 public:
  void insert(std::uint64_t value) {
    if (value >= values_[Places - 1]) return;
    std::size_t place = Places - 1;
    while (place > 0 && values_[place - 1] > value) --place;
    if (place > 0 && values_[place - 1] == value) return;
    for (std::size_t i = Places - 1; i > place; --i) values_[i] = values_[i - 1];
    values_[place] = value;
    if (count_ < Places) ++count_;
  }
  [[nodiscard]] std::span<const std::uint64_t> values() const { return {values_.data(), count_}; }

 private:
  std::array<std::uint64_t, Places> values_ = [] {
    std::array<std::uint64_t, Places> none{};
    none.fill(~0ULL);
    return none;
  }();
  std::size_t count_ = 0;
};

}  // namespace stillwatch
