#include "text/normal_text.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstring>

#include "text/fold_table.h"
#include "text/kernels/ascii_blocks.h"

namespace stillwatch {
namespace {

constexpr std::int32_t kInvalid = 0xFFFD;

bool is_ascii(char byte) { return static_cast<unsigned char>(byte) < 128; }

bool continues_word(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || !is_ascii(byte);
}

struct Decoded {
  std::int32_t code_point = kInvalid;
  std::size_t length = 1;
};

std::uint32_t byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }
bool continues(std::uint32_t byte) { return (byte & 0xC0U) == 0x80; }

// Of two or three bytes, which nearly all are; anything else, and whatever is wrong, is left to the library.
// Invalid bytes decode to U+FFFD, one by one.
Decoded decode(std::string_view text, std::size_t at) {
  const std::size_t left = text.size() - at;
  const std::uint32_t lead = byte_at(text, at);
  if (left >= 2 && lead >= 0xC2 && lead < 0xE0) {
    const std::uint32_t second = byte_at(text, at + 1);
    if (continues(second)) return {static_cast<std::int32_t>((lead & 0x1FU) << 6 | (second & 0x3FU)), 2};
  } else if (left >= 3 && lead >= 0xE0 && lead < 0xF0) {
    const std::uint32_t second = byte_at(text, at + 1), third = byte_at(text, at + 2);
    const std::uint32_t code_point = (lead & 0xFU) << 12 | (second & 0x3FU) << 6 | (third & 0x3FU);
    const bool surrogate = code_point >= 0xD800 && code_point < 0xE000;
    if (continues(second) && continues(third) && code_point >= 0x800 && !surrogate)
      return {static_cast<std::int32_t>(code_point), 3};
  }
  utf8proc_int32_t code_point = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at;
  const auto length =
      utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(std::min<std::size_t>(left, 4)), &code_point);
  if (length <= 0) return {};
  return {code_point, static_cast<std::size_t>(length)};
}

// Writes up to four bytes; returns how many.
std::size_t encode(std::int32_t code_point, char* to) {
  const auto bits = static_cast<std::uint32_t>(code_point);
  const auto put = [&to](std::uint32_t byte) { *to++ = static_cast<char>(byte); };
  if (bits >= 0x80 && bits < 0x800) {
    put(0xC0 | bits >> 6);
    put(0x80 | (bits & 0x3FU));
    return 2;
  }
  if (bits >= 0x800 && bits < 0x10000) {
    put(0xE0 | bits >> 12);
    put(0x80 | (bits >> 6 & 0x3FU));
    put(0x80 | (bits & 0x3FU));
    return 3;
  }
  return static_cast<std::size_t>(utf8proc_encode_char(code_point, reinterpret_cast<utf8proc_uint8_t*>(to)));
}

FoldedCharacter look_up(const std::vector<FoldedCharacter>& table, std::int32_t code_point) {
  if (code_point < 0x10000) return table[static_cast<std::size_t>(code_point)];
  // Pictures (emoji) fold to nothing else and are the commonest characters out there.
  const bool picture = code_point >= 0x1F300 && code_point <= 0x1FAFF;
  if (picture) return {static_cast<std::uint16_t>(NormalText::kSymbol), FoldClass::mark, Script::other};
  return {};
}

}  // namespace

void NormalText::clear() {
  size_ = 0;
  scripts_.fill(0);
}

void NormalText::reserve(std::size_t more) {
  const std::size_t needed = size_ + more + 2 * kPadding;
  if (needed > bytes_.size()) bytes_.resize(needed + needed / 2);
}

void NormalText::append(std::string_view part) {
  if (size_ >= kBytesMax) return;
  part = part.substr(0, kBytesMax - size_);
  reserve(part.size() + 1);
  if (size_ > 0) bytes_[size_++] = '\n';
  std::size_t at = 0;
  while (at < part.size()) {
    reserve(part.size() - at);
    const std::size_t ascii =
        kernels::copy_lowered(part.data() + at, part.size() - at, bytes_.data() + size_);
    size_ += ascii;
    at += ascii;
    if (at < part.size()) at += append_run(part.substr(at));
  }
}

void NormalText::finish() {
  reserve(0);
  std::memset(bytes_.data() + size_, 0, kPadding);
}

// Appends a run that starts above ASCII, up to the next ASCII byte; returns its length. Characters that fold
// alone take one look-up each. One that needs context is folded together with the character before it, whose
// output is taken back.
std::size_t NormalText::append_run(std::string_view run) {
  const std::vector<FoldedCharacter>& table = fold_table();
  std::size_t at = 0;
  std::size_t before = std::string_view::npos;  // where the character before starts in `run`
  std::size_t size_before = size_;              // size_ before that character was appended
  while (at < run.size() && !is_ascii(run[at])) {
    if (size_ + 16 + 2 * kPadding > bytes_.size()) reserve(16);
    const Decoded decoded = decode(run, at);
    const FoldedCharacter folded = look_up(table, decoded.code_point);
    if (folded.fold_class != FoldClass::context) {
      before = at;
      size_before = size_;
      ++scripts_[static_cast<std::size_t>(folded.script)];
      append_code_point(folded.target, folded.fold_class);
      at += decoded.length;
      continue;
    }
    cluster_.clear();
    if (before != std::string_view::npos) {
      at = before;
      size_ = size_before;
    } else if (size_ > 0 && at == 0 && is_ascii(bytes_[size_ - 1]) && bytes_[size_ - 1] > ' ') {
      cluster_.push_back(bytes_[--size_]);
    }
    at = append_cluster(run, at);
    before = std::string_view::npos;
  }
  return at;
}

// Folds the character at `from` and the ones after it that need context; returns where the next one starts.
std::size_t NormalText::append_cluster(std::string_view run, std::size_t from) {
  constexpr std::size_t kClusterMax = 64;  // bounds the work on a text of nothing but marks
  const std::vector<FoldedCharacter>& table = fold_table();
  std::size_t at = from;
  while (at < run.size() && !is_ascii(run[at]) && cluster_.size() < kClusterMax) {
    const Decoded decoded = decode(run, at);
    const bool context = look_up(table, decoded.code_point).fold_class == FoldClass::context;
    if (!context && at != from) break;
    cluster_.push_back(decoded.code_point);
    at += decoded.length;
  }
  fold_cluster(cluster_, cluster_scratch_);
  reserve(cluster_.size() * 6);
  for (const std::int32_t code_point : cluster_) {
    const FoldedCharacter folded = classify(code_point);
    ++scripts_[static_cast<std::size_t>(folded.script)];
    const bool mark = folded.fold_class == FoldClass::mark;
    append_code_point(mark ? folded.target : code_point, folded.fold_class);
  }
  return at;
}

void NormalText::append_code_point(std::int32_t code_point, FoldClass fold_class) {
  switch (fold_class) {
    case FoldClass::word:
      return append_word(code_point);
    case FoldClass::sign:
      return append_sign(code_point);
    case FoldClass::unspaced:
      return append_unspaced(code_point);
    case FoldClass::mark:
      bytes_[size_++] = static_cast<char>(code_point);
      return;
    case FoldClass::drop:
    case FoldClass::context:
      return;
  }
}

void NormalText::append_word(std::int32_t code_point) { size_ += encode(code_point, bytes_.data() + size_); }

// A vowel sign or tone mark of an unspaced letter joins that letter's word.
void NormalText::append_sign(std::int32_t code_point) {
  const bool joins = size_ > 0 && bytes_[size_ - 1] == kWordBreak;
  if (joins) --size_;
  append_word(code_point);
  if (joins) bytes_[size_++] = kWordBreak;
}

void NormalText::append_unspaced(std::int32_t code_point) {
  if (size_ > 0 && continues_word(bytes_[size_ - 1])) bytes_[size_++] = kWordBreak;
  size_ += encode(code_point, bytes_.data() + size_);
  bytes_[size_++] = kWordBreak;
}

}  // namespace stillwatch
