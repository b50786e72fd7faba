// Accounts that are in use day and night at one rate from their first hour on. See
// docs/signals/constant_rate.md, which is made from kInfo.
//
// Null hypothesis: members spread their conversations over day and night and over the account's life as other
// accounts of the same plan do. Honest explanation it is tested against: customers of that plan who are as
// busy.
//
// Example (of the test, simulated): 20 machines of a plan whose customers sleep at night lie 0.27 from one
// rate, which is what 48 times drawn evenly have, and their partners 0.52; all 20 are flatter, p = 10^-6.
//
// The plan's quota is not in the log: the rate of each member is shown beside that of an account of its plan,
// and how much the members' rates differ.
//
// Cost: one pass over the rows of the group and of the accounts that are looked at for a pair (200 members at
// most, 40 accounts for each at most).
//
// Source: the indicators "sustained use around the clock" and "maximum use at once, no ramp" of the advisory
// AA26-251A (CISA, NSA, FBI, 2026; known here from summaries); Kuiper, "Tests concerning random points on a
// circle", 1960.
#pragma once

#include "signal/signal.h"

namespace stillwatch::constant_rate {

extern const SignalInfo kInfo;

}  // namespace stillwatch::constant_rate
