#include "signal/templated_starts.h"

#include <gtest/gtest.h>

#include <string>

#include "signal/evenness/evenness.h"
#include "signal/simulated_log.h"
#include "signal/turn_taking/turn_taking.h"

namespace stillwatch {
namespace {

constexpr double kHourS = 3600.0;
constexpr int kAccounts = 120, kDays = 4, kTemplated = 6;

std::string name(std::uint64_t account) { return "g" + std::to_string(account); }

// Five conversations an account and day of its owner's, and six of twelve templates: dealt out in turn over
// all accounts, or begun by each owner by chance.
std::unique_ptr<SimulatedLog::Built> hidden_queue(std::uint64_t seed, bool dealt_out) {
  SimulatedLog log(seed);
  int next = 0;
  for (int day = 0; day < kDays; ++day) {
    for (int i = 0; i < 5 * kAccounts; ++i) {
      log.start(name(log.random().below(kAccounts)), (24.0 * day + log.random().uniform(0, 24)) * kHourS);
    }
    for (int i = 0; i < kTemplated * kAccounts; ++i) {
      const double hour = 24.0 * day + 24.0 * (i + log.random().uniform(0, 1)) / (kTemplated * kAccounts);
      const auto account =
          dealt_out ? static_cast<std::uint64_t>(next++ % kAccounts) : log.random().below(kAccounts);
      log.start(name(account), hour * kHourS).prints.shapes = {1000 + log.random().below(12)};
    }
  }
  return log.build("g");
}

TEST(TemplatedStarts, AQueueShowsBehindOtherTraffic) {
  const auto dealt = hidden_queue(1, true);
  EXPECT_GT(run_signal(evenness::kInfo, *dealt).log10_e, 2.0);
  const SignalFinding turns = run_signal(turn_taking::kInfo, *dealt);
  EXPECT_GT(turns.log10_e, 2.0);
  EXPECT_NE(turns.sentence.find("fill the group's templates"), std::string::npos) << turns.sentence;
}

TEST(TemplatedStarts, OwnersWhoFillTemplatesByChanceShowNothing) {
  expect_calibrated(evenness::kInfo, 200, [](std::uint64_t seed) { return hidden_queue(seed, false); });
  expect_calibrated(turn_taking::kInfo, 200, [](std::uint64_t seed) { return hidden_queue(seed, false); });
}

// Nine in ten or more: the same test twice would say nothing more.
TEST(TemplatedStarts, NearlyAllAreAll) {
  SimulatedLog log(2);
  for (int i = 0; i < 40 * kAccounts; ++i)
    log.start(name(log.random().below(kAccounts)), 300.0 * i).prints.shapes = {1000 + log.random().below(12)};
  const auto built = log.build("g");
  const GroupEvidence evidence = gather_evidence(built->context(), built->group);
  std::size_t calls = 0;
  static std::size_t* count = nullptr;
  count = &calls;
  static_cast<void>(of_all_and_templated(
      built->context(), evidence,
      [](const SignalContext&, const GroupEvidence&, std::span<const ConversationStart>) {
        ++*count;
        return SignalFinding{};
      }));
  EXPECT_EQ(calls, 1U);
}

}  // namespace
}  // namespace stillwatch
