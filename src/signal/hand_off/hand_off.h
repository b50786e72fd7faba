// See docs/signals/hand_off.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::hand_off {

extern const SignalInfo kInfo;

}  // namespace stillwatch::hand_off
