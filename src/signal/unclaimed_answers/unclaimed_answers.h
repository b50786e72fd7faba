// See docs/signals/unclaimed_answers.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::unclaimed_answers {

extern const SignalInfo kInfo;

}  // namespace stillwatch::unclaimed_answers
