// See docs/signals/split_conversation.md, which is made from kInfo.
#pragma once

#include "signal/signal.h"

namespace stillwatch::split_conversation {

extern const SignalInfo kInfo;

}  // namespace stillwatch::split_conversation
