// See docs/signals/steady_templates.md, which is made from kInfo.
#pragma once

#include <vector>

#include "signal/signal.h"

namespace stillwatch::steady_templates {

extern const SignalInfo kInfo;

// By template of the signature: slotted, known from three members and twenty uses in fold 0, and there used
// around the clock and in no bursts. Cost: a pass over the group's rows.
[[nodiscard]] std::vector<bool> steady(const SignalContext& context, const GroupEvidence& evidence);

}  // namespace stillwatch::steady_templates
