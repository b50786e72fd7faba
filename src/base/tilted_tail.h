// For tests: how often a p-value is tiny under its null hypothesis, by importance sampling.
//
//   TiltedTail tail(1e-6);
//   for (...) { draw from a tilted null; tail.add(p, log(null density / tilted density)); }
//   EXPECT_LE(tail.upper(), 1e-6);          // P(p <= 1e-6), its one-sided upper bound at three standard
//   errors EXPECT_GT(tail.hits(), 100);            // the tilt reaches the tail: the test could fail
//
// A tail of one in a million needs a hundred million plain draws, or a few thousand of a null that is tilted
// towards it, each weighted by its likelihood ratio (Siegmund, "Importance sampling in the Monte Carlo study
// of sequential tests", Ann. Stat. 1976). The estimate is unbiased whatever the tilt; a tilt that aims well
// makes its error small. Only the tail is weighted, so that weights outside it do no harm.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace stillwatch {

class TiltedTail {
 public:
  explicit TiltedTail(double level) : level_(level) {}

  void add(double p, double log_weight) {
    ++runs_;
    if (p > level_) return;
    const double weight = std::exp(log_weight);
    ++hits_;
    sum_ += weight;
    squares_ += weight * weight;
  }
  [[nodiscard]] std::size_t hits() const { return hits_; }
  [[nodiscard]] double share() const { return sum_ / static_cast<double>(runs_); }
  [[nodiscard]] double error() const {
    const auto n = static_cast<double>(runs_);
    return std::sqrt(std::max(0.0, squares_ / n - share() * share()) / n);
  }
  [[nodiscard]] double upper() const { return share() + 3.0 * error(); }

 private:
  double level_;
  std::size_t runs_ = 0, hits_ = 0;
  double sum_ = 0.0, squares_ = 0.0;
};

}  // namespace stillwatch
