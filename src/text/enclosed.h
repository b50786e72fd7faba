// Where quotations, fenced code and JSON objects end. All look ahead a bounded way only, so that no text is
// slow.
#pragma once

#include <cstddef>
#include <string_view>

namespace stillwatch {

inline constexpr std::size_t kQuotationMax = 300;  // bytes between quotation marks, on one line
inline constexpr std::size_t kJsonMax = 8192;

// `at` is a `"` or "`": the place after its partner, or 0 when it has none on this line within kQuotationMax
// bytes.
[[nodiscard]] std::size_t end_of_quotation(std::string_view bytes, std::size_t at);

// `at` is a "```": the place after the next one, or the end of the text.
[[nodiscard]] std::size_t end_of_fence(std::string_view bytes, std::size_t at);

struct JsonExtent {
  std::size_t end = 0;  // after the closing brace; if not closed: how far was looked
  bool closed = false;
  bool has_keys = false;  // a quoted string followed by a colon stands inside
};
// `at` is a `{`.
[[nodiscard]] JsonExtent json_extent(std::string_view bytes, std::size_t at);

}  // namespace stillwatch
