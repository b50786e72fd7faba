// What the members ask about, against what matched accounts ask about: a two-sample test (MMD) with accounts
// as blocks. See docs/signals/distribution_shift.md, which is made from kInfo.
//
// Null hypothesis: members are drawn by chance from the accounts of their stratum (main language, main
// capability, as many requests in the same days). Honest explanation it is tested against: people of one
// language who use the model for one kind of work. It is *not* tested against one shared subject, which is
// why it never counts.
//
// Example (of the test, simulated): of 24 members 60 % of the requests are about one subject. MMD² between
// their requests and those of 48 others of the stratum is 0.18; between sets drawn anew and the same 48, 0.02
// on average; p = 0.001, the least there is.
//
// The kernel is k(x, y) = (<x, y> + <x, y>²) / 2 on projections of unit length (text/projection.h, which are
// made of the log's own embeddings where it brings them). It has a feature map of 560 numbers, so that an
// account is the mean of its requests, and the cost is linear in these. Cost: at most 512 rows of each
// account that is looked at, 4,096 accounts at most; the kernel between at most 192 accounts, and 999 draws
// of 64: some milliseconds. Memory: 2.5 kB an account, and 300 kB.
//
// Source: Gretton et al., "A kernel two-sample test", JMLR 2012 (the statistic); how many exchanges it needs,
// and why honest groups shift as well: docs/results/mmd-law.md.
#pragma once

#include "signal/signal.h"

namespace stillwatch::distribution_shift {

extern const SignalInfo kInfo;

}  // namespace stillwatch::distribution_shift
