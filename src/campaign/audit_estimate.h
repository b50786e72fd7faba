// What a blind review of an audit sample says about all that was not flagged: how many campaigns were missed.
//
//   const MissedEstimate missed = estimate_missed(strata, 0.95);
//   // missed.units, between missed.low and missed.high, of missed.frame
//
// Point: in each stratum N k / n, summed (Horvitz and Thompson, "A generalization of sampling without
// replacement from a finite universe", JASA 1952). Interval: for each stratum that was not looked at as a
// whole, the exact limits of the hypergeometric distribution, which are those of Clopper and Pearson ("The
// use of confidence or fiducial limits illustrated in the case of the binomial", Biometrika 1934) for a
// finite population (Buonaccorsi, "A note on confidence intervals for proportions in finite populations", The
// American Statistician 1987), at a level that Bonferroni's inequality makes hold for all strata at once, and
// so for their sum. Most audits find nothing, and there the sum of such limits is far too high: where no open
// stratum holds a missed or unsure unit, the upper limit is the largest number of missed units that leaves,
// however they lie in the strata, a chance of finding none above the level (product of the strata's
// hypergeometric probabilities, greatest over the allocations; they are log-concave, so that it is found by
// giving each unit to where it lowers the chance least). Half of the upper side's error goes to either case,
// all of it where one stratum is open. Conservative: it covers more often than it says. A stratum that was
// looked at as a whole adds no uncertainty.
//
// Units on which a reviewer is unsure count as not missed for the point and the lower limit, and as missed
// for the upper limit. The estimate is as good as the reviewers: what they cannot see stays missed.
//
// Pure; thread-safe. Cost: per stratum log2(N) sums of at most n
// terms, and at most one step per unit of the frame.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace stillwatch {

// What was found in one stratum; 0 <= missed + unsure <= reviewed <= units.
struct StratumReview {
  std::string name;
  std::uint64_t units = 0, reviewed = 0;  // N and n
  std::uint64_t missed = 0, unsure = 0;
};

struct MissedEstimate {
  std::uint64_t frame = 0, reviewed = 0, found = 0, unsure = 0;
  double units = 0.0;              // estimated number of missed units in the frame
  double units_with_unsure = 0.0;  // the same with every unsure unit taken as missed
  std::uint64_t low = 0, high = 0;
};

// A stratum with units and none reviewed leaves all of them possible. 0 < confidence < 1.
[[nodiscard]] MissedEstimate estimate_missed(std::span<const StratumReview> strata, double confidence);

// The most units K of N that may be missed when at most k of n drawn ones are: the largest K with
// P(X <= k) > alpha; and the least: the smallest K with P(X >= k) > alpha.
[[nodiscard]] std::uint64_t most_missed(std::uint64_t units, std::uint64_t drawn, std::uint64_t found,
                                        double alpha);
[[nodiscard]] std::uint64_t least_missed(std::uint64_t units, std::uint64_t drawn, std::uint64_t found,
                                         double alpha);

// The most units that may be missed over all strata when none was found in any: see above.
[[nodiscard]] std::uint64_t most_missed_unseen(std::span<const StratumReview> strata, double alpha);

}  // namespace stillwatch
