// The `fp.*` fields of a record that carries fingerprints instead of text (docs/format/exchange.md,
// "Fingerprints").
//
// 64-bit hashes are 16 lower-case hex digits; lists are arrays of such strings; counts, topic, capability,
// flags, intent and its score are numbers (the values of text/fingerprints.h); the language is its two
// letters; the projection is 64 hex digits, two to a coordinate. Writing and reading
// is the identity.
#pragma once

#include <string>

#include "exchange/field.h"
#include "exchange/json_writer.h"
#include "text/fingerprints.h"

namespace stillwatch {

// Sets one fp.* field; makes exchange.fingerprints when there is none. False when the value is not of that
// form.
bool assign_fingerprint(Exchange& exchange, Field field, Json value, Arena& arena);
[[nodiscard]] bool has_fingerprint(const TextFingerprints& prints, Field field);

// Writes the members `"fp.root":"..."`, ... without the fields that are zero or empty.
void append_fingerprints(ObjectWriter& object, const TextFingerprints& prints);

void append_hex16(std::string& out, std::uint64_t value);

}  // namespace stillwatch
