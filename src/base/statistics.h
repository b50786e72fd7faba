// The few distributions and e-value constructions that the signals share.
//
// An e-value is a nonnegative random variable with mean at most 1 under the null hypothesis: E >= 1/alpha
// happens with probability at most alpha (Markov), averages of e-values are e-values under any dependence,
// and products are when each factor has conditional mean at most 1 given the earlier ones (Vovk and Wang,
// "E-values: calibration, combination and applications", Annals of Statistics 2021). All e-values here are
// natural logarithms, so that nothing overflows. All functions are pure and thread-safe.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/random.h"

namespace stillwatch {

// ln P(X <= x) for X chi-square with `degrees` degrees of freedom; accurate in the far lower tail. x >= 0,
// degrees > 0.
[[nodiscard]] double log_chi_square_lower(double x, double degrees);

// P(T <= t) of Student's t with `degrees` degrees of freedom; relative accuracy holds in the lower tail.
[[nodiscard]] double student_t_lower(double t, double degrees);

// I_x(a, b), the regularised incomplete beta function; 0 <= x <= 1, a, b > 0.
[[nodiscard]] double incomplete_beta(double a, double b, double x);

// ln e for "k of n successes" against the composite null "success probability at most bound". A mixture over
// larger probabilities; each term grows in k, so the mean is at most 1 for every probability up to the bound.
// 0 < bound < 1.
[[nodiscard]] double binomial_log_e(std::uint64_t k, std::uint64_t n, double bound);

// ln e for a count against the composite null "Poisson with mean at most bound". bound > 0.
[[nodiscard]] double poisson_log_e(std::uint64_t k, double bound);

// P(X >= k), X Poisson with the given mean, resp. binomial: exact sums; never 0 (at least the smallest
// double).
[[nodiscard]] double poisson_upper(std::uint64_t k, double mean);
[[nodiscard]] double binomial_upper(std::uint64_t k, std::uint64_t n, double probability);

// The exact (Clopper-Pearson) one-sided upper bound of a probability that showed itself k times in n: the
// largest p under which k or fewer still happen with chance 1 - confidence. 1 where n is 0. For k = 0 and 95
// % it is about 3 / n.
[[nodiscard]] double clopper_pearson_upper(std::uint64_t k, std::uint64_t n, double confidence = 0.95);

// ln e for independent values in [0, 1] against "each has mean at most bound": a mixture of capital processes
// prod(1 + lambda (x - bound)) (Waudby-Smith and Ramdas, "Estimating means of bounded random variables by
// betting", JRSS B 2024).
[[nodiscard]] double bounded_mean_log_e(std::span<const double> values, double bound);

// The same after the `forgiven` largest values are left out: against "apart from at most `forgiven` of them,
// each has mean at most bound". Leaving out the largest can only lower every term, so the mean stays at
// most 1.
[[nodiscard]] double forgiving_mean_log_e(std::span<const double> values, double bound, std::size_t forgiven);

// ln e from a p-value by the mixture calibrator (1 - p + p ln p) / (p ln^2 p) (Vovk and Wang, section 2). p
// in (0, 1].
[[nodiscard]] double calibrated_log_e(double p);

// The p-value that an e-value is worth: min(1, 1/e), and at least 1e-300.
[[nodiscard]] double p_of_log_e(double log_e);

// ln of the mean of exp(values), without overflow; -infinity where all of them are.
[[nodiscard]] double log_mean_exp(std::span<const double> values);

// e-BH (Wang and Ramdas, "False discovery rate control with e-values", JRSS B 2022): which hypotheses are
// rejected at false discovery rate `level`, whatever the dependence between the e-values. `hypotheses` >=
// log_e.size() counts all that were tested (those left out have e = 1 or less). What is not a number is not
// rejected.
[[nodiscard]] std::vector<bool> e_bh(std::span<const double> log_e, double level, std::size_t hypotheses);

}  // namespace stillwatch
