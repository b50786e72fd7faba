#include "exchange/identifier_hash.h"

#include <charconv>

#include "exchange/fingerprint_fields.h"

namespace stillwatch {
namespace {

constexpr std::string_view kPrefix = "sip:";

bool parse_hash(std::string_view text, std::uint64_t& hash) {
  if (text.size() != kPrefix.size() + 16 || !text.starts_with(kPrefix)) return false;
  const char* const end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data() + kPrefix.size(), end, hash, 16);
  return error == std::errc{} && at == end;
}

}  // namespace

SipKey identifier_key(std::string_view secret) { return derive_key(secret, "stillwatch/identifier/v1"); }

std::uint64_t hash_identifier(SipKey key, std::string_view identifier) {
  if (identifier.empty()) return 0;
  std::uint64_t hash = 0;
  return parse_hash(identifier, hash) ? hash : siphash(key, identifier);
}

std::string hashed_identifier(SipKey key, std::string_view identifier) {
  if (identifier.empty()) return {};
  std::string text(kPrefix);
  append_hex16(text, hash_identifier(key, identifier));
  return text;
}

std::string name_of_key(std::string_view secret) {
  const SipKey key = derive_key(secret, "stillwatch/key-name/v1");
  std::string text;
  append_hex16(text, key.k0);
  text.resize(8);
  return text;
}

}  // namespace stillwatch
