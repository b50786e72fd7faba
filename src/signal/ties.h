// Ties between members, and how many of them coincidence must explain.
//
//   Ties ties(group.member_count());
//   ties.add(issuer, bringer);                       // any number of times: a pair counts once
//   std::uint64_t beyond = ties.beyond_families();   // coincidences that unrelated families cannot do
//   without
//
// One person with two keys makes any number of ties between them, and that says nothing about a third
// account. So ties are counted for what they join: members that are tied, directly or through others, are one
// component. If everybody were alone or in a family of up to kFamily accounts, a component of n members would
// need at least ceil(n / kFamily) - 1 ties between strangers, and at least as many as it has pairs beyond
// those that lie inside families of n members. How many can lie inside is bounded twice: families hold at
// most kFamily (kFamily - 1) / 2 pairs each, and a family to which a member could belong, wherever one draws
// it, at most the largest number of pairs a head that any connected set of up to kFamily members around it
// has. The second bound is what shows a ring, in which neighbours are tied and nobody else: no five of it
// hold more than a few of its pairs. The largest of the three, summed, is compared with what coincidence
// allows.
//
// Cost: near-linear (union-find); where a component has at most kSparse pairs for each member, also the sets
// around each member, at most kMostSets of them (beyond, a member counts as if it lived in a full family).
// Not thread-safe: one object per test.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "signal/group_evidence.h"
#include "signal/signal.h"

namespace stillwatch {

class Ties {
 public:
  static constexpr std::uint32_t kFamily = 5;  // accounts that one person or family honestly has
  static constexpr std::uint64_t kSparse = 3;
  static constexpr std::size_t kMostSets = 2'000;

  explicit Ties(std::uint32_t members);
  void add(std::uint32_t a, std::uint32_t b);

  [[nodiscard]] std::uint64_t beyond_families() const;
  [[nodiscard]] std::size_t pairs() const { return pairs_.size(); }
  // Members whose component is larger than a family.
  [[nodiscard]] std::uint64_t members_beyond_families() const;

 private:
  [[nodiscard]] std::uint32_t root(std::uint32_t member) const;
  [[nodiscard]] std::vector<double> most_inside_families(const std::vector<std::uint64_t>& tied) const;
  std::vector<std::uint32_t> parent_, size_;
  std::set<std::pair<std::uint32_t, std::uint32_t>> pairs_;
};

// Ties that the group's carries make between members.
[[nodiscard]] Ties ties_of(const SignalContext& context, const Group& group,
                           const std::vector<Carry>& carries);

// How often strangers do such a thing: per account and week, and at least so often in all.
struct Coincidence {
  double per_account_week = 0.0, least = 0.0;
};

// The finding of a signal that counts ties: coincidences beyond families, against Poisson with the honest
// bound. The first fact is how many `things` there were; the sentence is the caller's, from `honest_bound`
// and the other facts.
[[nodiscard]] SignalFinding tie_finding(const SignalInfo& info, const SignalContext& context,
                                        const Group& group, const Ties& ties, Coincidence honest,
                                        std::string_view thing, std::size_t things);

}  // namespace stillwatch
