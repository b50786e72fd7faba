// Other accounts of the log that are like a group's members in stated ways: the two sides of a fair
// comparison.
//
//   OtherAccounts others(context.table, *evidence.group);
//   std::optional<std::uint32_t> other = others.draw(random, [&](std::uint32_t a) { return as_busy(a); });
//
//   MatchedSets sets = match_sets(*evidence.group, others, stratum_of, {}, random);
//   RelabelTest result = relabel_test(sets, random, [&](auto set) { return statistic(set); });
//
// relabel_test is a permutation test with accounts as blocks. Null hypothesis: inside each stratum, which of
// the accounts are the members is chance. Members and `others` of a stratum are pooled, as many as the
// members are drawn from the pool again and again, and p = (1 + draws whose statistic is as high) / (1 +
// draws), which is exact (Besag and Clifford's early stop included). What honest members share by being a
// group (a subject, an employer, a lesson) breaks this null hypothesis too: a small p says that a group
// differs, and not why.
//
// Strata come from the caller: any function of one account's own exchanges and facts; accounts for which it
// has no answer take no part. Of a member with several accounts (an organisation) one is drawn. Of one means
// of payment at most five accounts are among the others (ExchangeTable::accounts_by_starts).
//
// Cost: stratum_of is asked of at most kMostMatched members and 64 times as many others. Memory: a few
// numbers for each. Not thread-safe: one object per test.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <unordered_set>
#include <vector>

#include "account/exchange_table.h"
#include "account/group.h"
#include "base/random.h"

namespace stillwatch {

class OtherAccounts {
 public:
  OtherAccounts(const ExchangeTable& table, const Group& group);

  // An account that is no member and was not drawn before; none when a few tries found none.
  [[nodiscard]] std::optional<std::uint32_t> draw(Random& random);

  // The same of the accounts for which `suits` holds, which may still be drawn where it does not. Each is
  // looked at by chance, forty at most.
  template <class Suits>
  [[nodiscard]] std::optional<std::uint32_t> draw(Random& random, const Suits& suits) {
    for (int attempt = 0; attempt < kTries; ++attempt) {
      const auto account = any(random);
      if (!account || taken_.contains(*account) || !suits(*account)) continue;
      taken_.insert(*account);
      return account;
    }
    return std::nullopt;
  }

 private:
  static constexpr int kTries = 40;
  [[nodiscard]] std::optional<std::uint32_t> any(Random& random) const;
  const ExchangeTable& table_;
  std::unordered_set<std::uint32_t> taken_;
};

// One account of each member, members in a random order.
[[nodiscard]] std::vector<std::uint32_t> one_account_each(const Group& group, Random& random);

inline constexpr std::size_t kMostMatched = 64;

struct MatchedStratum {
  std::vector<std::uint32_t> pool;  // the members first, then twice as many others
  std::size_t members = 0;
};

struct MatchedSets {
  std::vector<MatchedStratum> strata;
  std::vector<std::uint32_t> group;      // members that were matched
  std::vector<std::uint32_t> reference;  // others in the same mix of strata, never relabelled
  // Fills `set` with as many accounts of each stratum's pool as it has members.
  void relabel(Random& random, std::vector<std::uint32_t>& set);
};

struct MatchOptions {
  std::size_t reference = 0;  // others per member that are kept aside
};

using StratumOf = std::function<std::optional<std::uint64_t>(std::uint32_t account)>;

// Members whose stratum has too few others are left out, by chance.
[[nodiscard]] MatchedSets match_sets(const Group& group, OtherAccounts& others, const StratumOf& stratum_of,
                                     const MatchOptions& options, Random& random);

struct RelabelTest {
  double observed = 0.0, expected = 0.0;  // the statistic of the members; mean over the draws
  double p = 1.0;
  int draws = 0;
};

// At most 999 draws. Large values of the statistic are extreme.
[[nodiscard]] RelabelTest relabel_test(
    MatchedSets& sets, Random& random,
    const std::function<double(std::span<const std::uint32_t>)>& statistic);

}  // namespace stillwatch
