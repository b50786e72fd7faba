#include "signal/answer_supply/answer_supply.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// `quotations` answers of one account stand in a prompt of another; among everybody, or inside families of
// five.
std::unique_ptr<SimulatedLog::Built> quoted(std::uint64_t seed, std::uint64_t quotations, bool in_families) {
  constexpr std::uint64_t kAccounts = 40;
  SimulatedLog log(seed);
  for (std::uint64_t a = 0; a < kAccounts; ++a) {
    log.start("g" + std::to_string(a), 0);
    log.start("g" + std::to_string(a), 5 * 86400.0);
  }
  for (std::uint64_t i = 0; i < quotations; ++i) {
    const auto from = log.random().below(kAccounts);
    auto to = in_families ? from / 5 * 5 + log.random().below(5) : log.random().below(kAccounts);
    if (to == from) to = from / 5 * 5 + (from + 1) % 5;
    auto& answer = log.start("g" + std::to_string(from), 1000.0 * static_cast<double>(i), 1);
    answer.prints.answer_prints = {log.random().next() | 1, log.random().next() | 1};
    const auto prints = answer.prints.answer_prints;
    log.start("g" + std::to_string(to), 1000.0 * static_cast<double>(i) + 500, 1).prints.prompt_prints =
        prints;
  }
  return log.build("g");
}

TEST(AnswerSupply, KeepsItsLevelAtTheHonestBound) {
  expect_calibrated(answer_supply::kInfo, 300, [](std::uint64_t seed) {
    Random random(seed);
    return quoted(seed, 1 + random.poisson(2.0), false);
  });
}

TEST(AnswerSupply, FamiliesMayQuoteEachOther) {
  const SignalFinding finding = run_signal(answer_supply::kInfo, *quoted(3, 400, true));
  EXPECT_TRUE(finding.applies);
  EXPECT_LT(finding.log10_e, 0.5) << finding.sentence;
}

TEST(AnswerSupply, FindsADeskThatSharesItsAnswers) {
  const SignalFinding finding = run_signal(answer_supply::kInfo, *quoted(4, 400, false));
  EXPECT_GT(finding.log10_e, 10.0) << finding.sentence;
}

}  // namespace
}  // namespace stillwatch
