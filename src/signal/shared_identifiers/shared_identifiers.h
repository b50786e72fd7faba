// See docs/signals/shared_identifiers.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::shared_identifiers {

extern const SignalInfo kInfo;

}  // namespace stillwatch::shared_identifiers
