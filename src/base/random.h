// Reproducible random numbers: the same seed gives the same numbers on every machine and standard library.
//
//   Random random(seed);
//   double wait_s = random.exponential(30.0);
//   Random child = random.fork("account-17");     // independent stream, does not disturb `random`
//
// xoshiro256++ 1.0 (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 2021),
// seeded by splitmix64. Not for secrets. Not thread-safe: one object per thread.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace stillwatch {

[[nodiscard]] constexpr std::uint64_t splitmix64(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15ULL);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

// Bijective scrambling of one word; good enough to spread dense integers over 64 bits. Not keyed.
[[nodiscard]] constexpr std::uint64_t mix64(std::uint64_t word) { return splitmix64(word); }

class Random {
 public:
  explicit Random(std::uint64_t seed) {
    for (auto& word : state_) word = splitmix64(seed);
  }

  std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }  // [0, 1)
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  bool chance(double probability) { return uniform() < probability; }

  // Uniform in [0, bound); bound > 0. Lemire's multiply-shift; the bias is below bound / 2^64.
  std::uint64_t below(std::uint64_t bound) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64);
  }

  double exponential(double mean) { return -mean * std::log1p(-uniform()); }
  double normal();                                // mean 0, variance 1
  double log_normal(double median, double sigma)  // sigma: standard deviation of the logarithm
  {
    return median * std::exp(sigma * normal());
  }
  double gamma(double shape);          // scale 1; shape > 0
  std::uint64_t poisson(double mean);  // exact; cost O(sqrt(mean))
  std::uint64_t zipf(std::uint64_t n,
                     double exponent);  // rank in [0, n), P(r) ~ (r+1)^-exponent; exponent > 0

  [[nodiscard]] Random fork(std::string_view label) const;

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace stillwatch
