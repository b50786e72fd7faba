#include "campaign/explanations.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string_view>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// Does the explanation fit twenty accounts without templates that are run as one, when all of their
// conversations go on without our answers and `unclaimed_answers` has this e-value?
bool fits(std::string_view name, double log10_e_unclaimed) {
  SimulatedLog log(1);
  for (int a = 0; a < 20; ++a) {
    for (int i = 0; i < 10; ++i) log.start("g" + std::to_string(a), 900.0 * i + a);
  }
  const auto built = log.build("g");
  SignalFinding unclaimed;
  unclaimed.signal = "unclaimed_answers";
  unclaimed.applies = true;
  unclaimed.log10_e = log10_e_unclaimed;
  unclaimed.facts = {{"mean_share", 1.0}};
  const auto list = consider_explanations(built->context(), gather_evidence(built->context(), built->group),
                                          {unclaimed}, true);
  const auto at = std::find_if(list.begin(), list.end(), [&](const auto& e) { return e.name == name; });
  EXPECT_NE(at, list.end());
  return at->fits;
}

// That nothing comes back is no argument where next turns wait: whoever rewrites waits as well.
TEST(Explanations, RewritingIsHonestUntilWhatIsRewrittenCannotHaveBeenReceived) {
  for (const std::string_view name : {"users of one framework", "reseller with real users"}) {
    EXPECT_TRUE(fits(name, -3.0)) << name;
    EXPECT_TRUE(fits(name, kElsewhereLog10E - 0.1)) << name;
    EXPECT_FALSE(fits(name, kElsewhereLog10E)) << name;
  }
}

}  // namespace
}  // namespace stillwatch
