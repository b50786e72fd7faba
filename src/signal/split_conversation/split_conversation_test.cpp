#include "signal/split_conversation/split_conversation.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// `moves` conversations that one account begins are entered by another, with answers that nobody issued.
std::unique_ptr<SimulatedLog::Built> moved(std::uint64_t seed, std::uint64_t moves, bool in_families) {
  constexpr std::uint64_t kAccounts = 40;
  SimulatedLog log(seed);
  for (std::uint64_t a = 0; a < kAccounts; ++a) {
    log.start("g" + std::to_string(a), 0);
    log.start("g" + std::to_string(a), 14 * 86400.0);
  }
  for (std::uint64_t i = 0; i < moves; ++i) {
    const auto from = log.random().below(kAccounts);
    auto to = in_families ? from / 5 * 5 + log.random().below(5) : log.random().below(kAccounts);
    if (to == from) to = from / 5 * 5 + (from + 1) % 5;
    const double time = 1000.0 * static_cast<double>(i);
    const std::uint64_t root = log.start("g" + std::to_string(from), time, 1).prints.root;
    auto& next = log.start("g" + std::to_string(to), time + 300);
    next.prints.root = root;
    next.prints.flags = 0;
    next.prints.history = {log.random().next() | 1};
  }
  return log.build("g");
}

TEST(SplitConversation, KeepsItsLevelAtTheHonestBound) {
  expect_calibrated(split_conversation::kInfo, 300, [](std::uint64_t seed) {
    Random random(seed);
    return moved(seed, 1 + random.poisson(2.0), false);
  });
}

TEST(SplitConversation, FamiliesMayPassOnWhatTheyLike) {
  const SignalFinding finding = run_signal(split_conversation::kInfo, *moved(3, 400, true));
  EXPECT_TRUE(finding.applies);
  EXPECT_LT(finding.log10_e, 0.5) << finding.sentence;
}

TEST(SplitConversation, FindsAPoolWhoseAnswersWereNeverOurs) {
  const SignalFinding finding = run_signal(split_conversation::kInfo, *moved(4, 300, false));
  EXPECT_GT(finding.log10_e, 10.0) << finding.sentence;
}

}  // namespace
}  // namespace stillwatch
