// See docs/signals/issued_continuation.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::issued_continuation {

extern const SignalInfo kInfo;

}  // namespace stillwatch::issued_continuation
