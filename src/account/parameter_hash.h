// The settings of a request as one keyed hash: the same program, however many accounts it uses, sends the
// same settings.
//
//   row.parameters = parameter_hash(key, exchange.parameters);     // 0 when the request sets none
//
// Counts: every setting that is given, with its value; of the seed only that there is one, because a careful
// client draws a new one each time. Honest users of one framework share its settings too: the hash is rare or
// common, never guilty.
//
// And of the settings that show what lies behind an answer (its probabilities, how it varies), which of them
// a request asks for:
//
//   row.settings = probing_settings(exchange.parameters);          // ProbingSetting bits; 0 for most
//   requests
//
// Whoever measures a model uses them: evaluations, regression tests, research. Thread-safe: pure. Cost: about
// 10 ns for each setting.
#pragma once

#include <cstdint>

#include "base/siphash.h"
#include "exchange/exchange.h"

namespace stillwatch {

[[nodiscard]] std::uint64_t parameter_hash(SipKey key, const RequestParameters& parameters);

enum ProbingSetting : std::uint8_t {
  kLogProbabilities = 1,  // logprobs, or top_logprobs above 0
  kLogitBias = 2,         // a bias for at least one token
  kSeveralChoices = 4,    // n above 1
  kSeeded = 8,            // a seed is given
  kGreedy = 16,           // temperature 0, or top_k 1
};

[[nodiscard]] std::uint8_t probing_settings(const RequestParameters& parameters);

}  // namespace stillwatch
