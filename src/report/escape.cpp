#include "report/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace stillwatch {
namespace {

struct CodePoint {
  char32_t value = 0;
  std::string_view bytes;  // empty: the byte at this place starts no valid sequence
};

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

// Strict decoding (Unicode 15, table 3-7): no surrogates, no overlong forms, nothing above U+10FFFF.
CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return {first, text.substr(at, 1)};
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return {};
  char32_t value = first & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text, at + i)) return {};
    value = value << 6 | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  if (value < kLeast[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return {};
  return {value, text.substr(at, length)};
}

// Calls `write` with every code point; what is not UTF-8 arrives as U+FFFD.
template <class Write>
void for_each_code_point(std::string_view text, const Write& write) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (point.bytes.empty()) {
      write(CodePoint{0xFFFD, "\xEF\xBF\xBD"});
      ++at;
    } else {
      write(point);
      at += point.bytes.size();
    }
  }
}

// Characters that a reader cannot see, or that change how others are shown.
bool deceives(char32_t value) {
  struct Range {
    char32_t first, last;
  };
  constexpr std::array<Range, 12> kRanges = {{{0x00, 0x1F},
                                              {0x7F, 0x9F},
                                              {0xAD, 0xAD},
                                              {0x061C, 0x061C},
                                              {0x180E, 0x180E},
                                              {0x200B, 0x200F},
                                              {0x2028, 0x202E},
                                              {0x2060, 0x206F},
                                              {0xFE00, 0xFE0F},
                                              {0xFEFF, 0xFEFF},
                                              {0xFFF9, 0xFFFB},
                                              {0xE0000, 0xE0FFF}}};
  return std::any_of(kRanges.begin(), kRanges.end(),
                     [&](const Range& range) { return value >= range.first && value <= range.last; });
}

std::string made_visible(char32_t value) {
  return fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(value));
}

bool looks_like_formula(std::string_view text) {
  if (text.empty()) return false;
  const char first = text.front();
  if (first == '=' || first == '@' || first == '\t' || first == '\r' || first == '\n') return true;
  if (first != '+' && first != '-') return false;
  constexpr std::string_view kPlain = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_.-";
  return text.find_first_not_of(kPlain, 1) != std::string_view::npos;
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  for_each_code_point(text, [&](const CodePoint& point) {
    switch (point.value) {
      case '&':
        out += "&amp;";
        return;
      case '<':
        out += "&lt;";
        return;
      case '>':
        out += "&gt;";
        return;
      case '"':
        out += "&quot;";
        return;
      case '\'':
        out += "&#39;";
        return;
      case '\n':
      case '\t':
        out += point.bytes;
        return;
      default:
        break;
    }
    if (deceives(point.value)) {
      out += made_visible(point.value);
    } else {
      out += point.bytes;
    }
  });
  return out;
}

std::string terminal_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for_each_code_point(text, [&](const CodePoint& point) {
    if (point.value == '\n' || point.value == '\t') {
      out += ' ';
    } else if (deceives(point.value)) {
      out += made_visible(point.value);
    } else {
      out += point.bytes;
    }
  });
  return out;
}

std::string json_escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  for_each_code_point(text, [&](const CodePoint& point) {
    switch (point.value) {
      case '"':
        out += "\\\"";
        return;
      case '\\':
        out += "\\\\";
        return;
      case '\b':
        out += "\\b";
        return;
      case '\f':
        out += "\\f";
        return;
      case '\n':
        out += "\\n";
        return;
      case '\r':
        out += "\\r";
        return;
      case '\t':
        out += "\\t";
        return;
      default:
        break;
    }
    if (point.value < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<std::uint32_t>(point.value));
    } else {
      out += point.bytes;
    }
  });
  return out;
}

std::string csv_field(std::string_view text) {
  std::string valid = looks_like_formula(text) ? "'" : "";
  for_each_code_point(text, [&](const CodePoint& point) { valid += point.bytes; });
  if (valid.find_first_of(",\"\r\n") == std::string::npos) return valid;
  std::string out = "\"";
  for (const char c : valid) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
  return out;
}

}  // namespace stillwatch
