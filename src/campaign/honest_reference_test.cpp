#include "campaign/honest_reference.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/random.h"

namespace stillwatch {
namespace {

// A reference of one band (40 to 99 members) from scores in any order.
HonestReference reference_of(std::vector<double> scores) {
  std::sort(scores.rbegin(), scores.rend());
  std::string csv = "question,least_members,most_members,groups,at_least,log10_e\n";
  double last = HUGE_VAL;
  for (const ReferenceStep& step : reference_steps(scores)) {
    if (step.log10_e == last) continue;
    last = step.log10_e;
    csv += "campaign,40,99," + std::to_string(scores.size()) + ',' + std::to_string(step.at_least) + ',' +
           std::to_string(step.log10_e) + '\n';
  }
  auto parsed = HonestReference::parse(csv);
  EXPECT_TRUE(parsed.has_value()) << (parsed.has_value() ? "" : parsed.error().what);
  return std::move(parsed).value();
}

TEST(HonestReference, CountsThoseThatScoreAsHigh) {
  std::vector<double> scores;
  for (int i = 0; i < 999; ++i) scores.push_back(i / 100.0);  // 0 to 9.98
  const HonestReference reference = reference_of(scores);
  const auto rank = [&](double score) { return reference.rank(RankedBy::campaign, 50, score); };
  EXPECT_DOUBLE_EQ(rank(20.0).p, 1.0 / 1000.0);
  EXPECT_DOUBLE_EQ(rank(9.98).p, 2.0 / 1000.0);
  EXPECT_DOUBLE_EQ(rank(9.97).p, 3.0 / 1000.0);
  EXPECT_DOUBLE_EQ(rank(-1.0).p, 1.0);
  EXPECT_GE(rank(5.0).p, 500.0 / 1000.0);  // between two steps the larger count is taken
  EXPECT_LE(rank(5.0).p, 1.0);
  EXPECT_TRUE(rank(20.0).exceptional(1e-6));  // above all: finer than the reference can tell
  EXPECT_TRUE(rank(9.95).exceptional(0.01));
  EXPECT_FALSE(rank(9.0).exceptional(0.01));
}

// Exchangeable scores of any distribution, here one with many ties and a heavy tail: P(p <= t) <= t.
TEST(HonestReference, RanksOfExchangeableGroupsAreValid) {
  Random random(5);
  const auto draw = [&] {
    return random.chance(0.5) ? 0.0 : std::round(100.0 * std::pow(random.uniform(0.001, 1.0), -0.5)) / 100.0;
  };
  constexpr int kRuns = 4'000;
  int tenth = 0, hundredth = 0;
  for (int run = 0; run < kRuns; ++run) {
    std::vector<double> scores(299);
    std::generate(scores.begin(), scores.end(), draw);
    const double p = reference_of(scores).rank(RankedBy::campaign, 50, draw()).p;
    tenth += p <= 0.1 ? 1 : 0;
    hundredth += p <= 0.01 ? 1 : 0;
  }
  EXPECT_LE(tenth, 0.1 * kRuns + 4 * std::sqrt(0.09 * kRuns));
  EXPECT_LE(hundredth, 0.01 * kRuns + 4 * std::sqrt(0.0099 * kRuns));
  EXPECT_GT(tenth, 0);
}

TEST(HonestReference, SmallBandsAreWidened) {
  const HonestReference reference = reference_of({1.0, 2.0, 3.0});
  const ReferenceRank rank = reference.rank(RankedBy::campaign, 500, 2.5);
  EXPECT_EQ(rank.groups, 3U);
  EXPECT_EQ(rank.least_members, 1U);
  EXPECT_DOUBLE_EQ(rank.p, 0.75) << "between two steps that were kept the larger count is taken";
  EXPECT_EQ(reference.rank(RankedBy::harvest, 50, 2.5).groups, 0U);
}

TEST(HonestReference, DamagedFilesAreRefused) {
  EXPECT_FALSE(HonestReference::parse("campaign,40,99,3,1\n").has_value());
  EXPECT_FALSE(HonestReference::parse("campaign,41,99,3,1,2.0\n").has_value());
  EXPECT_FALSE(HonestReference::parse("campaign,40,99,3,4,2.0\n").has_value());
  EXPECT_FALSE(HonestReference::parse("honest_pools,,,many,0,\n").has_value());
  EXPECT_FALSE(HonestReference::parse("campaign,40,99,3,1,2.0\ncampaign,40,99,3,2,2.5\n").has_value());
}

TEST(HonestReference, KnowsHowManyPoolsWereNamed) {
  const auto reference = HonestReference::parse("honest_pools,,,300,0,\n");
  ASSERT_TRUE(reference.has_value());
  EXPECT_NEAR(reference.value().named_pools().at_most(), 0.00994, 1e-4);
  EXPECT_EQ(NamedPools{}.at_most(), 1.0);
}

TEST(HonestReference, ChancesFollowTheBoundOrWhatWasMeasured) {
  const NamedPools measured{2'995, 0};  // at most 1 in 1,000
  const auto strong = chances_of_campaign(12.0, measured);
  EXPECT_NEAR(strong[0], 1.0 / 1.001, 1e-5);
  EXPECT_NEAR(strong[1], 1.0 / 1.01, 1e-4);
  EXPECT_NEAR(strong[2], 0.5, 1e-3);
  EXPECT_NEAR(chances_of_campaign(1.0, measured)[1], 0.5, 1e-12) << "e = 10 allows one honest pool in ten";
  EXPECT_NEAR(chances_of_campaign(-1.0, measured)[2], 1.0 / 1001.0, 1e-12);
}

// The file that ships can be read, and is large enough for the level at which groups are named.
TEST(HonestReference, TheShippedFileTellsOnePerCent) {
  for (const RankedBy ranked : {RankedBy::campaign, RankedBy::run_as_one, RankedBy::harvest}) {
    for (const auto& [least, most] : kReferenceBands) {
      const ReferenceRank rank = HonestReference::shipped().rank(ranked, least, 100.0);
      EXPECT_GE(rank.groups, 199U) << name_of(ranked) << " from " << least << " members";
      EXPECT_LE(rank.p, 0.01);
      EXPECT_EQ(rank.at_least, 0U);
    }
  }
  EXPECT_GE(HonestReference::shipped().named_pools().pools, 300U);
}

}  // namespace
}  // namespace stillwatch
