#include "world/scale/draws.h"

#include <algorithm>
#include <cmath>

namespace stillwatch::world {
namespace {

// Normal quantile by bisection: it is called some thousand times when a program starts.
double normal_quantile(double p) {
  double low = -9.0, high = 9.0;
  for (int step = 0; step < 60; ++step) {
    const double middle = 0.5 * (low + high);
    (0.5 * std::erfc(-middle / std::sqrt(2.0)) < p ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

QuantileTable::QuantileTable(double median, double sigma, double least, double most) {
  const auto count = static_cast<double>(values_.size());
  for (std::size_t i = 0; i < values_.size(); ++i) {
    const double quantile = normal_quantile((static_cast<double>(i) + 0.5) / count);
    values_[i] = static_cast<std::uint16_t>(std::clamp(median * std::exp(sigma * quantile), least, most));
  }
}

}  // namespace stillwatch::world
