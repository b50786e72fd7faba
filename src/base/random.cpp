#include "base/random.h"

#include <algorithm>
#include <numbers>

namespace stillwatch {

double Random::normal() {
  const double radius = std::sqrt(-2.0 * std::log1p(-uniform()));  // Box and Muller
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

// Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 2000.
double Random::gamma(double shape) {
  if (shape < 1.0) return gamma(shape + 1.0) * std::pow(1.0 - uniform(), 1.0 / shape);
  const double d = shape - 1.0 / 3.0;
  const double c = 1.0 / std::sqrt(9.0 * d);
  for (;;) {
    const double x = normal();
    const double v = std::pow(1.0 + c * x, 3);
    if (v <= 0.0) continue;
    if (std::log1p(-uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

// Splits the mean by gamma variates until it is small (Ahrens and Dieter 1974), then multiplies uniforms.
std::uint64_t Random::poisson(double mean) {
  std::uint64_t count = 0;
  while (mean > 16.0) {
    const double events = std::floor(mean * 7.0 / 8.0);
    const double time = gamma(events);
    if (time > mean) {
      std::uint64_t hits = 0;
      for (auto rest = static_cast<std::uint64_t>(events) - 1; rest > 0; --rest)
        hits += chance(mean / time) ? 1 : 0;
      return count + hits;
    }
    count += static_cast<std::uint64_t>(events);
    mean -= time;
  }
  const double limit = std::exp(-mean);
  double product = 1.0 - uniform();
  while (product > limit) {
    product *= 1.0 - uniform();
    ++count;
  }
  return count;
}

// Rejection from the continuous power law (Devroye, "Non-uniform random variate generation", 1986, X.6).
std::uint64_t Random::zipf(std::uint64_t n, double exponent) {
  const double top = static_cast<double>(n) + 1.0;
  const bool harmonic = std::abs(exponent - 1.0) < 1e-9;
  for (;;) {
    const double u = uniform();
    const double x = harmonic
                         ? std::pow(top, u)
                         : std::pow(1.0 + u * (std::pow(top, 1.0 - exponent) - 1.0), 1.0 / (1.0 - exponent));
    const double k = std::floor(x);
    // The target's density at x is k^-s, at most 2^s times the envelope's x^-s.
    if (uniform() <= std::pow(x / (2.0 * k), exponent)) {
      return std::min(n - 1, static_cast<std::uint64_t>(k) - 1);
    }
  }
}

Random Random::fork(std::string_view label) const {
  std::uint64_t seed = state_[0] ^ std::rotl(state_[2], 29);
  for (const char c : label) {
    seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    seed = splitmix64(seed);
  }
  return Random(seed);
}

}  // namespace stillwatch
