#include "trace/turn_reader.h"

#include <charconv>

#include "text/kernels/ascii_blocks.h"
#include "text/token_hash.h"

namespace stillwatch {
namespace {

// The four hex digits at `at`, or -1.
std::int32_t hex4(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return -1;
  std::uint32_t value = 0;
  const char* begin = text.data() + at;
  const auto [end, error] = std::from_chars(begin, begin + 4, value, 16);
  return error == std::errc() && end == begin + 4 ? static_cast<std::int32_t>(value) : -1;
}

void append_utf8(std::uint32_t code_point, std::string& out) {
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
    return;
  }
  const auto continuation = [&out](std::uint32_t bits) { out += static_cast<char>(0x80 | (bits & 0x3f)); };
  if (code_point < 0x800) {
    out += static_cast<char>(0xc0 | code_point >> 6);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xe0 | code_point >> 12);
    continuation(code_point >> 6);
  } else {
    out += static_cast<char>(0xf0 | code_point >> 18);
    continuation(code_point >> 12);
    continuation(code_point >> 6);
  }
  continuation(code_point);
}

// Resolves the \u escape whose digits begin at `at`; returns how many bytes after `\u` it takes, 0 when it is
// none.
std::size_t resolve_unicode(std::string_view json, std::size_t at, std::string& out) {
  const std::int32_t unit = hex4(json, at);
  if (unit < 0) return 0;
  const bool high = unit >= 0xD800 && unit < 0xDC00;
  if (high && json.substr(at + 4, 2) == "\\u") {
    const std::int32_t low = hex4(json, at + 6);
    if (low >= 0xDC00 && low < 0xE000) {
      append_utf8(static_cast<std::uint32_t>(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)), out);
      return 10;
    }
  }
  const bool surrogate = unit >= 0xD800 && unit < 0xE000;
  append_utf8(surrogate ? 0xFFFDU : static_cast<std::uint32_t>(unit), out);
  return 4;
}

}  // namespace

void resolve_json_escapes(std::string_view json, std::string& out) {
  constexpr std::string_view kLetters = "ntrbf";
  constexpr std::string_view kMeanings = "\n\t\r\b\f";
  out.clear();
  std::size_t at = 0;
  while (at < json.size()) {
    const std::size_t plain = std::min(json.find('\\', at), json.size());
    out.append(json.substr(at, plain - at));
    at = plain;
    if (at + 1 >= json.size()) break;
    const char letter = json[at + 1];
    const std::size_t known = kLetters.find(letter);
    at += 2;
    if (known != std::string_view::npos) {
      out += kMeanings[known];
    } else if (letter == 'u') {
      const std::size_t taken = resolve_unicode(json, at, out);
      if (taken == 0) out += "\\u";
      at += taken;
    } else {
      out += letter;  // \" \\ \/ and what is no escape
    }
  }
}

void TurnReader::add_tool_call(std::string_view name, std::string_view arguments) {
  text_.append(name);
  if (arguments.find('\\') == std::string_view::npos) return text_.append(arguments);
  resolve_json_escapes(arguments, unescaped_);
  text_.append(unescaped_);
}

void TurnReader::finish() {
  text_.finish();
  words_.split(text_.bytes(), key_);
}

std::uint64_t TurnReader::words_hash() const { return sequence_hash(words_.hashes(), 0); }

std::uint64_t TurnReader::text_hash() {
  const std::string_view bytes = text_.bytes();
  const std::size_t room = bytes.size() + kernels::kMarksBeyond;
  if (marks_.size() < room) marks_.resize(room + room / 2);
  const std::size_t count = kernels::list_marks(bytes.data(), bytes.size(), marks_.data());
  return sequence_hash(std::span<const std::uint16_t>(marks_.data(), count), words_hash());
}

}  // namespace stillwatch
