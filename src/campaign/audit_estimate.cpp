#include "campaign/audit_estimate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace stillwatch {
namespace {

double log_choose(std::uint64_t n, std::uint64_t k) {
  return std::lgamma(static_cast<double>(n) + 1.0) - std::lgamma(static_cast<double>(k) + 1.0) -
         std::lgamma(static_cast<double>(n - k) + 1.0);
}

// P(X = x), X the number of missed units among `drawn` of `units`, of which `missed` are.
double hypergeometric(std::uint64_t units, std::uint64_t missed, std::uint64_t drawn, std::uint64_t x) {
  if (x > missed || x > drawn || drawn - x > units - missed) return 0.0;
  return std::exp(log_choose(missed, x) + log_choose(units - missed, drawn - x) - log_choose(units, drawn));
}

double at_most(std::uint64_t units, std::uint64_t missed, std::uint64_t drawn, std::uint64_t found) {
  double sum = 0.0;
  for (std::uint64_t x = 0; x <= std::min(found, drawn); ++x) sum += hypergeometric(units, missed, drawn, x);
  return sum;
}

double at_least(std::uint64_t units, std::uint64_t missed, std::uint64_t drawn, std::uint64_t found) {
  double sum = 0.0;
  for (std::uint64_t x = found; x <= drawn; ++x) sum += hypergeometric(units, missed, drawn, x);
  return sum;
}

}  // namespace

// Both tails are monotone in the number of missed units, so that the limits are found by halving.
std::uint64_t most_missed(std::uint64_t units, std::uint64_t drawn, std::uint64_t found, double alpha) {
  std::uint64_t low = found, high = units - (drawn - found);  // what was seen leaves no more than this
  while (low < high) {
    const std::uint64_t middle = low + (high - low + 1) / 2;
    if (at_most(units, middle, drawn, found) > alpha) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

std::uint64_t least_missed(std::uint64_t units, std::uint64_t drawn, std::uint64_t found, double alpha) {
  std::uint64_t low = found, high = units - (drawn - found);
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    if (at_least(units, middle, drawn, found) > alpha) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

std::uint64_t most_missed_unseen(std::span<const StratumReview> strata, double alpha) {
  std::vector<std::uint64_t> missed(strata.size(), 0);
  double log_chance = 0.0;
  for (std::uint64_t total = 0;; ++total) {
    // ln of what one more missed unit leaves of the chance to find none, where it leaves most.
    double best = -std::numeric_limits<double>::infinity();
    std::size_t where = strata.size();
    for (std::size_t s = 0; s < strata.size(); ++s) {
      const std::uint64_t unseen = strata[s].units - strata[s].reviewed;
      if (missed[s] == unseen) continue;
      const double left = std::log(static_cast<double>(unseen - missed[s])) -
                          std::log(static_cast<double>(strata[s].units - missed[s]));
      if (left <= best) continue;
      best = left;
      where = s;
    }
    if (where == strata.size() || log_chance + best <= std::log(alpha)) return total;
    log_chance += best;
    ++missed[where];
  }
}

MissedEstimate estimate_missed(std::span<const StratumReview> strata, double confidence) {
  MissedEstimate estimate;
  std::vector<StratumReview> open;
  std::uint64_t possible_in_open = 0;
  for (const StratumReview& stratum : strata) {
    const std::uint64_t possible = stratum.missed + stratum.unsure;
    estimate.frame += stratum.units;
    estimate.reviewed += stratum.reviewed;
    estimate.found += stratum.missed;
    estimate.unsure += stratum.unsure;
    if (stratum.reviewed == 0) {
      estimate.high += stratum.units;
      continue;
    }
    const double weight = static_cast<double>(stratum.units) / static_cast<double>(stratum.reviewed);
    estimate.units += weight * static_cast<double>(stratum.missed);
    estimate.units_with_unsure += weight * static_cast<double>(possible);
    if (stratum.reviewed == stratum.units) {
      estimate.low += stratum.missed;
      estimate.high += possible;
      continue;
    }
    open.push_back(stratum);
    possible_in_open += possible;
  }
  const double side = (1.0 - confidence) / 2.0, each = std::max(1.0, static_cast<double>(open.size()));
  const double upper = open.size() > 1 ? side / 2.0 : side;
  for (const StratumReview& stratum : open)
    estimate.low += least_missed(stratum.units, stratum.reviewed, stratum.missed, side / each);
  if (possible_in_open == 0) {
    estimate.high += most_missed_unseen(open, upper);
    return estimate;
  }
  for (const StratumReview& stratum : open) {
    estimate.high +=
        most_missed(stratum.units, stratum.reviewed, stratum.missed + stratum.unsure, upper / each);
  }
  return estimate;
}

}  // namespace stillwatch
