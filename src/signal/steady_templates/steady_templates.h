// See docs/signals/steady_templates.md, which is made from kInfo.
#pragma once

#include <vector>

#include "signal/signal.h"

namespace stillwatch::steady_templates {

extern const SignalInfo kInfo;

// By template of the signature: slotted, known from three members, and in fold 0 used around the clock and in
// no bursts. Those with fewer than twenty uses there are judged together. Cost: a pass over the group's rows.
[[nodiscard]] std::vector<bool> steady(const SignalContext& context, const GroupEvidence& evidence);

}  // namespace stillwatch::steady_templates
