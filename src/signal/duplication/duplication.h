// See docs/signals/duplication.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::duplication {

extern const SignalInfo kInfo;

}  // namespace stillwatch::duplication
