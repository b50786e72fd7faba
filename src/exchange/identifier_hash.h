// Keyed hashes of identifiers that are personal data: the client's address and the end user.
//
// A fingerprinted log holds "sip:" and 16 hex digits in their place. hash_identifier gives the same number
// for the plain identifier and for its written hash under the same key, so that both logs lead to the same
// findings.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/siphash.h"

namespace stillwatch {

// The key for identifiers that belongs to a secret: derive_key(secret, "stillwatch/identifier/v1").
[[nodiscard]] SipKey identifier_key(std::string_view secret);

// 0 for an empty identifier.
[[nodiscard]] std::uint64_t hash_identifier(SipKey key, std::string_view identifier);

// "sip:0123456789abcdef"; "" for an empty identifier; a text that already is such a hash stays as it is.
[[nodiscard]] std::string hashed_identifier(SipKey key, std::string_view identifier);

// Eight hex digits that tell keys apart without giving them away (`fp.key`).
[[nodiscard]] std::string name_of_key(std::string_view secret);

}  // namespace stillwatch
