// Accounts of a group that signed up within a day of each other. See docs/signals/sign_up_burst.md, which is
// made from kInfo.
//
// Null hypothesis: when members signed up is when other accounts of the same plan and programme signed up
// that the log knows. Honest explanation it is tested against: customers who came one by one,
// in a service that may grow, advertise or open on one day (the others came on that day too).
//
// Example (of the test, simulated): 11 of 20 members signed up within one day; of 20 accounts drawn from them
// and others of their plan, 3.6 did on average in their fullest day.
//
// Cost: sign-up times of the members (64 at most are compared) and of at most 4,096 others; 999 sorted draws.
//
// Source: the count of the fullest window is the scan statistic (Naus, "The distribution of the size of the
// maximum cluster of points on a line", JASA 1965), here against permutations instead of a constant rate.
#pragma once

#include "signal/signal.h"

namespace stillwatch::sign_up_burst {

extern const SignalInfo kInfo;

}  // namespace stillwatch::sign_up_burst
