// Strings and paths of json_tree.h: unescaping, escaping, minified text, path look-up.
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <array>
#include <bit>
#include <charconv>
#include <cstring>

#include "exchange/json_tree.h"

namespace stillwatch {
namespace {

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

// What the byte behind a backslash stands for: quote, backslash, slash and anything else stand for
// themselves.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> meanings{};
  for (std::size_t i = 0; i < meanings.size(); ++i) meanings[i] = static_cast<char>(i);
  meanings['n'] = '\n';
  meanings['t'] = '\t';
  meanings['r'] = '\r';
  meanings['b'] = '\b';
  meanings['f'] = '\f';
  return meanings;
}();

constexpr std::size_t kBlock = 64;
static_assert(kBlock <= kJsonPadding);

// Copies a block and tells where it holds backslashes, a bit for each.
#ifdef __SSE2__
std::uint64_t copy_block(const char* at, char* out) {
  const __m128i backslash = _mm_set1_epi8('\\');
  std::uint64_t found = 0;
  for (std::size_t i = 0; i < kBlock; i += 16) {
    const __m128i quarter = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + i));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + i), quarter);
    const auto bits = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(quarter, backslash)));
    found |= std::uint64_t{bits} << i;
  }
  return found;
}
#else
std::uint64_t copy_block(const char* at, char* out) {
  std::memcpy(out, at, kBlock);
  std::uint64_t found = 0;
  for (std::size_t i = 0; i < kBlock; ++i) found |= std::uint64_t{at[i] == '\\'} << i;
  return found;
}
#endif

}  // namespace

// A block is copied whole, as often as not beyond what is wanted of it: then the next one overwrites that.
// What is read behind the string is the rest of the document or its padding.
std::string_view unescape_json(std::string_view raw, Arena& arena) {
  const void* const first = raw.empty() ? nullptr : std::memchr(raw.data(), '\\', raw.size());
  if (first == nullptr) return raw;
  char* const start = arena.allocate(raw.size() + kBlock);
  const char* at = static_cast<const char*>(first);
  char* out = start + (at - raw.data());
  std::memcpy(start, raw.data(), static_cast<std::size_t>(at - raw.data()));
  const char* const end = raw.data() + raw.size();
  for (;;) {
    const auto left = static_cast<std::size_t>(end - at);
    std::uint64_t stops = copy_block(at, out);
    if (left < kBlock) stops |= std::uint64_t{1} << left;
    const std::size_t plain = stops == 0 ? kBlock : static_cast<std::size_t>(std::countr_zero(stops));
    at += plain;
    out += plain;
    if (stops == 0) continue;
    if (end - at < 2) break;
    const char kind = at[1];
    at += 2;
    if (kind == 'u') {
      at = unescape_unicode(at, end, out);
    } else {
      *out++ = kEscapes[static_cast<unsigned char>(kind)];
    }
  }
  const auto length = static_cast<std::size_t>(out - start);
  arena.give_back(raw.size() + kBlock - length);
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
