// See docs/signals/early_history.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::early_history {

extern const SignalInfo kInfo;

}  // namespace stillwatch::early_history
