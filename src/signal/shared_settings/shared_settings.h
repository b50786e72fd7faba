// Members whose requests carry one set of settings that others do not use. See
// docs/signals/shared_settings.md, which is made from kInfo.
//
// Null hypothesis: members choose the settings of their requests (temperature, lengths, formats; not the
// value of a seed) as other accounts do that use the same model. Honest explanation it is tested against:
// users of the model, with whatever their own programs and the common frameworks set.
//
// Example (of the test, simulated): 14 of 20 members send top_p 0.91 and nothing else, which none of 300
// other accounts does. Had they sent a framework's default, which one in twenty of the others sends, it would
// weigh nothing.
//
// Tool schemas are shown beside it and not tested: in fold 0 they form links, and an account offers the same
// tools in both folds, so that a group may be what it is because of them.
//
// Cost: up to 512 rows of each account that is looked at, 4,396 accounts at most; 999 draws of at most 64
// accounts.
//
// Source: inverse frequency as weight: Sparck Jones, 1972; permutation inside strata:
// signal/matched_accounts.h.
#pragma once

#include "signal/signal.h"

namespace stillwatch::shared_settings {

extern const SignalInfo kInfo;

}  // namespace stillwatch::shared_settings
