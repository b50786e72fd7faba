#include "campaign/likeness.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace stillwatch {
namespace {

constexpr double kMostConversations = 200.0, kMostFitted = 50.0;  // an account's weight has an end
constexpr double kEnoughToTell = 10.0;
constexpr double kLeastSpread = 0.002, kMostSpread = 0.9;
constexpr double kMostLikeGroup = 0.02;  // share of the others that may be what is left of the group
constexpr int kRounds = 30;

struct Beta {
  double a, b;
};

Beta beta_of(const Likeness& likeness) {
  const double size = 1.0 / likeness.spread - 1.0;
  return {likeness.mean * size, (1.0 - likeness.mean) * size};
}

double log_beta(double a, double b) { return std::lgamma(a) + std::lgamma(b) - std::lgamma(a + b); }

double log_choose(double n, double k) {
  return std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0);
}

double log_beta_binomial(double k, double n, Beta beta) {
  return log_choose(n, k) + log_beta(k + beta.a, n - k + beta.b) - log_beta(beta.a, beta.b);
}

struct Weighed {
  double tested, matched, weight;
};

Likeness by_moments(const std::vector<Weighed>& accounts) {
  double tested = 1.0, matched = 0.5;  // half a match in one conversation: the mean is never 0 or 1
  for (const Weighed& account : accounts) {
    tested += account.weight * account.tested;
    matched += account.weight * account.matched;
  }
  const double mean = matched / tested, variance = mean * (1.0 - mean);
  double beyond_chance = 0.0, pairs = 0.0;
  for (const Weighed& account : accounts) {
    const double n = account.tested, distance = account.matched - n * mean;
    beyond_chance += account.weight * (distance * distance - n * variance);
    pairs += account.weight * n * (n - 1.0) * variance;
  }
  const double spread = pairs > 0.0 ? beyond_chance / pairs : kMostSpread;
  return {mean, std::clamp(spread, kLeastSpread, kMostSpread)};
}

// Lowers the weight of accounts that match like the group does.
void weigh(std::vector<Weighed>& accounts, const Likeness& likeness, double group_share) {
  const Beta beta = beta_of(likeness);
  double like_group = 0.0;
  for (const Weighed& account : accounts) like_group += 1.0 - account.weight;
  const double part = std::clamp(like_group / static_cast<double>(accounts.size()), 1e-4, kMostLikeGroup);
  const double share = std::clamp(group_share, 0.02, 0.999);
  for (Weighed& account : accounts) {
    const double n = account.tested, k = account.matched;
    if (n < kEnoughToTell) continue;
    const double as_other = std::log(1.0 - part) + log_beta_binomial(k, n, beta);
    const double as_member =
        std::log(part) + log_choose(n, k) + k * std::log(share) + (n - k) * std::log(1.0 - share);
    account.weight = 1.0 / (1.0 + std::exp(std::min(700.0, as_member - as_other)));
  }
  double removed = 0.0;
  for (const Weighed& account : accounts) removed += 1.0 - account.weight;
  const double most = kMostLikeGroup * static_cast<double>(accounts.size());
  if (removed <= most) return;
  for (Weighed& account : accounts) account.weight = 1.0 - (1.0 - account.weight) * most / removed;
}

}  // namespace

double Likeness::upper(MatchCount count) const {
  if (count.matched == 0 || count.tested == 0) return 1.0;
  const double all = static_cast<double>(count.tested);
  const double n = std::min(all, kMostConversations);
  const double least = std::floor(static_cast<double>(count.matched) * n / all);
  const Beta beta = beta_of(*this);
  double sum = 0.0;
  for (double k = least; k <= n; k += 1.0) sum += std::exp(log_beta_binomial(k, n, beta));
  return std::clamp(sum, 1e-300, 1.0);
}

Likeness fit_likeness(std::span<const MatchCount> others, double group_share) {
  std::vector<Weighed> accounts;
  for (const MatchCount& count : others) {
    if (count.tested == 0) continue;
    const double all = static_cast<double>(count.tested), n = std::min(all, kMostFitted);
    accounts.push_back({n, static_cast<double>(count.matched) * n / all, 1.0});
  }
  if (accounts.empty()) return {0.5, kMostSpread};
  Likeness likeness = by_moments(accounts);
  for (int round = 0; round < kRounds; ++round) {
    weigh(accounts, likeness, group_share);
    likeness = by_moments(accounts);
  }
  return likeness;
}

}  // namespace stillwatch
