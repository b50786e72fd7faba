// See docs/signals/alternation.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::alternation {

extern const SignalInfo kInfo;

}  // namespace stillwatch::alternation
