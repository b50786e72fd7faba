// The text of a stored event stream for an exchange, as the three model APIs send it; for tests and generated
// logs.
#pragma once

#include <string>

#include "exchange/exchange.h"
#include "exchange/log_reader.h"

namespace stillwatch {

[[nodiscard]] std::string stream_of(Dialect dialect, const Exchange& exchange);

}  // namespace stillwatch
