// The settings of a request as one keyed hash: the same program, however many accounts it uses, sends the
// same settings.
//
//   row.parameters = parameter_hash(key, exchange.parameters);     // 0 when the request sets none
//
// Counts: every setting that is given, with its value; of the seed only that there is one, because a careful
// client draws a new one each time. Honest users of one framework share its settings too: the hash is rare or
// common, never guilty. Thread-safe: pure. Cost: about 10 ns for each setting.
#pragma once

#include <cstdint>

#include "base/siphash.h"
#include "exchange/exchange.h"

namespace stillwatch {

[[nodiscard]] std::uint64_t parameter_hash(SipKey key, const RequestParameters& parameters);

}  // namespace stillwatch
