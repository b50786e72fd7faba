// How many different things were seen, in bounded memory, the same whatever the order of additions and
// merges.
//
//   DistinctSketch prompts;
//   prompts.add(prompt_hash);             // any number of times
//   double distinct = prompts.estimate();
//
// Exact up to kExactMax things (most accounts); then 64 registers of HyperLogLog (Flajolet, Fusy, Gandouet,
// Meunier 2007) with the estimator of Ertl, "New cardinality estimation algorithms for HyperLogLog sketches"
// (2017), which needs no special cases: standard error 13 %. Which form it has depends on the number of
// different things alone. Hashes must be uniform (keyed hashes are). Not thread-safe. Memory: 128 bytes at
// most, plus the vector.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace stillwatch {

class DistinctSketch {
 public:
  static constexpr std::size_t kExactMax = 16;
  static constexpr std::size_t kRegisters = 64;
  static constexpr unsigned kIndexBits = 6;
  static constexpr std::uint8_t kRankMax = 64 - kIndexBits + 1;

  void add(std::uint64_t hash);
  void merge(const DistinctSketch& other);
  [[nodiscard]] double estimate() const;

  [[nodiscard]] std::span<const std::uint64_t> exact() const {
    return exact_;
  }  // ascending; empty when dense
  [[nodiscard]] std::span<const std::uint8_t> registers() const { return registers_; }  // empty when exact
  bool operator==(const DistinctSketch&) const = default;

  // For the reader of stored profiles: refuses states that no additions lead to.
  [[nodiscard]] bool restore_exact(std::vector<std::uint64_t> hashes);
  [[nodiscard]] bool restore_registers(std::vector<std::uint8_t> registers);

 private:
  void make_dense();
  void raise(std::uint64_t hash);

  std::vector<std::uint64_t> exact_;
  std::vector<std::uint8_t> registers_;
};

}  // namespace stillwatch
