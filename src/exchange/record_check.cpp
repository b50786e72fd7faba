#include "exchange/record_check.h"

#include "base/time.h"

namespace stillwatch {

std::optional<Objection> object_to(const Exchange& exchange) {
  const bool refused = exchange.status >= 400;
  if (exchange.time_us == 0)
    return Objection{AnomalyKind::time_out_of_range, "time",
                     "give ISO 8601 or Unix seconds, join an access log (--join) or map the field (--map)"};
  if (exchange.time_us < kEarliestTime || exchange.time_us >= kLatestTime)
    return Objection{AnomalyKind::time_out_of_range, "time", kTimeRange};
  if (exchange.account.empty())
    return Objection{AnomalyKind::missing_field, "account.id",
                     "name its place with --account-field, join an access log (--join) or map it (--map)"};
  if (exchange.id.empty())
    return Objection{AnomalyKind::missing_field, "id", "every exchange needs an id; map it (--map)"};
  if (exchange.request_model.empty() && !refused)
    return Objection{AnomalyKind::missing_field, "gen_ai.request.model",
                     "log the requested model or map it (--map)"};
  if (exchange.input.empty() && !exchange.fingerprints && !refused)
    return Objection{AnomalyKind::missing_field, "gen_ai.input.messages",
                     "log the messages, or their fingerprints (stillwatch convert --fingerprint-only)"};
  return std::nullopt;
}

}  // namespace stillwatch
