#include "campaign/later_days.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

constexpr double kDayS = 86'400.0;

// 40 accounts over ten days, driven by one queue in the order of least recent use, so that they alternate;
// the share of slot-filled templates of their own is `early` in the first half of the time and `late` in the
// other.
std::unique_ptr<SimulatedLog::Built> pool(double early, double late, int starts = 6'000) {
  SimulatedLog log(7);
  for (int i = 0; i < starts; ++i) {
    const double time = 10.0 * kDayS * i / starts + log.random().uniform(0.0, 40.0);
    auto& entry = log.start("g" + std::to_string(i % 40), time);
    if (log.random().chance(i < starts / 2 ? early : late))
      entry.prints.shapes = {1000 + log.random().below(40)};
  }
  for (int a = 0; a < 100; ++a) log.start("o" + std::to_string(a), log.random().uniform(0.0, 1e5));
  return log.build("g");
}

LaterDays ask(const SimulatedLog::Built& built) {
  const GroupEvidence evidence = gather_evidence(built.context(), built.group);
  std::vector<SignalFinding> findings;
  for (const SignalInfo& signal : all_signals()) findings.push_back(signal.test(built.context(), evidence));
  return confirm_on_later_days(built.context(), evidence, findings, false);
}

TEST(LaterDays, ALastingCampaignIsConfirmed) {
  const LaterDays later = ask(*pool(0.9, 0.9));
  EXPECT_EQ(later.answer, LaterDays::Answer::confirmed)
      << "run " << later.log10_e_run << " harvest " << later.log10_e_harvest;
  EXPECT_EQ(later.cut_us % 86'400'000'000, 0) << "cut at midnight";
}

// What was asked in the first days and never again is a project that ended.
TEST(LaterDays, WhatEndsIsRefuted) {
  const auto built = pool(0.9, 0.02);
  const LaterDays later = ask(*built);
  EXPECT_EQ(later.answer, LaterDays::Answer::refuted) << "harvest " << later.log10_e_harvest;
  EXPECT_LT(later.log10_e_harvest, 0.0);
}

// Only what answered a question on all days can take the answer back.
TEST(LaterDays, SilenceOfOtherSignalsIsNoObjection) {
  const auto built = pool(0.9, 0.02);
  const GroupEvidence evidence = gather_evidence(built->context(), built->group);
  EXPECT_EQ(confirm_on_later_days(built->context(), evidence, {}, false).answer,
            LaterDays::Answer::too_little);
}

TEST(LaterDays, TooLittleIsSaidSo) {
  EXPECT_EQ(ask(*pool(0.9, 0.9, 100)).answer, LaterDays::Answer::too_little);
}

// Conversations that began before the cut speak for the days before it alone.
TEST(LaterDays, ConversationsThatBeganBeforeAreLeftOut) {
  SimulatedLog log(3);
  auto& first = log.start("g1", 100.0, 1);
  const std::uint64_t root = first.prints.root;
  auto& second = log.start("g1", 3'000.0, 1);
  second.prints.root = root;
  log.start("g2", 3'000.0, 1);
  const auto built = log.build("g");
  const std::int64_t cut = kSimulatedStartUs + 2'000 * kSecondUs;
  const GroupEvidence late = gather_evidence(built->context(), built->group, {cut, cut});
  EXPECT_EQ(late.tested.size(), 1U);
  EXPECT_EQ(late.starts.size(), 1U);
}

}  // namespace
}  // namespace stillwatch
