// See docs/signals/turn_taking.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::turn_taking {

extern const SignalInfo kInfo;

}  // namespace stillwatch::turn_taking
