// Intervals for what is measured over few seeds.
//
//   Interval recall = over_seeds({0.98, 0.99, 0.97, 0.99, 0.98});      // mean and 95 % bounds
//
// Pure; thread-safe.
#pragma once

#include <span>

namespace stillwatch {

struct Interval {
  double mean = 0.0, low = 0.0, high = 0.0;
};

// Mean of one share per seed with the two-sided 95 % interval of Student's t, cut to [0, 1]. Seeds are the
// units, because accounts of one world are not independent. One value: the interval is [0, 1]. Values that
// are all equal give an interval of no width: t cannot say more of them. `values` must not be empty.
[[nodiscard]] Interval over_seeds(std::span<const double> values);

// The value that a T of Student's distribution exceeds with probability 0.025.
[[nodiscard]] double t_quantile(double degrees);

}  // namespace stillwatch
