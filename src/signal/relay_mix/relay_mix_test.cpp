#include "signal/relay_mix/relay_mix.h"

#include <gtest/gtest.h>

#include <cmath>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// Somebody with a subject, a language and waking hours.
struct Person {
  std::array<double, kProjectionSize> subject{};
  std::array<char, 2> language = {'e', 'n'};
  double morning_s = 0.0;

  explicit Person(Random& random) : morning_s(random.uniform(0, 86'400.0)) {
    for (double& value : subject) value = random.normal();
    constexpr std::array<std::array<char, 2>, 3> kLanguages = {{{'e', 'n'}, {'d', 'e'}, {'e', 's'}}};
    language = kLanguages[random.below(kLanguages.size())];
  }

  void ask(SimulatedLog& log, const std::string& account) const {
    Random& random = log.random();
    const double day_s = static_cast<double>(random.below(8)) * 86'400.0;
    auto& entry = log.start(account, day_s + morning_s + random.uniform(0, 12 * 3600.0), 1);
    entry.prints.language = language;
    std::array<double, kProjectionSize> x{};
    double length = 0.0;
    for (std::size_t i = 0; i < kProjectionSize; ++i) {
      x[i] = subject[i] + 1.5 * random.normal();
      length += x[i] * x[i];
    }
    for (std::size_t i = 0; i < kProjectionSize; ++i)
      entry.prints.projection[i] = static_cast<std::int8_t>(std::lround(127.0 * x[i] / std::sqrt(length)));
  }
};

struct Crowd {
  int members = 40, others = 160;
  int people = 1;            // behind each account of the group
  bool one_subject = false;  // all members ask about the same, as one product's accounts do
};

std::unique_ptr<SimulatedLog::Built> build(std::uint64_t seed, const Crowd& crowd) {
  SimulatedLog log(seed);
  const Person shared(log.random());
  for (int a = 0; a < crowd.members + crowd.others; ++a) {
    const bool member = a < crowd.members;
    std::vector<Person> people;
    for (int i = 0; i < (member ? crowd.people : 1); ++i) people.emplace_back(log.random());
    if (member && crowd.one_subject) people = {shared};
    for (std::uint64_t i = 0, starts = 15 + log.random().below(30); i < starts; ++i)
      people[log.random().below(people.size())].ask(log, (member ? "g" : "p") + std::to_string(a));
  }
  return log.build("g");
}

double fact(const SignalFinding& finding, std::string_view name) {
  for (const auto& [key, value] : finding.facts) {
    if (key == name) return value;
  }
  return NAN;
}

TEST(RelayMix, KeepsItsLevelAmongPeople) {
  expect_calibrated(relay_mix::kInfo, 200, [](std::uint64_t seed) { return build(seed, {}); });
}

TEST(RelayMix, SeesManyPeopleBehindEachAccount) {
  const SignalFinding finding = run_signal(relay_mix::kInfo, *build(1, {.people = 20}));
  EXPECT_TRUE(finding.applies);
  EXPECT_LT(finding.p, 1e-6) << finding.sentence;
  EXPECT_NEAR(fact(finding, "member_distance"), fact(finding, "between_distance"), 0.05);
  EXPECT_LT(fact(finding, "other_distance"), 0.8);
}

// Accounts that are alike are not broad: one person's subject on all of them.
TEST(RelayMix, AccountsThatAreAlikeAreNotBroad) {
  const SignalFinding finding = run_signal(relay_mix::kInfo, *build(2, {.one_subject = true}));
  EXPECT_GT(finding.p, 0.05) << finding.sentence;
  EXPECT_NEAR(fact(finding, "member_distance"), fact(finding, "between_distance"), 0.05);
}

TEST(RelayMix, NeedsEnoughMembers) {
  EXPECT_FALSE(run_signal(relay_mix::kInfo, *build(3, {.members = 12, .people = 20})).applies);
}

TEST(RelayMix, IsNeverCounted) { EXPECT_EQ(relay_mix::kInfo.maturity, Maturity::experimental); }

}  // namespace
}  // namespace stillwatch
