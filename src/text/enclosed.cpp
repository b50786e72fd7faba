#include "text/enclosed.h"

#include <array>

namespace stillwatch {

std::size_t end_of_quotation(std::string_view bytes, std::size_t at) {
  const std::string_view inside = bytes.substr(at + 1, kQuotationMax);
  const std::size_t close = inside.find(bytes[at]);
  if (close == std::string_view::npos || inside.substr(0, close).find('\n') != std::string_view::npos)
    return 0;
  return at + 1 + close + 1;
}

std::size_t end_of_fence(std::string_view bytes, std::size_t at) {
  const std::size_t close = bytes.find("```", at + 3);
  return close == std::string_view::npos ? bytes.size() : close + 3;
}

namespace {

// Bytes of a JSON text that decide where it ends; everything else is passed over.
constexpr std::array<bool, 256> kInString = [] {
  std::array<bool, 256> stops{};
  stops['"'] = stops['\\'] = true;
  return stops;
}();
constexpr std::array<bool, 256> kOutside = [] {
  std::array<bool, 256> stops{};
  stops['"'] = stops['{'] = stops['}'] = true;
  return stops;
}();

std::size_t next_stop(const std::array<bool, 256>& stops, std::string_view bytes, std::size_t at) {
  while (at < bytes.size() && !stops[static_cast<unsigned char>(bytes[at])]) ++at;
  return at;
}

// Behind the string whose quotation mark stands before `at`; may lie beyond the end.
std::size_t end_of_string(std::string_view bytes, std::size_t at) {
  for (;;) {
    at = next_stop(kInString, bytes, at);
    if (at >= bytes.size() || bytes[at] == '"') return at + 1;
    at += 2;  // an escape
  }
}

}  // namespace

JsonExtent json_extent(std::string_view bytes, std::size_t at) {
  const std::string_view text = bytes.substr(0, at + kJsonMax);
  JsonExtent extent;
  std::size_t depth = 0;
  for (std::size_t i = next_stop(kOutside, text, at); i < text.size(); i = next_stop(kOutside, text, i)) {
    const char byte = text[i++];
    if (byte == '{') ++depth;
    if (byte == '}' && --depth == 0) return {i, true, extent.has_keys};
    if (byte != '"') continue;
    i = end_of_string(text, i);
    while (i < text.size() && static_cast<signed char>(text[i]) <= ' ') ++i;  // bytes above 127, too
    if (i < text.size() && text[i] == ':') extent.has_keys = true;
  }
  extent.end = text.size();
  return extent;
}

}  // namespace stillwatch
