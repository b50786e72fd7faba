// What everybody does may change while a log is written: a new product, another season, a model that is
// withdrawn. An honest group is then compared with a baseline that is no longer what it was, and no signal
// may take that for evidence.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

constexpr double kDayS = 86'400.0;
constexpr int kDays = 6;
constexpr int kMembers = 24, kOthers = 240;
constexpr std::uint64_t kFunctions = 12;  // of the product that only the group uses

enum class Drift : std::uint8_t {
  everybody,   // habits of all change in the middle of the log
  the_others,  // those of the group stay as they were: it is left behind
  the_group,   // the group takes up what the others do a day later
};

// A person keeps to two hours of the day and to interests of its own among the templates of the time.
class Person {
 public:
  Person(Random& random, std::string name, bool has_product)
      : name_(std::move(name)),
        has_product_(has_product),
        hour_(random.uniform(6.0, 20.0)),
        first_(random.below(40)),
        second_(random.below(40)) {}

  void live(SimulatedLog& log, double changes_day) const {
    Random& random = log.random();
    for (int day = 0; day < kDays; ++day) {
      const bool changed = day >= changes_day;
      const auto starts = static_cast<int>(random.below(changed ? 9 : 5));
      for (int i = 0; i < starts; ++i) {
        const double hour = hour_ + (changed ? 3.0 : 0.0) + random.uniform(0.0, 2.0);
        auto& entry = log.start(name_, day * kDayS + hour * 3600.0);
        const std::uint64_t liked = random.chance(0.6)   ? first_
                                    : random.chance(0.5) ? second_
                                                         : random.below(40);
        entry.prints.shapes = {(changed ? 9000U : 1000U) + liked};
        if (has_product_ && random.chance(0.5)) entry.prints.shapes = {3000 + random.below(kFunctions)};
        entry.prints.system = changed ? 77 : 0;  // what a new product sends with every request
        if (random.chance(0.1))
          entry.prints.prompt = (changed ? 500U : 100U) + random.below(20);  // common questions
        entry.took_s = random.uniform(1.0, 9.0);
      }
    }
  }

 private:
  std::string name_;
  bool has_product_;
  double hour_;
  std::uint64_t first_, second_;
};

std::unique_ptr<SimulatedLog::Built> drifting(std::uint64_t seed, Drift drift) {
  SimulatedLog log(seed);
  const double never = kDays + 1.0;
  for (int a = 0; a < kMembers + kOthers; ++a) {
    const bool member = a < kMembers;
    const double changes = !member                     ? 3.0
                           : drift == Drift::everybody ? 3.0
                           : drift == Drift::the_group ? 4.0
                                                       : never;
    Person(log.random(), (member ? "g" : "h") + std::to_string(a), member).live(log, changes);
  }
  return log.build("g");
}

struct Level {
  int runs = 0, applied = 0, tenth = 0, hundredth = 0;
  double sum = 0.0, square = 0.0;
};

class DriftingBaselines : public testing::TestWithParam<Drift> {};

TEST_P(DriftingBaselines, AreNoEvidence) {
  constexpr int kRuns = 200 / kRunsDivisor;
  std::map<std::string, Level> levels;
  for (int run = 0; run < kRuns; ++run) {
    const auto built = drifting(5000 + static_cast<std::uint64_t>(run), GetParam());
    const GroupEvidence evidence = gather_evidence(built->context(), built->group);
    for (const SignalInfo& signal : all_signals()) {
      if (signal.maturity == Maturity::experimental) continue;
      const SignalFinding finding = signal.test(built->context(), evidence);
      Level& level = levels[std::string(signal.name)];
      const double e = std::pow(10.0, finding.log10_e);
      ++level.runs;
      level.applied += finding.applies ? 1 : 0;
      level.tenth += finding.p <= 0.1 ? 1 : 0;
      level.hundredth += finding.p <= 0.01 ? 1 : 0;
      level.sum += e;
      level.square += e * e;
    }
  }
  int applied = 0;
  for (const auto& [name, level] : levels) {
    const double mean = level.sum / level.runs;
    const double error = std::sqrt(std::max(0.0, level.square / level.runs - mean * mean) / level.runs);
    EXPECT_LE(level.tenth, 0.1 * level.runs + 4 * std::sqrt(0.09 * level.runs)) << name;
    EXPECT_LE(level.hundredth, 0.01 * level.runs + 4 * std::sqrt(0.0099 * level.runs)) << name;
    EXPECT_LE(mean, 1.0 + 4 * error) << name;
    applied += 2 * level.applied > level.runs ? 1 : 0;
  }
  EXPECT_GE(applied, 6) << "hardly any signal could be tested on these groups";
}

INSTANTIATE_TEST_SUITE_P(Of, DriftingBaselines,
                         testing::Values(Drift::everybody, Drift::the_others, Drift::the_group));

}  // namespace
}  // namespace stillwatch
