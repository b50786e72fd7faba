// How much the rest of the log is like a group: the honest share of matching conversations, measured.
//
//   const Likeness others = fit_likeness(counts_of_accounts_outside, share_of_the_group);
//   double p = others.upper({conversations, matching});
//
// A group's templates are few among all that is asked, as a rule, and an account that fills them in most of
// its conversations is one of the group. Where a campaign asks so much that its templates are whole topics,
// people fill them too, and each to a degree of their own. The accounts outside the group say how much: their
// shares are taken as draws from a beta distribution, whose mean and spread are fitted by moments to the
// counts of matching conversations. What is left of the group outside it would widen the fit, so accounts
// with ten conversations or more count less, the more likely they match like the group itself (two-component
// mixture, expectation and maximisation), by no more than 2 % of all: where more are like the group, honest
// or not, the fit is wide and fewer members stand out.
//
// `upper` is P(K >= matching) of the beta-binomial: the chance that an account drawn like the others matches
// at least as often. Of more than 200 conversations only the share is used, as if there were 200. Cost: a few
// dozen passes over the counts, O(min(n, 200)) per probability. Pure.
#pragma once

#include <cstdint>
#include <span>

namespace stillwatch {

struct MatchCount {
  std::uint64_t tested = 0, matched = 0;  // conversations
};

struct Likeness {
  double mean = 0.0;    // of the shares, in (0, 1)
  double spread = 0.0;  // correlation of two conversations of one account, in (0, 1): 0 is none of their own
  [[nodiscard]] double upper(MatchCount count) const;
};

// Accounts without conversations count nothing; without any the mean is one half. `group_share`: how often
// members match.
[[nodiscard]] Likeness fit_likeness(std::span<const MatchCount> others, double group_share);

}  // namespace stillwatch
