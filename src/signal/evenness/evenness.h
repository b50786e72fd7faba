// See docs/signals/evenness.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::evenness {

extern const SignalInfo kInfo;

}  // namespace stillwatch::evenness
