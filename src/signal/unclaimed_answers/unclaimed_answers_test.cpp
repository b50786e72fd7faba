#include "signal/unclaimed_answers/unclaimed_answers.h"

#include <gtest/gtest.h>

#include "signal/follow_ups.h"
#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// `accounts` accounts with `each` two-turn conversations; the second turn holds our answer unless it is left
// out, which happens with each account's own chance. With `across`, the second turn arrives on another
// account. It comes a minute later, and with this chance before our answer is complete.
std::unique_ptr<SimulatedLog::Built> conversations(std::uint64_t seed, int accounts, int each, double low,
                                                   double high, bool across = false, double early = 0.5) {
  SimulatedLog log(seed);
  for (int a = 0; a < accounts; ++a) {
    const double leaves_out = log.random().uniform(low, high);
    for (int i = 0; i < each; ++i) {
      const double time = 5000.0 * i + a;
      auto& begun = log.start("g" + std::to_string(a), time, 1);
      begun.took_s = log.random().chance(early) ? 90.0 : 8.0;
      const TextFingerprints first = begun.prints;
      const std::uint64_t foreign = log.random().next() | 1;
      const bool left_out = log.random().chance(leaves_out);
      auto& next = log.start("g" + std::to_string(across ? (a + 1) % accounts : a), time + 60);
      next.prints.root = first.root;
      next.prints.flags = 0;
      next.prints.history = {left_out ? foreign : first.issued};
    }
  }
  return log.build("g");
}

TEST(UnclaimedAnswers, KeepsItsLevelAtTheHonestBound) {
  expect_calibrated(unclaimed_answers::kInfo, 400,
                    [](std::uint64_t seed) { return conversations(seed, 40, 6, 0.2, 0.8); });
}

TEST(UnclaimedAnswers, PeopleGoOnFromWhatTheyWereTold) {
  const SignalFinding finding = run_signal(unclaimed_answers::kInfo, *conversations(2, 60, 10, 0.0, 0.2));
  EXPECT_LT(finding.log10_e, -2.0) << finding.sentence;
}

TEST(UnclaimedAnswers, FindsAReplayOnOneOrOnManyAccounts) {
  for (const bool across : {false, true}) {
    const SignalFinding finding =
        run_signal(unclaimed_answers::kInfo, *conversations(3, 60, 10, 1.0, 1.0, across));
    EXPECT_GT(finding.log10_e, 8.0) << finding.sentence;
  }
}

TEST(UnclaimedAnswers, WhoRewritesWhatHeReceivedWaitsForIt) {
  const SignalFinding finding =
      run_signal(unclaimed_answers::kInfo, *conversations(6, 60, 10, 1.0, 1.0, true, 0.0));
  ASSERT_TRUE(finding.applies);
  EXPECT_LT(finding.log10_e, 0.0) << finding.sentence;
  EXPECT_NE(finding.sentence.find("nothing shows"), std::string::npos) << finding.sentence;
}

TEST(UnclaimedAnswers, KeepsItsLevelForThoseWhoRewriteAndSeldomHurry) {
  expect_calibrated(unclaimed_answers::kInfo, 200,
                    [](std::uint64_t seed) { return conversations(seed, 40, 6, 1.0, 1.0, true, 0.02); });
}

TEST(UnclaimedAnswers, ATeamMayDoAsItLikes) {
  EXPECT_FALSE(run_signal(unclaimed_answers::kInfo, *conversations(4, 15, 10, 1.0, 1.0)).applies);
}

// Of ten conversations each, the last five begin after the cut; the one that straddles it is left out.
TEST(UnclaimedAnswers, KeepsToItsWindow) {
  const auto built = conversations(5, 20, 10, 1.0, 1.0);
  const auto from = [&](double time_s) {
    return follow_ups(built->context(), built->group,
                      kSimulatedStartUs + static_cast<std::int64_t>(time_s * 1e6))
        .size();
  };
  EXPECT_EQ(from(0), 200U);
  EXPECT_EQ(from(24'990), 100U);
  EXPECT_EQ(from(25'030), 80U);
}

}  // namespace
}  // namespace stillwatch
