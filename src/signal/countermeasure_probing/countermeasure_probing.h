// Requests that measure how answers vary or what lies behind them, as tests for marks, filters and altered
// answers do. See docs/signals/countermeasure_probing.md, which is made from kInfo.
//
// A request probes if it asks for token probabilities or several answers or biases tokens, or if its account
// asks its prompt at least three times (failed requests left out), under at least two settings or with a seed
// or at temperature 0 (a sweep, or a repeat that looks for variance). Words are not read.
//
// Null hypothesis: on average apart from fifteen members at most 20 % of an account's requests probe. Honest
// explanation it is tested against: a product, people, and a team that evaluates and may do as it likes.
//
// Example (of the test, simulated): 50 accounts ask one of ten prompts in nine of ten requests, each time
// with another seed: 91 % of an account's requests probe, e is 10^21. Without the seeds none does.
//
// Cost: two passes over the group's tested rows. Memory: 24 bytes for each prompt of each account.
//
// Source: "quality-evaluation frameworks to detect defensive countermeasures" in the advisory AA26-251A
// (CISA, NSA, FBI, 2026; known here from summaries); the settings by which marks and filters are told from
// outside: Gloaguen et al., "Black-box detection of language model watermarks", ICLR 2025 (repeated queries),
// and Carlini et al., "Stealing part of a production language model", ICML 2024 (logit bias, log
// probabilities).
#pragma once

#include "signal/signal.h"

namespace stillwatch::countermeasure_probing {

extern const SignalInfo kInfo;

}  // namespace stillwatch::countermeasure_probing
