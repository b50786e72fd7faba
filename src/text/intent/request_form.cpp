#include "text/intent/request_form.h"

#include <algorithm>
#include <bit>

#include "text/kernels/ascii_blocks.h"
#include "text/normal_text.h"

namespace stillwatch {
namespace {

constexpr std::size_t kLabelBytes = 48;  // longest label read
constexpr std::size_t kLeadBytes = 6;    // marks and digits before it
constexpr std::uint64_t kBasis = 0xcbf29ce484222325ULL, kPrime = 0x100000001b3ULL;  // FNV-1a

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
bool is_letter(char byte) { return (byte >= 'a' && byte <= 'z') || static_cast<unsigned char>(byte) > 127; }

// Of the bytes up to the last letter, without word breaks; digits and marks at the end do not count.
std::uint64_t label_hash(std::string_view text) {
  std::uint64_t hash = kBasis, until_letter = 0;
  for (const char byte : text) {
    if (byte == NormalText::kWordBreak) continue;
    hash = (hash ^ static_cast<unsigned char>(byte)) * kPrime;
    if (is_letter(byte)) until_letter = hash;
  }
  return until_letter;
}

std::string_view until_last_letter(std::string_view text) {
  while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
  return text;
}

// The second is 0 when there is but one.
std::size_t first_two(std::string_view text) {
  const auto byte = [text](std::size_t i) {
    return i < text.size() ? static_cast<std::size_t>(static_cast<unsigned char>(text[i])) : 0;
  };
  return byte(0) << 8 | byte(1);
}

// <word> or </word>, at a `<`.
bool is_tag(std::string_view bytes) {
  constexpr std::size_t kTagBytes = 24;
  std::size_t at = bytes.size() > 1 && bytes[1] == '/' ? 2 : 1;
  if (at >= bytes.size() || !is_letter(bytes[at])) return false;
  while (at < bytes.size() && at < kTagBytes &&
         (is_letter(bytes[at]) || is_digit(bytes[at]) || bytes[at] == '_'))
    ++at;
  return at < bytes.size() && bytes[at] == '>';
}

bool opens_json(std::string_view bytes) {
  const std::size_t next = bytes.find_first_not_of(" \n\t\r", 1);
  return next != std::string_view::npos && bytes[next] == '"';
}

// Whether `holds` is true at one of the first few places of `mark`.
template <class Test>
bool any_at(std::string_view bytes, char mark, const Test& holds) {
  std::size_t at = bytes.find(mark);
  for (int places = 0; at != std::string_view::npos && places < 64; ++places) {
    if (holds(bytes.substr(at))) return true;
    at = bytes.find(mark, at + 1);
  }
  return false;
}

}  // namespace

RequestForm::RequestForm(std::span<const std::string> labels) : counts_(labels.size()) {
  for (std::size_t label = 0; label < labels.size(); ++label) {
    std::string_view rest = labels[label];
    while (!rest.empty()) {
      const std::string_view spelling = rest.substr(0, rest.find('|'));
      rest.remove_prefix(std::min(rest.size(), spelling.size() + 1));
      NormalText normal;
      normal.append(spelling);
      label_of_.emplace(label_hash(normal.bytes()), static_cast<std::uint16_t>(label));
      begins_label_[first_two(until_last_letter(normal.bytes()))] = true;
    }
  }
}

void RequestForm::read(std::string_view bytes) {
  std::ranges::fill(counts_, 0U);
  labelled_ = numbered_ = 0;
  passage_ = fence_ = tags_ = json_ = false;
  if (bytes.size() <= kHeadBytes + kTailBytes) {
    read_piece(bytes);
  } else {
    read_piece(bytes.substr(0, kHeadBytes));
    read_piece(bytes.substr(bytes.size() - kTailBytes));
  }
  const std::size_t last = bytes.find_last_not_of(" \n\t\r\x1f");
  open_ = last != std::string_view::npos && (bytes[last] == ':' || bytes[last] == '[' || bytes[last] == '(' ||
                                             (bytes[last] == '.' && last > 0 && is_digit(bytes[last - 1])));
}

void RequestForm::read_piece(std::string_view bytes) {
  tags_ = tags_ || any_at(bytes, '<', is_tag);
  json_ = json_ || any_at(bytes, '{', opens_json);
  const std::size_t numbers = (bytes.size() + 63) / 64;
  for (auto* bits : {&line_ends_, &label_ends_}) {
    if (bits->size() <= numbers) bits->resize(2 * numbers + 1);
  }
  kernels::line_bits(bytes.data(), bytes.size(), line_ends_.data(), label_ends_.data());
  label_ends_[numbers] = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < numbers; ++i) {
    for (std::uint64_t left = line_ends_[i]; left != 0; left &= left - 1) {
      const std::size_t end = 64 * i + static_cast<std::size_t>(std::countr_zero(left));
      read_line(bytes, begin, end);
      begin = end + 1;
    }
  }
  if (begin < bytes.size()) read_line(bytes, begin, bytes.size());
}

void RequestForm::read_line(std::string_view bytes, std::size_t begin, std::size_t end) {
  const std::string_view line = bytes.substr(begin, end - begin);
  if (line.empty()) return;
  if (line.size() >= kPassageBytes) passage_ = true;
  if (line.starts_with("```")) fence_ = true;
  std::size_t after = 0;
  while (after < 4 && after < line.size() && is_digit(line[after])) ++after;
  if (after > 0 && after < line.size() && (line[after] == '.' || line[after] == ')')) ++numbered_;
  read_label(line, begin);
}

// How many bytes from `at` the first byte that ends a label is; `most` when it is not nearer than that.
std::size_t RequestForm::label_end(std::size_t at, std::size_t most) const {
  static_assert(kLabelBytes < 64);
  const std::size_t number = at / 64, shift = at % 64;
  std::uint64_t bits = label_ends_[number] >> shift;
  if (shift > 0) bits |= label_ends_[number + 1] << (64 - shift);
  bits |= std::uint64_t{1} << most;
  return static_cast<std::size_t>(std::countr_zero(bits));
}

void RequestForm::read_label(std::string_view line, std::size_t line_begin) {
  std::size_t begin = 0;
  while (begin < line.size() && begin < kLeadBytes && !is_letter(line[begin])) ++begin;
  const std::string_view rest = line.substr(begin, kLabelBytes);
  const std::size_t end = rest.empty() ? 0 : label_end(line_begin + begin, rest.size());
  const bool heading = line.front() == '#' && rest.size() < kLabelBytes;
  if (end == rest.size() && !heading) return;
  const std::string_view text = rest.substr(0, end);
  if (!may_be_label(text)) return;
  const auto found = label_of_.find(label_hash(text));
  if (found == label_of_.end()) return;
  ++counts_[found->second];
  ++labelled_;
}

// Nearly all lines that could hold a label begin as none does. A word break does not count towards a label,
// and what follows its last letter does not either.
bool RequestForm::may_be_label(std::string_view text) const {
  if (text.size() < 2 || text[0] == NormalText::kWordBreak || text[1] == NormalText::kWordBreak) return true;
  return begins_label_[first_two(text)] || begins_label_[first_two(text.substr(0, 1))];
}

}  // namespace stillwatch
