// See docs/signals/template_spread.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::template_spread {

extern const SignalInfo kInfo;

}  // namespace stillwatch::template_spread
