// Strings and paths of json_tree.h: unescaping, escaping, minified text, path look-up.
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <bit>
#include <charconv>
#include <cstring>

#include "exchange/json_tree.h"

namespace stillwatch {
namespace {

constexpr std::size_t kSlack = 16;  // what copy_plain may write beyond its text

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The four hex digits at `at`, or -1.
int hex4(const char* at, const char* end) {
  if (end - at < 4) return -1;
  int value = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = hex_digit(at[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

char* append_utf8(char* out, std::uint32_t code) {
  if (code < 0x80) {
    *out++ = static_cast<char>(code);
  } else if (code < 0x800) {
    *out++ = static_cast<char>(0xC0 | code >> 6);
    *out++ = static_cast<char>(0x80 | (code & 63));
  } else if (code < 0x10000) {
    *out++ = static_cast<char>(0xE0 | code >> 12);
    *out++ = static_cast<char>(0x80 | (code >> 6 & 63));
    *out++ = static_cast<char>(0x80 | (code & 63));
  } else {
    *out++ = static_cast<char>(0xF0 | code >> 18);
    *out++ = static_cast<char>(0x80 | (code >> 12 & 63));
    *out++ = static_cast<char>(0x80 | (code >> 6 & 63));
    *out++ = static_cast<char>(0x80 | (code & 63));
  }
  return out;
}

// `at` stands behind "\u". Never writes more than the escape took.
const char* unescape_unicode(const char* at, const char* end, char*& out) {
  const int high = hex4(at, end);
  if (high < 0) {
    *out++ = 'u';
    return at;
  }
  at += 4;
  std::uint32_t code = static_cast<std::uint32_t>(high);
  if (code >= 0xD800 && code < 0xDC00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u') {
    const int low = hex4(at + 2, end);
    if (low >= 0xDC00 && low < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10) + (static_cast<std::uint32_t>(low) - 0xDC00);
      at += 6;
    }
  }
  if (code >= 0xD800 && code < 0xE000) code = 0xFFFD;
  out = append_utf8(out, code);
  return at;
}

char simple_escape(char c) {
  switch (c) {
    case 'n':
      return '\n';
    case 't':
      return '\t';
    case 'r':
      return '\r';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    default:
      return c;  // quote, backslash, slash; anything else stands for itself
  }
}

#ifdef __SSE2__
// Copies sixteen bytes at a time up to the next backslash; may write up to sixteen bytes beyond what it
// copies.
const char* copy_plain(const char* at, const char* end, char*& out) {
  const __m128i backslash = _mm_set1_epi8('\\');
  while (end - at >= 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), block);
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, backslash)));
    if (found != 0) {
      const int plain = std::countr_zero(found);
      out += plain;
      return at + plain;
    }
    at += 16;
    out += 16;
  }
  while (at != end && *at != '\\') *out++ = *at++;
  return at;
}
#else
const char* copy_plain(const char* at, const char* end, char*& out) {
  while (at != end && *at != '\\') *out++ = *at++;
  return at;
}
#endif

}  // namespace

std::string_view unescape_json(std::string_view raw, Arena& arena) {
  const void* const first = raw.empty() ? nullptr : std::memchr(raw.data(), '\\', raw.size());
  if (first == nullptr) return raw;
  char* const start = arena.allocate(raw.size() + kSlack);
  char* out = start;
  const char* at = raw.data();
  const char* const end = at + raw.size();
  while (at != end) {
    at = copy_plain(at, end, out);
    if (end - at < 2) break;
    const char kind = at[1];
    at += 2;
    if (kind == 'u') {
      at = unescape_unicode(at, end, out);
    } else {
      *out++ = simple_escape(kind);
    }
  }
  const auto length = static_cast<std::size_t>(out - start);
  arena.give_back(raw.size() + kSlack - length);
  return {start, length};
}

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text.data() + plain, i - plain);
    plain = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        out += "\\u00";
        out += kHex[c >> 4];
        out += kHex[c & 15];
    }
  }
  out.append(text.data() + plain, text.size() - plain);
  out += '"';
}

namespace {

void append_normal_string(std::string& out, std::string_view raw, Arena& arena) {
  if (raw.find('\\') != std::string_view::npos) return append_json_string(out, unescape_json(raw, arena));
  out += '"';
  out += raw;
  out += '"';
}

void append_value(std::string& out, Json value, Arena& arena) {
  if (value.is_object() || value.is_array()) {
    const bool object = value.is_object();
    out += object ? '{' : '[';
    bool first = true;
    for (const Json child : value) {
      if (!first) out += ',';
      first = false;
      if (object) {
        append_normal_string(out, child.key(), arena);
        out += ':';
      }
      append_value(out, child, arena);
    }
    out += object ? '}' : ']';
  } else if (value.is_string()) {
    append_normal_string(out, value.raw(), arena);
  } else {
    out += value.type() == JsonType::missing ? std::string_view("null") : value.raw();
  }
}

}  // namespace

void append_json(std::string& out, Json value, Arena& arena) { append_value(out, value, arena); }

std::string_view JsonWorkspace::minified(Json value) {
  scratch_.clear();
  append_value(scratch_, value, arena);
  return arena.copy(scratch_);
}

Json find_path(Json root, std::string_view path) {
  if (path.empty()) return root;
  if (root.is_array()) {
    if (path.front() == '[') path.remove_prefix(1);
    std::size_t index = 0;
    const auto [at, error] = std::from_chars(path.data(), path.data() + path.size(), index);
    if (error != std::errc{}) return {};
    path.remove_prefix(static_cast<std::size_t>(at - path.data()));
    if (!path.empty() && path.front() == ']') path.remove_prefix(1);
    if (!path.empty() && path.front() == '.') path.remove_prefix(1);
    return find_path(root.at(index), path);
  }
  if (!root.is_object()) return {};
  if (const Json whole = root.find(path); whole.type() != JsonType::missing) return whole;
  for (std::size_t cut = path.find_first_of(".["); cut != std::string_view::npos;
       cut = path.find_first_of(".[", cut + 1)) {
    const Json member = root.find(path.substr(0, cut));
    if (!member.is_object() && !member.is_array()) continue;
    const Json found = find_path(member, path.substr(path[cut] == '.' ? cut + 1 : cut));
    if (found.type() != JsonType::missing) return found;
  }
  return {};
}

}  // namespace stillwatch
