#include "signal/matched_accounts.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>

#include "signal/rhythm.h"

namespace stillwatch {
namespace {

constexpr int kMostDraws = 999;
constexpr std::size_t kPooledPerMember = 2;
constexpr std::size_t kLooksPerMember = 64;  // others whose stratum is asked

void shuffle(std::vector<std::uint32_t>& accounts, Random& random) {
  for (std::size_t i = accounts.size(); i > 1; --i) std::swap(accounts[i - 1], accounts[random.below(i)]);
}

struct Found {
  std::vector<std::uint32_t> members, others;
};

// Others of the strata that the members are in, until each has `per_member` for each of its members.
void find_others(OtherAccounts& others, const StratumOf& stratum_of, std::size_t members,
                 std::size_t per_member, Random& random, std::map<std::uint64_t, Found>& strata) {
  std::size_t missing = members * per_member;
  for (std::size_t look = 0; look < kLooksPerMember * members && missing > 0; ++look) {
    const auto account = others.draw(random);
    if (!account) return;
    const auto stratum = stratum_of(*account);
    const auto at = stratum ? strata.find(*stratum) : strata.end();
    if (at == strata.end() || at->second.others.size() >= per_member * at->second.members.size()) continue;
    at->second.others.push_back(*account);
    --missing;
  }
}

}  // namespace

OtherAccounts::OtherAccounts(const ExchangeTable& table, const Group& group)
    : table_(table), taken_(group.accounts.begin(), group.accounts.end()) {}

std::optional<std::uint32_t> OtherAccounts::any(Random& random) const {
  const auto accounts = table_.accounts_by_starts();
  if (accounts.empty()) return std::nullopt;
  return accounts[random.below(accounts.size())];
}

std::optional<std::uint32_t> OtherAccounts::draw(Random& random) {
  return draw(random, [](std::uint32_t) { return true; });
}

std::vector<std::uint32_t> one_account_each(const Group& group, Random& random) {
  std::vector<std::uint32_t> positions(group.accounts.size()), accounts;
  std::iota(positions.begin(), positions.end(), 0U);
  shuffle(positions, random);
  std::unordered_set<std::uint32_t> seen;
  for (const std::uint32_t i : positions) {
    if (seen.insert(group.member(i)).second) accounts.push_back(group.accounts[i]);
  }
  return accounts;
}

void MatchedSets::relabel(Random& random, std::vector<std::uint32_t>& set) {
  set.clear();
  for (MatchedStratum& stratum : strata) {
    for (std::size_t i = 0; i < stratum.members; ++i) {
      std::swap(stratum.pool[i], stratum.pool[i + random.below(stratum.pool.size() - i)]);
      set.push_back(stratum.pool[i]);
    }
  }
}

MatchedSets match_sets(const Group& group, OtherAccounts& others, const StratumOf& stratum_of,
                       const MatchOptions& options, Random& random) {
  std::map<std::uint64_t, Found> strata;
  std::size_t members = 0;
  for (const std::uint32_t account : one_account_each(group, random)) {
    if (members == kMostMatched) break;
    const auto stratum = stratum_of(account);
    if (!stratum) continue;
    strata[*stratum].members.push_back(account);
    ++members;
  }
  const std::size_t per_member = kPooledPerMember + options.reference;
  find_others(others, stratum_of, members, per_member, random, strata);
  MatchedSets sets;
  for (auto& [key, found] : strata) {
    const std::size_t matched = std::min(found.members.size(), found.others.size() / per_member);
    if (matched == 0) continue;
    MatchedStratum& stratum = sets.strata.emplace_back();
    stratum.members = matched;
    const auto member = found.members.begin(), other = found.others.begin();
    stratum.pool.assign(member, member + static_cast<std::ptrdiff_t>(matched));
    sets.group.insert(sets.group.end(), stratum.pool.begin(), stratum.pool.end());
    const auto pooled = other + static_cast<std::ptrdiff_t>(kPooledPerMember * matched);
    stratum.pool.insert(stratum.pool.end(), other, pooled);
    sets.reference.insert(sets.reference.end(), pooled,
                          pooled + static_cast<std::ptrdiff_t>(options.reference * matched));
  }
  return sets;
}

RelabelTest relabel_test(MatchedSets& sets, Random& random,
                         const std::function<double(std::span<const std::uint32_t>)>& statistic) {
  RelabelTest result;
  result.observed = statistic(sets.group);
  std::vector<std::uint32_t> set;
  result.p = sequential_p(kMostDraws, [&] {
    sets.relabel(random, set);
    const double drawn = statistic(set);
    result.expected += drawn;
    ++result.draws;
    return drawn >= result.observed;
  });
  if (result.draws > 0) result.expected /= result.draws;
  return result;
}

}  // namespace stillwatch
