// From options to a whole plan: all people, look-alikes and campaigns, in order of time, and the truth about
// them.
#pragma once

#include "world/plan.h"

namespace stillwatch::world {

// Checks the options; the error names the one that makes no sense.
[[nodiscard]] Status check(const WorldOptions& options);
[[nodiscard]] Result<Corpus> open_corpus(const WorldOptions& options);
[[nodiscard]] WorldPlan plan_world(const WorldOptions& options, const Corpus& corpus);
[[nodiscard]] WorldTruth truth_of(const WorldPlan& plan);

}  // namespace stillwatch::world
