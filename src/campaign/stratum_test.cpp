#include "campaign/stratum.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// `own` accounts of a group and `others` beside it ask in Icelandic; a hundred ask in English.
std::unique_ptr<SimulatedLog::Built> log_with(int own, int others, int requests_of_own = 5) {
  SimulatedLog log(1);
  const auto ask = [&](const std::string& account, std::array<char, 2> language, int requests) {
    for (int i = 0; i < requests; ++i)
      log.start(account, log.random().uniform(0, 1e6)).prints.language = language;
  };
  for (int a = 0; a < own; ++a) ask("g" + std::to_string(a), {'i', 's'}, requests_of_own);
  for (int a = 0; a < others; ++a) ask("o" + std::to_string(a), {'i', 's'}, 5);
  for (int a = 0; a < 100; ++a) ask("e" + std::to_string(a), {'e', 'n'}, 5);
  return log.build("g");
}

TEST(Strata, MostOfALanguageIsUndecidable) {
  const auto built = log_with(40, 10);
  const StratumShare share = Strata(built->table).share_of(built->group);
  EXPECT_TRUE(share.undecidable());
  EXPECT_EQ(share.dominated, 40U);
  EXPECT_NE(share.sentence.find("Of the 50 accounts"), std::string::npos) << share.sentence;
}

// 1, 10, 50 and 80 % of a stratum: the line runs at one half.
TEST(Strata, TheLineRunsAtOneHalf) {
  for (const auto& [own, others, undecidable] :
       {std::tuple{1, 99, false}, {10, 90, false}, {50, 50, false}, {51, 49, true}, {80, 20, true}}) {
    const auto built = log_with(own, others);
    EXPECT_EQ(Strata(built->table).share_of(built->group).undecidable(), undecidable) << own;
  }
}

// A group cannot make itself undecidable, nor decidable, by being busy.
TEST(Strata, AccountsCountAndNotRequests) {
  const auto built = log_with(20, 30, /*requests_of_own=*/200);
  EXPECT_FALSE(Strata(built->table).share_of(built->group).undecidable());
}

}  // namespace
}  // namespace stillwatch
