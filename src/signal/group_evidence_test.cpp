#include "signal/group_evidence.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// Twenty members fill twelve templates in fold 0, and so do `outsiders`, each so many times.
std::unique_ptr<SimulatedLog::Built> log_with(int outsiders, int times, double member_from_s = 0.0) {
  SimulatedLog log(9);
  const auto fill = [&](const std::string& account, std::uint64_t form, double time_s) {
    log.start(account, time_s, 0).prints.shapes = {1000 + form};
  };
  for (int a = 0; a < 20; ++a) {
    for (std::uint64_t form = 0; form < 12; ++form)
      fill("g" + std::to_string(a), form, member_from_s + log.random().uniform(0, 1e5));
  }
  for (int a = 0; a < outsiders; ++a) {
    for (int i = 0; i < times; ++i)
      fill("o" + std::to_string(a), log.random().below(12), log.random().uniform(0, 1e5));
  }
  return log.build("g");
}

std::size_t templates_of(const SimulatedLog::Built& built) {
  return learn_signature(built.context(), built.group).templates.size();
}

// What is the group's own is counted in accounts: nobody makes its templates public by sending them often.
TEST(GroupEvidence, ABusyAccountDoesNotMakeTemplatesPublic) {
  EXPECT_EQ(templates_of(*log_with(0, 0)), 12U);
  EXPECT_EQ(templates_of(*log_with(2, 5'000)), 12U);
  EXPECT_EQ(templates_of(*log_with(12, 200)), 0U) << "used by many, whoever they are";
}

// Templates of the days before a cut: what was first asked after it is not learned, and outsiders of all days
// count.
TEST(GroupEvidence, LearnsBeforeAndTestsAfter) {
  const auto built = log_with(2, 20, 2e5);
  const auto at = [](double time_s) { return kSimulatedStartUs + static_cast<std::int64_t>(time_s * 1e6); };
  EXPECT_EQ(learn_signature(built->context(), built->group, at(4e5)).templates.size(), 12U);
  EXPECT_EQ(learn_signature(built->context(), built->group, at(1.5e5)).templates.size(), 0U);
}

}  // namespace
}  // namespace stillwatch
