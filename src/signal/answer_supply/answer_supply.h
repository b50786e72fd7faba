// See docs/signals/answer_supply.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::answer_supply {

extern const SignalInfo kInfo;

}  // namespace stillwatch::answer_supply
