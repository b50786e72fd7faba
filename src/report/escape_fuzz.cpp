// Any bytes must come out harmless: no markup, no control characters, no formula, and JSON that has no bare
// quote.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "report/escape.h"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool has_control(std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) return true;
  }
  return false;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  require(stillwatch::html_escaped(text).find_first_of("<>\"'") == std::string::npos);
  require(!has_control(stillwatch::terminal_escaped(text)));
  const std::string json = stillwatch::json_escaped(text);
  require(!has_control(json) || json.find('\x7F') != std::string::npos);
  for (std::size_t i = 0; i < json.size(); ++i) {
    require(json[i] != '"');
    if (json[i] == '\\') require(++i < json.size());
  }
  const std::string field = stillwatch::csv_field(text);
  require(field.empty() || (field.front() != '=' && field.front() != '@'));
  return 0;
}
