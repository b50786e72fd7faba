// What makes a record usable.
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

// Requires id, time, account, model and messages or fingerprints; a refusal (status 400 and above) needs
// neither model nor content. Times outside 2000..2099 are objected to.
[[nodiscard]] std::optional<Objection> object_to(const Exchange& exchange);

}  // namespace stillwatch
