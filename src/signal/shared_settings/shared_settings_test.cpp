#include "signal/shared_settings/shared_settings.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

struct Crowd {
  int members = 20, others = 500;
  double same = 0.0;  // of the members, on the group's settings
  bool is_default =
      false;  // the group's settings are those of a framework that a twentieth of the others uses
  bool given = true;
  std::uint64_t tools = 0;  // that all members offer
};

// A quarter sets nothing, a twentieth runs a framework, the rest one of 600 combinations.
RequestParameters draw_settings(const Crowd& crowd, Random& random) {
  RequestParameters settings;
  if (!crowd.given || random.chance(0.25)) return settings;
  if (random.chance(0.05)) {
    settings.temperature = 0.6;
    return settings;
  }
  settings.temperature = 0.01 * static_cast<double>(random.below(20));
  settings.max_tokens = static_cast<std::int64_t>(1000 + random.below(30));
  return settings;
}

std::unique_ptr<SimulatedLog::Built> build(std::uint64_t seed, const Crowd& crowd) {
  SimulatedLog log(seed);
  Random& random = log.random();
  for (int a = 0; a < crowd.members + crowd.others; ++a) {
    const bool member = a < crowd.members;
    RequestParameters settings = draw_settings(crowd, random);
    if (member && random.chance(crowd.same)) {
      settings = {};
      if (crowd.is_default) {
        settings.temperature = 0.6;
      } else {
        settings.top_p = 0.91;
      }
    }
    for (int i = 0; i < 6; ++i) {
      auto& entry = log.start((member ? "g" : "p") + std::to_string(a), random.uniform(0, 1e6), 1);
      entry.parameters = random.chance(0.1) ? RequestParameters{} : settings;
      if (member) entry.prints.tools = crowd.tools;
    }
  }
  return log.build("g");
}

TEST(SharedSettings, KeepsItsLevelAmongProgramsOfTheirOwn) {
  expect_calibrated(shared_settings::kInfo, 300, [](std::uint64_t seed) { return build(seed, {}); });
}

TEST(SharedSettings, SeesOneProgramOfItsOwn) {
  const SignalFinding finding = run_signal(shared_settings::kInfo, *build(1, {.same = 0.7}));
  EXPECT_DOUBLE_EQ(finding.p, 1.0 / 1000) << finding.sentence;
}

TEST(SharedSettings, AFrameworksDefaultsDoNotSpeak) {
  int low = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    low +=
        run_signal(shared_settings::kInfo, *build(seed, {.same = 0.9, .is_default = true})).p <= 0.05 ? 1 : 0;
  EXPECT_LE(low, 3);
}

TEST(SharedSettings, RequestsWithoutSettingsDoNotSpeak) {
  const SignalFinding finding = run_signal(shared_settings::kInfo, *build(2, {.given = false}));
  EXPECT_DOUBLE_EQ(finding.p, 1.0);
}

TEST(SharedSettings, ToolsAreShownAndNotTested) {
  const SignalFinding finding = run_signal(shared_settings::kInfo, *build(3, {.given = false, .tools = 77}));
  EXPECT_DOUBLE_EQ(finding.p, 1.0);
  EXPECT_NE(finding.sentence.find("20 of them mostly offer one set of tools"), std::string::npos)
      << finding.sentence;
}

TEST(SharedSettings, NeedsOthersToSayWhatIsCommon) {
  EXPECT_FALSE(run_signal(shared_settings::kInfo, *build(4, {.others = 60, .same = 1})).applies);
}

TEST(SharedSettings, HabitsThatAreKnownAreThoseThatAreFound) {
  const auto built = build(5, {.same = 0.4, .tools = 77});
  SignalContext context = built->context();
  const GroupEvidence evidence = gather_evidence(context, built->group);
  const SignalFinding found = shared_settings::kInfo.test(context, evidence);
  const AccountHabits habits(built->table, 3);
  context.habits = &habits;
  const SignalFinding known = shared_settings::kInfo.test(context, evidence);
  EXPECT_EQ(known.sentence, found.sentence);
  EXPECT_EQ(known.p, found.p);
}

TEST(SharedSettings, IsNeverCounted) { EXPECT_EQ(shared_settings::kInfo.maturity, Maturity::experimental); }

}  // namespace
}  // namespace stillwatch
