// Accounts that are used for more, in more languages and at more hours, than one customer's account is: as if
// many people stood behind each. See docs/signals/relay_mix.md, which is made from kInfo.
//
// Null hypothesis: what a member is used for is as broad as what another account is used for that has as many
// conversations. Honest explanation it is tested against: customers who are as busy.
//
// Example (of the test, simulated): behind each of 40 accounts stand 20 people. Two conversations of one
// account lie 0.99 apart, two of different members 1.00; two of another customer's account 0.69.
//
// Breadth is the sum of three ranks over all accounts compared: mean distance (1 - cosine) between the
// projections of an account's conversation starts, entropy of their languages, spread of their hours of the
// day (1 - length of the mean resultant). The mean distance of n directions comes from the length of their
// sum, so that the cost is linear in the requests.
//
// Cost: one pass over the rows of the group's accounts (200 at most are paired) and of the accounts that are
// looked at for a pair (40 a member at most).
//
// Source: signal S22 of docs/signals/README.md; resultant lengths: Mardia and Jupp, "Directional statistics",
// 2000.
#pragma once

#include "signal/signal.h"

namespace stillwatch::relay_mix {

extern const SignalInfo kInfo;

}  // namespace stillwatch::relay_mix
