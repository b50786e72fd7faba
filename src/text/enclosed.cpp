#include "text/enclosed.h"

#include <algorithm>

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

JsonExtent json_extent(std::string_view bytes, std::size_t at) {
  const std::size_t limit = std::min(bytes.size(), at + kJsonMax);
  JsonExtent extent;
  std::size_t depth = 0;
  bool string = false;
  bool after_string = false;
  for (std::size_t i = at; i < limit; ++i) {
    const char byte = bytes[i];
    if (string) {
      if (byte == '\\') ++i;
      if (byte == '"') string = false;
      after_string = byte == '"';
      continue;
    }
    if (byte == '"') string = true;
    if (byte == ':' && after_string) extent.has_keys = true;
    if (byte > ' ') after_string = false;
    if (byte == '{') ++depth;
    if (byte == '}' && --depth == 0) return {i + 1, true, extent.has_keys};
  }
  extent.end = limit;
  return extent;
}

}  // namespace stillwatch
