#include "signal/crossed_tasks/crossed_tasks.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

struct Design {
  std::uint64_t wordings = 12, tasks = 100;
  double share = 1.0;        // of the requests that bring one of the tasks; the others bring their own
  std::uint64_t own = 0;     // wordings that an account uses, next to each other; 0: all
  bool one_account = false;  // each task stays with one account
  bool others = false;       // strangers ask the tasks as well
};

// 40 accounts; each request is one of the wordings around a task, which two parts of the text show.
std::unique_ptr<SimulatedLog::Built> pool(std::uint64_t seed, const Design& design) {
  SimulatedLog log(seed);
  for (std::uint64_t a = 0; a < 40; ++a) {
    for (int i = 0; i < 60; ++i) {
      const bool shared = log.random().chance(design.share);
      std::uint64_t task = shared ? log.random().below(design.tasks) : log.random().next() >> 1;
      if (design.one_account) task = task / 40 * 40 + a;
      const std::uint64_t wording = design.own == 0 ? log.random().below(design.wordings)
                                                    : (a + log.random().below(design.own)) % design.wordings;
      const double time = log.random().uniform(0, 1e6);
      log.start("g" + std::to_string(a), time).prints.shapes = {1000 + wording, 100'000 + 2 * task,
                                                                100'001 + 2 * task};
      if (design.others)
        log.start("p" + std::to_string(a), time).prints.shapes = {100'000 + 2 * task, 100'001 + 2 * task};
    }
  }
  return log.build("g");
}

// Every text that is shared is crossed; ten of twelve wordings count, so 12 % give a mean of 10 %.
TEST(CrossedTasks, KeepsItsLevelAtTheHonestBound) {
  expect_calibrated(crossed_tasks::kInfo, 200,
                    [](std::uint64_t seed) { return pool(seed, {.tasks = 5, .share = 0.12}); });
}

TEST(CrossedTasks, FindsATaskSetUnderManyWordings) {
  const SignalFinding finding = run_signal(crossed_tasks::kInfo, *pool(2, {}));
  EXPECT_GT(finding.log10_e, 8.0) << finding.sentence;
}

TEST(CrossedTasks, APipelineMayPutADocumentToEightPrompts) {
  EXPECT_LE(run_signal(crossed_tasks::kInfo, *pool(2, {.wordings = 8})).log10_e, 0.0);
}

TEST(CrossedTasks, EachTextUnderItsOwnAccountIsNoCrossing) {
  const SignalFinding finding = run_signal(crossed_tasks::kInfo, *pool(2, {.one_account = true}));
  EXPECT_TRUE(finding.applies);
  EXPECT_LE(finding.log10_e, 0.0) << finding.sentence;
}

TEST(CrossedTasks, TranslatorsHaveLanguagesOfTheirOwn) {
  const SignalFinding finding = run_signal(crossed_tasks::kInfo, *pool(2, {.own = 2}));
  EXPECT_TRUE(finding.applies);
  EXPECT_LE(finding.log10_e, 0.0) << finding.sentence;
}

TEST(CrossedTasks, TextsThatOthersBringAsWellAreNotTheGroups) {
  const SignalFinding finding = run_signal(crossed_tasks::kInfo, *pool(2, {.others = true}));
  EXPECT_LE(finding.log10_e, 0.0) << finding.sentence;
}

}  // namespace
}  // namespace stillwatch
