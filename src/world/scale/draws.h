// Random choices inside a text: a few nanoseconds each, the same for the same seed on every machine.
//
//   Draws draws(conversation.seed, kAsked);            // one independent stream for each purpose
//   if (draws.one_in(9)) skip();
//   const std::size_t words = QuantileTable::answers().pick(draws);   // a log-normal length, without a
//   logarithm
//
// One multiplication a number (the step of wyrand, Wang Yi, public domain). base/random.h is for plans:
// better and ten times as dear. Not for secrets.
#pragma once

#include <array>
#include <cstdint>

#include "base/random.h"

namespace stillwatch::world {

class Draws {
 public:
  Draws(std::uint64_t seed, std::uint64_t purpose)
      : state_(mix64(seed ^ (purpose * 0x9e3779b97f4a7c15ULL))) {}

  std::uint64_t next() {
    __extension__ using Wide = unsigned __int128;
    state_ += 0xa0761d6478bd642fULL;
    const Wide product = static_cast<Wide>(state_) * (state_ ^ 0xe7037ed1a0b428dbULL);
    return static_cast<std::uint64_t>(product >> 64) ^ static_cast<std::uint64_t>(product);
  }
  // Uniform in [0, bound); bound below 2^32.
  std::size_t below(std::size_t bound) { return scaled(next(), bound); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  // As below(), from the upper half of a number that is drawn already.
  static std::size_t scaled(std::uint64_t drawn, std::size_t bound) {
    return static_cast<std::size_t>(((drawn >> 32) * bound) >> 32);
  }

 private:
  std::uint64_t state_;
};

// A distribution of whole numbers as its quantiles.
class QuantileTable {
 public:
  // Log-normal, rounded down and held between `least` and `most`.
  QuantileTable(double median, double sigma, double least, double most);
  [[nodiscard]] std::size_t pick(Draws& draws) const { return values_[draws.next() >> (64 - kBits)]; }

 private:
  static constexpr int kBits = 12;
  std::array<std::uint16_t, std::size_t{1} << kBits> values_{};
};

}  // namespace stillwatch::world
