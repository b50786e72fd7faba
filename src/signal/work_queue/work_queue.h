// See docs/signals/work_queue.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::work_queue {

extern const SignalInfo kInfo;

}  // namespace stillwatch::work_queue
