#include "campaign/nearest_explanation.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

const OwnExplanation& named(const std::vector<OwnExplanation>& list, const std::string& name) {
  return *std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.name == name; });
}

TEST(NearestExplanation, DistancesAreFactorsOfOdds) {
  EXPECT_EQ(odds_short_of(30, 100, 0.3), 1.0);
  EXPECT_EQ(odds_short_of(100, 100, 0.3), 1.0);
  EXPECT_NEAR(odds_short_of(10, 100, 0.3), (0.3 / 0.7) / (10.5 / 90.5), 1e-9);
  EXPECT_GT(odds_short_of(0, 100, 0.3), 80.0);
  EXPECT_LT(odds_short_of(0, 100, 0.3), 90.0) << "no infinity";
  EXPECT_EQ(odds_beyond(5, 100, 0.05), 1.0);
  EXPECT_NEAR(odds_beyond(50, 100, 0.05), 19.0, 0.01);
  EXPECT_GT(odds_short_of(5, 100, 0.3), odds_short_of(6, 100, 0.3));
}

// Ten accounts; g0 to g3 open with the same questions, g4 asks its list again every day, g5 declares the
// organisation that one other declares.
std::unique_ptr<SimulatedLog::Built> mixed_group(SimulatedLog& log) {
  for (int i = 0; i < 300; ++i) {
    auto& start = log.start("g" + std::to_string(i % 10), 3600.0 * i, 1);
    if (i % 10 <= 3) start.prints.prompt = 70'000 + static_cast<std::uint64_t>(i / 10);
    if (i % 10 == 4) start.prints.prompt = 80'000 + static_cast<std::uint64_t>(i / 10 % 3);
  }
  for (const char* name : {"g5", "g6"}) {
    log.facts().rows.push_back({});
    log.facts().rows.back().account = name;
    log.facts().rows.back().organisation = "firm";
  }
  return log.build("g");
}

TEST(NearestExplanation, IsMeasuredOnTheAccountItself) {
  SimulatedLog log(1);
  const auto built = mixed_group(log);
  const std::vector<Group> groups = {built->group};
  const auto decisions = decide(built->context(), groups, {});
  const auto of = [&](std::uint32_t account) {
    return own_explanations(built->context(), decisions.front(), account);
  };
  const auto pupil = of(1), tester = of(4), clerk = of(5);
  EXPECT_EQ(named(pupil, "classroom").factor, 1.0);
  EXPECT_NE(named(pupil, "classroom").sentence.find("30 of its 30 tested conversations"), std::string::npos)
      << named(pupil, "classroom").sentence;
  EXPECT_GT(named(tester, "classroom").factor, 10.0);
  EXPECT_EQ(named(tester, "evaluation team").factor, 1.0);
  EXPECT_GT(named(clerk, "evaluation team").factor, 10.0);
  EXPECT_NE(named(clerk, "one organisation").sentence.find("2 of the 10 accounts"), std::string::npos)
      << named(clerk, "one organisation").sentence;
  EXPECT_LT(named(clerk, "one organisation").factor, named(pupil, "one organisation").factor);
  EXPECT_FALSE(named(clerk, "batch job or CI fleet").tested) << "no templated request";
  EXPECT_DOUBLE_EQ(named(clerk, "one person with a few keys").factor, 2.0);
  for (const auto& list : {pupil, tester, clerk}) {
    EXPECT_EQ(list.size() + 1, honest_explanations().size()) << "all but independent people";
    EXPECT_TRUE(std::is_sorted(list.begin(), list.end(), [](const auto& a, const auto& b) {
      return a.tested != b.tested ? a.tested : a.factor < b.factor;
    }));
    for (const OwnExplanation& one : list) EXPECT_FALSE(one.group_sentence.empty()) << one.name;
  }
}

}  // namespace
}  // namespace stillwatch
