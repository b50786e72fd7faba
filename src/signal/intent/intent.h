// See docs/signals/intent.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::intent {

extern const SignalInfo kInfo;

}  // namespace stillwatch::intent
