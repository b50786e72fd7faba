#include "text/intent/request_form.h"

#include <algorithm>
#include <array>

#include "text/normal_text.h"

namespace stillwatch {
namespace {

constexpr std::size_t kLabelBytes = 48;  // longest label read
constexpr std::size_t kLeadBytes = 6;    // marks and digits before it
constexpr std::uint64_t kBasis = 0xcbf29ce484222325ULL, kPrime = 0x100000001b3ULL;  // FNV-1a

constexpr std::array<bool, 256> kEndsLabel = [] {
  std::array<bool, 256> ends{};
  for (const char byte : std::string_view(":]#*")) ends[static_cast<unsigned char>(byte)] = true;
  return ends;
}();

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
  while (!bytes.empty()) {
    const std::string_view line = bytes.substr(0, bytes.find('\n'));
    read_line(line);
    bytes.remove_prefix(std::min(bytes.size(), line.size() + 1));
  }
}

void RequestForm::read_line(std::string_view line) {
  if (line.empty()) return;
  if (line.size() >= kPassageBytes) passage_ = true;
  if (line.starts_with("```")) fence_ = true;
  std::size_t after = 0;
  while (after < 4 && after < line.size() && is_digit(line[after])) ++after;
  if (after > 0 && after < line.size() && (line[after] == '.' || line[after] == ')')) ++numbered_;
  read_label(line);
}

void RequestForm::read_label(std::string_view line) {
  std::size_t begin = 0;
  while (begin < line.size() && begin < kLeadBytes && !is_letter(line[begin])) ++begin;
  const std::string_view rest = line.substr(begin, kLabelBytes);
  std::size_t end = 0;
  while (end < rest.size() && !kEndsLabel[static_cast<unsigned char>(rest[end])]) ++end;
  const bool heading = line.front() == '#' && rest.size() < kLabelBytes;
  if (end == rest.size() && !heading) return;
  const auto found = label_of_.find(label_hash(rest.substr(0, end)));
  if (found == label_of_.end()) return;
  ++counts_[found->second];
  ++labelled_;
}

}  // namespace stillwatch
