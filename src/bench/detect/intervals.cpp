#include "bench/detect/intervals.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/statistics.h"

namespace stillwatch {
namespace {

constexpr double kTail = 0.025;

// Where the falling function crosses `level`, between low and high.
template <class Falling>
double crossing(double low, double high, double level, const Falling& falling) {
  for (int round = 0; round < 200; ++round) {
    const double middle = 0.5 * (low + high);
    (falling(middle) > level ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

double t_quantile(double degrees) {
  return crossing(0.0, 100.0, kTail, [&](double t) { return student_t_lower(-t, degrees); });
}

Interval over_seeds(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  if (values.size() < 2) return {mean, 0.0, 1.0};
  double square = 0.0;
  for (const double value : values) square += (value - mean) * (value - mean);
  const double half = t_quantile(n - 1.0) * std::sqrt(square / (n - 1.0) / n);
  return {mean, std::max(0.0, mean - half), std::min(1.0, mean + half)};
}

}  // namespace stillwatch
