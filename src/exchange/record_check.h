// What makes a record usable.
//
//   if (const auto objection = object_to(exchange)) reject(objection->kind, objection->field,
//   objection->remedy);
//
// An exchange needs an id, a time in 2000..2099, an account, the requested model, and messages or
// fingerprints of them; a refusal (status 400 and above) needs neither model nor content. The first thing
// that is missing is named, in the order time, account, id, model, messages. It is checked after everything
// that can complete a record: the envelope, the access log, the map. No errors. Pure; thread-safe; a few
// comparisons.
#pragma once

#include <optional>

#include "exchange/exchange.h"
#include "exchange/log_reader.h"

namespace stillwatch {

struct Objection {
  AnomalyKind kind = AnomalyKind::missing_field;
  std::string_view field;
  std::string_view remedy;
};

// None for a record that can be used.
[[nodiscard]] std::optional<Objection> object_to(const Exchange& exchange);

}  // namespace stillwatch
