// How far honest groups get: a reference distribution, and the rank of a group in it.
//
//   const ReferenceRank rank = honest_rank(RankedBy::campaign, members, log10_e);
//   rank.p;              // conformal: (1 + honest groups that score as high) / (1 + honest groups)
//
// Null hypothesis: the group is honest, and its score is exchangeable with those of the honest groups of the
// reference that have as many members (the bands below). Then P(p <= t) <= t for every t, whatever the
// distribution of the score: no model of honest behaviour enters, and a signal whose stated bound is wrong in
// the same way for all honest groups does no harm here. Exchangeable are groups that the same pipeline forms
// from the honest worlds of the tuning half of the texts, look-alikes included but for vendors under
// contract, whom an allow list excepts; a provider's own honest groups are so only as far as the worlds
// resemble its customers. This is why the rank is required beside the e-values and never replaces them, and
// why the file is small, can be read, and is made again by one command:
//
//   ./dev bench calibration --worlds 120 --honest 5000 --days 7 --seed 50000 --tune --save-reference
//   src/campaign/honest_reference.csv
//
// The file (CSV) is a step function for each question and band: of `groups` honest groups, `at_least` have
// `log10_e` or more. Between two steps the larger count is taken, so p is never too small. A band with fewer
// than 199 groups is widened to its neighbours, smaller groups first. One line, `honest_pools`, says how many
// of the groups were run by one operator that harvests nothing, and how many groups of these worlds were
// named. Source: Vovk, Gammerman and Shafer, "Algorithmic Learning in a Random World" (2005); Bates et al.,
// "Testing for outliers with conformal p-values" (Ann. Stat. 2023). Pure and thread-safe; cost: a walk over
// some dozen steps.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace stillwatch {

// By which score a group is ranked: the smaller of its two log10 e-values, or one of them.
enum class RankedBy : std::uint8_t { campaign, run_as_one, harvest };
[[nodiscard]] std::string_view name_of(RankedBy ranked);

// Least and most members.
inline constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 5> kReferenceBands = {
    {{1, 5}, {6, 15}, {16, 39}, {40, 99}, {100, std::numeric_limits<std::uint32_t>::max()}}};

struct ReferenceStep {
  std::uint64_t at_least = 0;  // groups with log10_e or more
  double log10_e = 0.0;
};

// The steps that are kept of scores in descending order: every one of the best three, then 5, 10, 20, 50, ...
// and all.
[[nodiscard]] std::vector<ReferenceStep> reference_steps(std::span<const double> descending);

struct ReferenceRank {
  double p = 1.0;
  std::uint64_t groups = 0;    // honest groups compared with; 0: none, and p means nothing
  std::uint64_t at_least = 0;  // of them, how many may score as high
  std::uint32_t least_members = 0, most_members = 0;
  // Do at most a share `level` of honest groups score so high? Where the reference is too small to tell so
  // fine a share, the group must score above all of it.
  [[nodiscard]] bool exceptional(double level) const { return groups == 0 || at_least == 0 || p <= level; }
};

// Honest groups that are run as one indeed (fleets, resellers, personal pools), and how many honest groups of
// any kind were named as campaigns.
struct NamedPools {
  std::uint64_t pools = 0, named = 0;
  [[nodiscard]] double at_most() const;  // share, exact upper bound at 95 %; 1 where nothing is known
};

// Chance that a group which is named with an e-value like this is a campaign, at 1, 10 and 1,000 honest pools
// for each campaign, if every campaign is found: honest pools get so far as often as the bound 1/e allows, or
// as the calibration leaves possible, whichever is more. No bound is worth more than was ever measured.
inline constexpr std::array<std::uint64_t, 3> kHonestPools = {1, 10, 1000};
[[nodiscard]] std::array<double, 3> chances_of_campaign(double log10_e, const NamedPools& measured);

class HonestReference {
 public:
  // Code::bad_input for text that is not such a file; names the line.
  [[nodiscard]] static Result<HonestReference> parse(std::string_view csv);
  // What this program was built with.
  [[nodiscard]] static const HonestReference& shipped();
  [[nodiscard]] ReferenceRank rank(RankedBy ranked, std::uint32_t members, double log10_e) const;
  [[nodiscard]] const NamedPools& named_pools() const { return named_pools_; }

 private:
  struct Band {
    std::uint64_t groups = 0;
    std::vector<ReferenceStep> steps;  // ascending counts, descending scores
    [[nodiscard]] std::uint64_t at_least(double log10_e) const;
  };
  std::array<std::array<Band, kReferenceBands.size()>, 3> bands_;
  NamedPools named_pools_;
};

// The rank in the shipped reference.
[[nodiscard]] ReferenceRank honest_rank(RankedBy ranked, std::uint32_t members, double log10_e);

}  // namespace stillwatch
