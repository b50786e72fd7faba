// The share of each member's requests that have a property, and the bet against an honest mean of it.
//
//   SharesByMember shares(group.member_count());
//   for (...) shares.add(member, has_property);
//   if (shares.values().size() <= kHonestTeam) return not_applicable(...);
//   const ShareBet bet = bet_against(shares.values(), /*honest_mean=*/0.2);  // bet.log_e, bet.mean
//
// Members are the unit: however much one asks, it is one value in [0, 1]. Fifteen of them, those with the
// largest values, are forgiven: a team may do as it likes (forgiving_mean_log_e of base/statistics.h, where
// the null hypothesis stands). Values are taken as independent between members.
#pragma once

#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "base/statistics.h"

namespace stillwatch {

// Members of one team, who may do as they like, or grade each other's answers.
inline constexpr std::size_t kHonestTeam = 15;

class SharesByMember {
 public:
  explicit SharesByMember(std::size_t members) : hits_(members, 0.0), all_(members, 0.0) {}
  void add(std::uint32_t member, bool hit) { add(member, hit ? 1.0 : 0.0, 1.0); }
  void add(std::uint32_t member, double hits, double all) {
    hits_[member] += hits;
    all_[member] += all;
  }
  // Of members that have any.
  [[nodiscard]] std::vector<double> values() const {
    std::vector<double> values;
    for (std::size_t m = 0; m < all_.size(); ++m) {
      if (all_[m] > 0.0) values.push_back(hits_[m] / all_[m]);
    }
    return values;
  }

 private:
  std::vector<double> hits_, all_;
};

struct ShareBet {
  std::size_t members = 0;
  double mean = 0.0;   // of their shares
  double log_e = 0.0;  // ln e against "on average at most honest_mean, apart from a team"
};

[[nodiscard]] inline ShareBet bet_against(const std::vector<double>& values, double honest_mean) {
  if (values.empty()) return {};
  return {values.size(),
          std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size()),
          forgiving_mean_log_e(values, honest_mean, kHonestTeam)};
}

}  // namespace stillwatch
