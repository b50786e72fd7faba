#include "campaign/opening_groups.h"

#include <gtest/gtest.h>

#include "campaign/decision.h"
#include "campaign/grouping.h"
#include "campaign/membership.h"
#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

constexpr double kHourS = 3600.0;

std::string name(const char* crowd, std::size_t account) { return crowd + std::to_string(account); }

// A request after one of the crowd's histories, none of which anybody was answered, that goes on in one of
// three wordings.
SimulatedLog::Entry& inject(SimulatedLog& log, const std::string& account, double time_s,
                            std::uint64_t which) {
  SimulatedLog::Entry& entry = log.start(account, time_s);
  entry.prints.root = 70 + which;
  entry.prints.flags = 0;
  entry.prints.history = {4711 + which};
  const std::uint64_t wording = log.random().below(3);
  entry.prints.shapes = {9'000 + 10 * wording, 9'001 + 10 * wording, log.random().next()};
  return entry;
}

void add_people(SimulatedLog& log, std::size_t people) {
  for (std::size_t a = 0; a < people; ++a) {
    for (int i = 0; i < 12; ++i)
      log.start(name("o", a), log.random().uniform(0.0, 72 * kHourS)).prints.shapes = {log.random().next()};
  }
}

// Four requests each through a pool that uses the account that has rested longest.
void add_spike(SimulatedLog& log, std::size_t accounts) {
  double time = 10 * kHourS;
  for (std::size_t i = 0; i < 4 * accounts; ++i) {
    time += log.random().exponential(46 * kHourS / static_cast<double>(4 * accounts));
    inject(log, name("g", i % accounts), time, log.random().below(2));
  }
}

struct Scanned {
  std::unique_ptr<SimulatedLog::Built> built;
  std::vector<Group> groups;
  std::vector<GroupDecision> decisions;
  // The decision on the group that holds most accounts of the crowd, and how many it holds.
  [[nodiscard]] std::pair<const GroupDecision*, std::size_t> of(char crowd) const {
    std::pair<const GroupDecision*, std::size_t> best{nullptr, 0};
    for (std::size_t g = 0; g < groups.size(); ++g) {
      const auto held =
          static_cast<std::size_t>(std::ranges::count_if(groups[g].accounts, [&](std::uint32_t a) {
            return built->table.account_name(a).front() == crowd;
          }));
      if (held > best.second) best = {&decisions[g], held};
    }
    return best;
  }
};

Scanned scan(SimulatedLog& log) {
  Scanned scanned;
  scanned.built = log.build("g");
  const SignalContext context = scanned.built->context();
  scanned.groups =
      form_groups(context, find_shared_traces(scanned.built->table, 0, 1), "secret", GroupingOptions{});
  scanned.decisions = decide(context, scanned.groups, {});
  return scanned;
}

// Who asks after one history in turns is run as one; what for, the history alone does not say.
TEST(OpeningGroups, APoolWithOneHistoryIsLinkedAndNobodyIsNamed) {
  SimulatedLog log(1);
  add_people(log, 800);
  add_spike(log, 200);
  const Scanned scanned = scan(log);
  const auto [decision, held] = scanned.of('g');
  ASSERT_NE(decision, nullptr);
  EXPECT_GE(held, 195U);
  EXPECT_EQ(decision->outcome, Outcome::pool) << "run " << decision->log10_e_run << " harvest "
                                              << decision->log10_e_harvest << ' ' << decision->later.sentence;
}

// Signed up for it, four steps with the prepared history, never seen again: the nearest honest thing.
TEST(OpeningGroups, AWorkshopIsNotAccused) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    SimulatedLog log(seed);
    add_people(log, 800);
    for (std::size_t a = 0; a < 200; ++a) {
      double time = (10 + log.random().uniform(0.0, 46.0)) * kHourS;
      const int steps = 3 + static_cast<int>(log.random().below(3));
      for (int i = 0; i < steps; ++i)
        inject(log, name("w", a),
               time += log.random().exponential(log.random().chance(0.2) ? 5 * kHourS : 300.0), 0);
    }
    const auto scanned = scan(log);
    const auto [decision, held] = scanned.of('w');
    ASSERT_NE(decision, nullptr);
    EXPECT_GE(held, 190U) << "the crowd is a candidate";
    EXPECT_EQ(decision->outcome, Outcome::cleared) << "run " << decision->log10_e_run;
  }
}

// Run as one indeed, but people who go on from what they get: linked, not accused.
TEST(OpeningGroups, AResellerWithAPersonaIsNotAccused) {
  SimulatedLog log(3);
  add_people(log, 800);
  double time = 10 * kHourS;
  for (std::size_t i = 0; i < 800; ++i) {
    time += log.random().exponential(46 * kHourS / 800.0);
    const std::uint64_t issued = inject(log, name("r", i % 200), time, 0).prints.issued;
    if (log.random().chance(0.4))
      inject(log, name("r", i % 200), time + 50.0, 0).prints.history = {4711, issued};
  }
  const auto scanned = scan(log);
  const auto [decision, held] = scanned.of('r');
  ASSERT_NE(decision, nullptr);
  EXPECT_GE(held, 190U);
  EXPECT_NE(decision->outcome, Outcome::campaign) << "harvest " << decision->log10_e_harvest;
}

// A job with examples in front, dealt out over keys that it uses: busier than people.
TEST(OpeningGroups, AJobOnBusyKeysIsNotAccused) {
  SimulatedLog log(4);
  add_people(log, 800);
  double time = 10 * kHourS;
  for (std::size_t i = 0; i < 4'000; ++i) {
    time += log.random().exponential(46 * kHourS / 4'000.0);
    inject(log, name("j", i % 40), time, 0);
  }
  const auto scanned = scan(log);
  const auto [decision, held] = scanned.of('j');
  ASSERT_NE(decision, nullptr);
  EXPECT_EQ(held, 40U);
  EXPECT_NE(decision->outcome, Outcome::campaign) << "harvest " << decision->log10_e_harvest;
}

}  // namespace
}  // namespace stillwatch
