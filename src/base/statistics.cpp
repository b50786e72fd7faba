#include "base/statistics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace stillwatch {
namespace {

constexpr double kTiny = 1e-300;

// Continued fraction of the incomplete beta function by the modified Lentz method (DLMF 8.17.22).
double beta_fraction(double a, double b, double x) {
  double c = 1.0;
  double d = 1.0 / std::max(std::abs(1.0 - (a + b) * x / (a + 1.0)), kTiny);
  if (1.0 - (a + b) * x / (a + 1.0) < 0) d = -d;
  double value = d;
  for (int m = 1; m <= 500; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    for (const double term : {even, odd}) {
      d = 1.0 + term * d;
      c = 1.0 + term / c;
      if (std::abs(d) < kTiny) d = kTiny;
      if (std::abs(c) < kTiny) c = kTiny;
      d = 1.0 / d;
      value *= d * c;
    }
    if (std::abs(d * c - 1.0) < 1e-14) break;
  }
  return value;
}

}  // namespace

double incomplete_beta(double a, double b, double x) {
  if (x <= 0.0) return 0.0;
  if (x >= 1.0) return 1.0;
  const double log_front =
      std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x);
  if (x < (a + 1.0) / (a + b + 2.0)) return std::exp(log_front) * beta_fraction(a, b, x) / a;
  return 1.0 - std::exp(log_front) * beta_fraction(b, a, 1.0 - x) / b;
}

double student_t_lower(double t, double degrees) {
  const double tail = 0.5 * incomplete_beta(degrees / 2.0, 0.5, degrees / (degrees + t * t));
  return t <= 0.0 ? tail : 1.0 - tail;
}

// Series of the lower incomplete gamma function (DLMF 8.7.1): all terms positive, so no cancellation in the
// lower tail.
double log_chi_square_lower(double x, double degrees) {
  if (x <= 0.0) return -std::numeric_limits<double>::infinity();
  const double a = degrees / 2.0;
  const double y = x / 2.0;
  double term = 1.0;
  double sum = 1.0;
  for (int n = 1; n < 100'000; ++n) {
    term *= y / (a + n);
    sum += term;
    if (term < sum * 1e-16) break;
  }
  return std::min(0.0, a * std::log(y) - y - std::lgamma(a + 1.0) + std::log(sum));
}

double log_mean_exp(std::span<const double> values) {
  if (values.empty()) return 0.0;
  const double top = *std::max_element(values.begin(), values.end());
  if (top == -std::numeric_limits<double>::infinity()) return top;  // all are 0
  double sum = 0.0;
  for (const double value : values) sum += std::exp(value - top);
  return top + std::log(sum / static_cast<double>(values.size()));
}

double binomial_log_e(std::uint64_t k, std::uint64_t n, double bound) {
  constexpr std::array kSteps = {0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.99};
  std::array<double, kSteps.size()> terms{};
  for (std::size_t i = 0; i < kSteps.size(); ++i) {
    const double p = bound + (1.0 - bound) * kSteps[i];
    terms[i] = static_cast<double>(k) * std::log(p / bound) +
               static_cast<double>(n - k) * (std::log1p(-p) - std::log1p(-bound));
  }
  return log_mean_exp(terms);
}

double poisson_log_e(std::uint64_t k, double bound) {
  constexpr std::array kFactors = {1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0, 1000.0};
  std::array<double, kFactors.size()> terms{};
  for (std::size_t i = 0; i < kFactors.size(); ++i) {
    terms[i] = static_cast<double>(k) * std::log(kFactors[i]) - bound * (kFactors[i] - 1.0);
  }
  return log_mean_exp(terms);
}

double poisson_upper(std::uint64_t k, double mean) {
  if (k == 0) return 1.0;
  // P(Poisson(mean) >= k) = P(Gamma(k) <= mean) = P(chi-square with 2k degrees <= 2 mean).
  return std::clamp(std::exp(log_chi_square_lower(2.0 * mean, 2.0 * static_cast<double>(k))), kTiny, 1.0);
}

double binomial_upper(std::uint64_t k, std::uint64_t n, double probability) {
  if (k == 0) return 1.0;
  const double tail = incomplete_beta(static_cast<double>(k), static_cast<double>(n - k) + 1.0, probability);
  return std::clamp(tail, kTiny, 1.0);
}

double clopper_pearson_upper(std::uint64_t k, std::uint64_t n, double confidence) {
  if (n == 0 || k >= n) return 1.0;
  double low = static_cast<double>(k) / static_cast<double>(n), high = 1.0;
  for (int step = 0; step < 100; ++step) {
    const double p = 0.5 * (low + high);
    // P(X <= k) = 1 - I_p(k + 1, n - k), taken in its own tail.
    const double at_most = incomplete_beta(static_cast<double>(n - k), static_cast<double>(k) + 1.0, 1.0 - p);
    (at_most > 1.0 - confidence ? low : high) = p;
  }
  return high;
}

double bounded_mean_log_e(std::span<const double> values, double bound) {
  constexpr std::array kStakes = {0.1, 0.25, 0.5, 0.75,
                                  0.95};  // shares of the largest stake that cannot go broke
  std::array<double, kStakes.size()> terms{};
  for (std::size_t i = 0; i < kStakes.size(); ++i) {
    const double lambda = kStakes[i] / bound;
    for (const double x : values) terms[i] += std::log1p(lambda * (x - bound));
  }
  return log_mean_exp(terms);
}

double forgiving_mean_log_e(std::span<const double> values, double bound, std::size_t forgiven) {
  std::vector<double> rest(values.begin(), values.end());
  std::sort(rest.begin(), rest.end());
  rest.resize(rest.size() - std::min(rest.size(), forgiven));
  return rest.empty() ? 0.0 : bounded_mean_log_e(rest, bound);
}

double calibrated_log_e(double p) {
  if (p >= 1.0) return std::log(0.5);  // the limit at p = 1
  const double l = std::log(p);
  if (l > -1e-3) return std::log(0.5 - l / 6.0);  // series around p = 1
  return std::log(1.0 - p + p * l) - l - 2.0 * std::log(-l);
}

double p_of_log_e(double log_e) { return std::clamp(std::exp(-log_e), kTiny, 1.0); }

std::vector<bool> e_bh(std::span<const double> log_e, double level, std::size_t hypotheses) {
  std::vector<std::size_t> order;  // what is no number shows nothing
  for (std::size_t i = 0; i < log_e.size(); ++i) {
    if (!std::isnan(log_e[i])) order.push_back(i);
  }
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return log_e[a] != log_e[b] ? log_e[a] > log_e[b] : a < b; });
  const double log_m = std::log(static_cast<double>(std::max(hypotheses, log_e.size())) / level);
  std::size_t rejected = 0;
  for (std::size_t k = 1; k <= order.size(); ++k) {
    if (log_e[order[k - 1]] >= log_m - std::log(static_cast<double>(k))) rejected = k;
  }
  std::vector<bool> result(log_e.size(), false);
  for (std::size_t k = 0; k < rejected; ++k) result[order[k]] = true;
  return result;
}

}  // namespace stillwatch
