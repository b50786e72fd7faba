// See docs/signals/capability_concentration.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::capability_concentration {

extern const SignalInfo kInfo;

}  // namespace stillwatch::capability_concentration
