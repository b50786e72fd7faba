// See docs/signals/crossed_tasks.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::crossed_tasks {

extern const SignalInfo kInfo;

}  // namespace stillwatch::crossed_tasks
