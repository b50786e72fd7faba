// See docs/signals/early_history.md, which is made from kInfo.
//
// The level is the signal's own; the explanations of a group read it as well: somebody who rewrites what he
// receives, and sends that back, has to have received it (campaign/explanations.h).
#pragma once

#include "signal/signal.h"

namespace stillwatch::early_history {

extern const SignalInfo kInfo;

}  // namespace stillwatch::early_history
