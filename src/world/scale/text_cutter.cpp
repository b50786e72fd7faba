#include "world/scale/text_cutter.h"

#include <algorithm>

namespace stillwatch::world {
namespace {

constexpr std::size_t kQuietWords = 2;                       // constant words between slots for words
constexpr std::size_t kQuietCharacters = 3;                  // and between pairs of wide characters
constexpr std::size_t kMostBytes = 4'096, kMostWords = 200;  // of a cut
constexpr std::size_t kLongestWord = 15;

bool is_lower(unsigned char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(unsigned char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }
bool is_word_byte(unsigned char c) {
  return is_lower(c) || is_upper(c) || is_digit(c) || c == '_' || c == '\'' || c >= 0x80;
}
// First byte of a character of Chinese, Japanese or Korean script (three bytes).
bool is_wide_lead(unsigned char c) { return c >= 0xe3 && c <= 0xed; }

// What the bytes of a word have in them.
struct WordBytes {
  bool digits = true, letters = true;  // nothing else: 0-9; a-z and bytes above 127
  bool inner_mark = false;             // an underscore, or a capital after a small letter
};

// "order_total" is cut before its last part: "_total" stays.
std::size_t head_of_identifier(std::string_view token) {
  std::size_t cut = token.size() - 1;
  while (cut > 0 && token[cut] != '_' && !is_upper(static_cast<unsigned char>(token[cut]))) --cut;
  return cut == 0 ? token.size() : cut;
}

SlotKind slot_for(std::string_view token, const WordBytes& has, bool quiet, bool code) {
  if (has.digits) return token.size() <= 9 ? SlotKind::number : SlotKind::none;
  if (has.inner_mark) return token.size() >= 4 ? SlotKind::identifier : SlotKind::none;
  const bool word = has.letters && token.size() >= 4 && token.size() <= kLongestWord;
  return word && quiet && !code ? SlotKind::word : SlotKind::none;
}

}  // namespace

void TextCutter::cut() {
  while (at_ < text_.size()) {
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (is_wide_lead(c) && at_ + 3 <= text_.size())
      wide_character();
    else if (is_word_byte(c))
      word();
    else
      mark(c);
    if (at_ - open_.begin >= kMostBytes || open_.words >= kMostWords) close(SlotKind::none, at_, at_);
  }
  if (at_ > open_.begin) close(SlotKind::none, at_, at_);
}

void TextCutter::close(SlotKind slot, std::size_t slot_begin, std::size_t slot_end) {
  open_.slot = slot;
  open_.slot_begin = slot_begin;
  open_.slot_end = slot_end;
  if (slot_end > open_.begin) take_(open_);
  open_ = {};
  open_.begin = slot_end;
  if (slot != SlotKind::none) quiet_ = 0;
}

void TextCutter::mark(unsigned char c) {
  const bool fence = text_.substr(at_, 3) == "```";
  if (fence) code_ = !code_;
  at_ += fence ? 3 : 1;
  if (!code_ && (c == '.' || c == '?' || c == '!' || c == '\n')) ended_ = true;
  const bool sentence = ended_ && (c == ' ' || c == '\n');
  if (!sentence && !(code_ && c == '\n')) return;
  ended_ = false;
  close(SlotKind::none, at_, at_);
  open_.may_stop = true;
  open_.may_leave_out = sentence;
}

// Two characters that carry meaning: kana, or Han.
bool TextCutter::wide_pair() const {
  if (at_ + 6 > text_.size()) return false;
  const auto meaning = [&](std::size_t at) {
    const auto lead = static_cast<unsigned char>(text_[at]), next = static_cast<unsigned char>(text_[at + 1]);
    return (lead >= 0xe4 && lead <= 0xe9) || (lead == 0xe3 && next >= 0x81 && next <= 0x83);
  };
  return meaning(at_) && meaning(at_ + 3);
}

void TextCutter::wide_character() {
  const std::string_view character = text_.substr(at_, 3);
  if (!code_ && quiet_ >= kQuietCharacters && wide_pair()) {
    at_ += 6;
    open_.words = static_cast<std::uint8_t>(open_.words + 2);
    return close(SlotKind::pair, at_ - 6, at_);
  }
  at_ += 3;
  ++open_.words;
  ++quiet_;
  if (code_ || (character != "。" && character != "！" && character != "？")) return;
  close(SlotKind::none, at_, at_);
  open_.may_stop = open_.may_leave_out = true;
}

void TextCutter::word() {
  const std::size_t begin = at_;
  WordBytes has;
  while (at_ < text_.size()) {
    const auto c = static_cast<unsigned char>(text_[at_]);
    if (!is_word_byte(c) || (is_wide_lead(c) && at_ > begin)) break;
    const bool after_small = at_ > begin && is_lower(static_cast<unsigned char>(text_[at_ - 1]));
    has.inner_mark |= c == '_' || (is_upper(c) && after_small);
    has.digits &= is_digit(c);
    has.letters &= is_lower(c) || c >= 0x80;
    ++at_;
  }
  const std::string_view token = text_.substr(begin, at_ - begin);
  ++open_.words;
  ++quiet_;
  const SlotKind slot = slot_for(token, has, quiet_ > kQuietWords, code_);
  if (slot == SlotKind::none) return;
  const std::size_t head = slot == SlotKind::identifier ? head_of_identifier(token) : token.size();
  close(slot, begin, begin + head);
}

}  // namespace stillwatch::world
