// See docs/signals/synchrony.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::synchrony {

extern const SignalInfo kInfo;

}  // namespace stillwatch::synchrony
