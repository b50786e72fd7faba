// See docs/signals/succession.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::succession {

extern const SignalInfo kInfo;

}  // namespace stillwatch::succession
