#include "campaign/audit_draw.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace stillwatch {
namespace {

constexpr SipKey kKey{17, 4};

std::vector<AuditUnit> sample_units() {
  std::vector<AuditUnit> units;
  for (std::uint64_t i = 0; i < 40; ++i) units.push_back({1000 + i, AuditKind::group, "small"});
  for (std::uint64_t i = 0; i < 3; ++i) units.push_back({2000 + i, AuditKind::group, "large"});
  for (std::uint64_t i = 0; i < 30; ++i) units.push_back({3000 + i, AuditKind::account, "quiet"});
  for (std::uint64_t i = 0; i < 2; ++i) units.push_back({4000 + i, AuditKind::control, "control"});
  return units;
}

std::set<std::uint64_t> keys_of(const std::vector<AuditUnit>& units, const AuditDraw& draw) {
  std::set<std::uint64_t> keys;
  for (const AuditPick& pick : draw.picks) keys.insert(units[pick.unit].key);
  return keys;
}

TEST(AuditDraw, IsEvenOverStrataAndTakesNoMoreThanThereIs) {
  using Counts = std::vector<std::uint64_t>;
  const auto evenly = [](const Counts& units, std::uint64_t size) { return allocate_evenly(units, size); };
  EXPECT_EQ(evenly({40, 3}, 10), (Counts{7, 3}));
  EXPECT_EQ(evenly({40, 3}, 0), (Counts{0, 0}));
  EXPECT_EQ(evenly({4, 3, 0}, 100), (Counts{4, 3, 0}));
  EXPECT_EQ(evenly({9, 9, 9}, 10), (Counts{4, 3, 3}));
  EXPECT_EQ(evenly({}, 5), Counts{});
  const auto units = sample_units();
  const AuditDraw draw = draw_audit(units, {10, 6, 1}, kKey, 1);
  ASSERT_EQ(draw.picks.size(), 17U);
  std::map<std::string, std::uint64_t> drawn;
  for (const AuditPick& pick : draw.picks) {
    EXPECT_EQ(draw.strata[pick.stratum].name, units[pick.unit].stratum);
    ++drawn[units[pick.unit].stratum];
  }
  for (const AuditStratum& stratum : draw.strata)
    EXPECT_EQ(drawn[stratum.name], stratum.drawn) << stratum.name;
  EXPECT_EQ(drawn,
            (std::map<std::string, std::uint64_t>{{"small", 7}, {"large", 3}, {"quiet", 6}, {"control", 1}}));
}

TEST(AuditDraw, FollowsFromSeedAndKeyWhateverTheOrder) {
  auto units = sample_units();
  const AuditDraw first = draw_audit(units, {10, 6, 1}, kKey, 1);
  const auto keys = keys_of(units, first);
  EXPECT_NE(keys, keys_of(units, draw_audit(units, {10, 6, 1}, kKey, 2)));
  EXPECT_NE(keys, keys_of(units, draw_audit(units, {10, 6, 1}, {17, 5}, 1)));
  std::reverse(units.begin(), units.end());
  const AuditDraw again = draw_audit(units, {10, 6, 1}, kKey, 1);
  EXPECT_EQ(keys, keys_of(units, again));
  for (std::size_t i = 0; i < first.picks.size(); ++i)
    EXPECT_EQ(first.picks[i].blind_id, again.picks[i].blind_id);
  EXPECT_TRUE(std::is_sorted(first.picks.begin(), first.picks.end(),
                             [](const auto& a, const auto& b) { return a.blind_id < b.blind_id; }));
}

// Each unit with probability n / N, and each pair of a stratum with n (n - 1) / (N (N - 1)).
TEST(AuditDraw, DrawsEveryUnitAndPairWithItsProbability) {
  const auto units = sample_units();
  constexpr int kDraws = 4000;
  std::map<std::uint64_t, int> drawn;
  int pairs = 0;
  for (int seed = 0; seed < kDraws; ++seed) {
    const auto keys = keys_of(units, draw_audit(units, {10, 6, 1}, kKey, static_cast<std::uint64_t>(seed)));
    for (const std::uint64_t key : keys) ++drawn[key];
    pairs += keys.contains(1000) && keys.contains(1039) ? 1 : 0;
  }
  const auto expect_share = [](int count, double share) {
    EXPECT_NEAR(count, kDraws * share, 4.5 * std::sqrt(kDraws * share * (1.0 - share)) + 1e-9);
  };
  for (const AuditUnit& unit : units) {
    expect_share(drawn[unit.key], unit.stratum == "small"   ? 7.0 / 40
                                  : unit.stratum == "large" ? 1.0
                                  : unit.stratum == "quiet" ? 6.0 / 30
                                                            : 0.5);
  }
  expect_share(pairs, 7.0 * 6.0 / (40.0 * 39.0));
}

}  // namespace
}  // namespace stillwatch
