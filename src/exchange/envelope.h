// The identity around a stored body, and the lines of access logs: who asked, when, from where, with what
// outcome.
//
// Every canonical field name is understood, flat or nested, and so are the names that gateways commonly use
// ("request_id", "client_ip", "status", "http_user_agent", ... : docs/format/field-map.md lists them all).
// Canonical names win over common ones; where several common names of one field are present, the one that
// comes first in the list wins.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "exchange/field.h"

namespace stillwatch {

// Sets identity and transport fields of `exchange` from the members of `record` and from headers kept in it.
void read_envelope(Json record, Exchange& exchange, JsonWorkspace& workspace);

// Headers kept as an object, or as an array of {"name", "value"}: a few of them are fields (user agent,
// request id, ...).
void read_headers(Json headers, Exchange& exchange, JsonWorkspace& workspace);

// Value of a header in such an object or array, whatever the case of its name.
[[nodiscard]] Json find_header(Json headers, std::string_view name);

// All common names with their field, in order of preference.
[[nodiscard]] const std::vector<std::pair<std::string_view, Field>>& common_names();

}  // namespace stillwatch
