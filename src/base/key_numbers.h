// Numbers 64-bit keys 0, 1, 2, ... in order of first appearance, so that what belongs to a key lives in plain
// arrays.
//
//   KeyNumbers prompts;
//   std::vector<std::uint32_t> asked;
//   for (const ExchangeRow& row : rows) {
//     const std::uint32_t n = prompts.number(row.prompt);
//     if (n == asked.size()) asked.push_back(0);
//     ++asked[n];
//   }
//   prompts.find(key);      // its number, or KeyNumbers::kNone
//   prompts.keys()[n];      // the key of a number
//
// Any key is allowed, 0 too; below 2^32 - 1 of them. Open addressing with linear probing in one array: a
// look-up is about one cache miss, where a node-based table has three and an allocation for each key. Memory:
// 8 bytes a key and 24 to 48 bytes of slots. Keys are scrambled, and nothing is promised against one who
// chooses them: they are keyed hashes here. Not thread-safe while keys are added.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace stillwatch {

class KeyNumbers {
 public:
  static constexpr std::uint32_t kNone = ~0U;

  // Holds so many keys without growing.
  explicit KeyNumbers(std::size_t expected = 0) {
    if (expected > 0) resize(std::bit_ceil(expected + expected / 2 + 1));
  }

  // The key's number, a new one where it is new.
  std::uint32_t number(std::uint64_t key) {
    if (3 * (keys_.size() + 1) > 2 * slots_.size()) resize(std::max(std::size_t{16}, 2 * slots_.size()));
    Slot& slot = slots_[place_of(key)];
    if (slot.number == kNone) {
      slot = {key, static_cast<std::uint32_t>(keys_.size())};
      keys_.push_back(key);
    }
    return slot.number;
  }
  [[nodiscard]] std::uint32_t find(std::uint64_t key) const {
    return slots_.empty() ? kNone : slots_[place_of(key)].number;
  }
  [[nodiscard]] std::size_t size() const { return keys_.size(); }
  [[nodiscard]] std::span<const std::uint64_t> keys() const { return keys_; }  // by number

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t number = kNone;
  };

  // Where the key is, or the empty slot where it would be.
  [[nodiscard]] std::size_t place_of(std::uint64_t key) const {
    std::size_t at = key * 0x9e3779b97f4a7c15ULL >> shift_;
    while (slots_[at].number != kNone && slots_[at].key != key) at = (at + 1) & (slots_.size() - 1);
    return at;
  }
  void resize(std::size_t slots) {
    slots_.assign(slots, Slot{});
    shift_ = 64 - std::countr_zero(slots);
    for (std::uint32_t n = 0; n < keys_.size(); ++n) slots_[place_of(keys_[n])] = {keys_[n], n};
  }

  std::vector<Slot> slots_;
  std::vector<std::uint64_t> keys_;
  int shift_ = 0;
};

}  // namespace stillwatch
