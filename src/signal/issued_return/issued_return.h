// See docs/signals/issued_return.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::issued_return {

extern const SignalInfo kInfo;

}  // namespace stillwatch::issued_return
