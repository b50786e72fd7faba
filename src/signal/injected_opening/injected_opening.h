// See docs/signals/injected_opening.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::injected_opening {

extern const SignalInfo kInfo;

}  // namespace stillwatch::injected_opening
