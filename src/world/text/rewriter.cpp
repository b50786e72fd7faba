#include "world/text/rewriter.h"

#include <algorithm>
#include <array>

#include "base/random.h"
#include "world/text/phrases.h"
#include "world/text/word_groups.h"

namespace stillwatch::world {
namespace {

constexpr std::size_t kQuietWords = 3;  // unchanged words in a row before a small word may be put in
constexpr std::size_t kLongText = 5;    // sentences from which one may be left out

bool is_letter(unsigned char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(unsigned char c) { return c >= '0' && c <= '9'; }
bool is_word_byte(unsigned char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '\'' || c >= 0x80;
}
// First byte of a character of Chinese, Japanese or Korean script (U+3000 and above, three bytes).
bool is_wide_lead(unsigned char c) { return c >= 0xe3 && c <= 0xed; }

std::uint64_t hash_text(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = seed ^ 0xcbf29ce484222325ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return mix64(hash);
}

class Rewriter {
 public:
  Rewriter(std::string_view text, std::string_view language, std::uint64_t seed, std::string& out)
      : text_(text),
        small_(small_words(language)),
        english_(language == "en"),
        state_(mix64(seed)),
        salt_(mix64(~seed)),
        out_(out),
        spaced_(language != "zh" && language != "ja") {}

  std::size_t run(std::size_t max_words) {
    for (std::size_t i = 0; i < text_.size() && sentences_ < kLongText; ++i) {
      const char c = text_[i];
      sentences_ += c == '.' || c == '?' || c == '!' || c == '\n' ? 1 : 0;
    }
    while (at_ < text_.size()) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (words_ >= max_words && (c == '\n' || sentence_start_)) break;
      if (sentence_start_ && skip_sentence()) continue;
      if (is_wide_lead(c))
        wide_character();
      else if (is_word_byte(c))
        word();
      else
        punctuation(c);
    }
    return words_;
  }

 private:
  std::uint64_t draw() { return splitmix64(state_); }
  bool one_in(std::uint64_t n) { return draw() % n == 0; }

  // Leaves out one sentence in nine of longer texts, never inside code.
  bool skip_sentence() {
    sentence_start_ = false;
    if (code_ || sentences_ < kLongText || words_ < 6 || !one_in(9)) return false;
    std::size_t end = at_;
    while (end < text_.size() && text_[end] != '\n' && text_[end] != '`') {
      const char c = text_[end++];
      if ((c == '.' || c == '?' || c == '!') && end < text_.size() && text_[end] == ' ') {
        at_ = end + 1;
        sentence_start_ = true;
        return true;
      }
    }
    return false;
  }

  void punctuation(unsigned char c) {
    if (c == '`' && text_.substr(at_, 3) == "```") code_ = !code_;
    if (c == '`' && text_.substr(at_, 3) == "```") {
      out_.append("```");
      at_ += 3;
      return;
    }
    if (c == '\n' && code_ && quiet_ > 4 && one_in(3)) code_comment();
    out_ += static_cast<char>(c);
    ++at_;
    if ((c == '.' || c == '?' || c == '!' || c == '\n') && !code_) ended_ = true;
    if (ended_ && (c == ' ' || c == '\n')) {
      ended_ = false;
      sentence_start_ = true;
    }
  }

  void code_comment() {
    out_.append("  # ");
    Random random(draw());
    append_identifier(random, out_);
    quiet_ = 0;
  }

  void wide_character() {
    std::size_t size = std::min<std::size_t>(3, text_.size() - at_);
    const std::string_view character = text_.substr(at_, size);
    out_.append(character);
    at_ += size;
    ++words_;
    const bool stop = character == "。" || character == "！" || character == "？";
    if (stop) sentence_start_ = true;
    if (++quiet_ > 4 && !code_ && one_in(4)) {
      out_.append(small_[draw() % small_.size()]);
      quiet_ = 0;
    }
  }

  void word() {
    std::size_t end = at_;
    bool inner_mark = false;
    bool digits = true;
    while (end < text_.size()) {
      const auto c = static_cast<unsigned char>(text_[end]);
      if (!is_word_byte(c) || is_wide_lead(c)) break;
      inner_mark |= c == '_' || (end > at_ && c >= 'A' && c <= 'Z' && text_[end - 1] >= 'a');
      digits &= is_digit(c);
      ++end;
    }
    const std::string_view token = text_.substr(at_, end - at_);
    at_ = end;
    ++words_;
    if (digits)
      number(token);
    else if (inner_mark)
      identifier(token);
    else if (!synonym(token))
      plain(token);
  }

  void plain(std::string_view token) {
    out_.append(token);
    const bool room = at_ < text_.size() && text_[at_] == ' ' && spaced_;
    if (++quiet_ > kQuietWords && !code_ && room && one_in(2)) {
      out_ += ' ';
      out_.append(small_[draw() % small_.size()]);
      ++words_;
      quiet_ = 0;
    }
  }

  void number(std::string_view token) {
    if (token.size() > 9 || (token.size() == 1 && hash_text(token, salt_) % 3 == 0)) return plain(token);
    std::uint64_t random = hash_text(token, salt_);
    for (std::size_t i = 0; i < token.size(); ++i, random /= 10) {
      out_ += static_cast<char>(i == 0 && token[0] != '0' ? '1' + random % 9 : '0' + random % 10);
    }
    quiet_ = 0;
  }

  // "order_total" -> "voucher_total", "parseFile" -> "ledgerFile": the last part is kept.
  void identifier(std::string_view token) {
    const std::uint64_t random = hash_text(token, salt_);
    if (token.size() < 4 || random % 5 == 0) return plain(token);
    std::size_t cut = token.size() - 1;
    while (cut > 0 && token[cut] != '_' && !(token[cut] >= 'A' && token[cut] <= 'Z')) --cut;
    Random words(random);
    std::string fresh;
    append_identifier(words, fresh);
    if (cut == 0) cut = token.size() / 2;
    out_.append(fresh).append(token.substr(cut));
    quiet_ = 0;
  }

  bool synonym(std::string_view token) {
    if (!english_ || code_ || token.size() > 12) return false;
    std::array<char, 12> lower{};
    for (std::size_t i = 0; i < token.size(); ++i) {
      lower[i] = token[i] >= 'A' && token[i] <= 'Z' ? static_cast<char>(token[i] + 32) : token[i];
    }
    const std::string_view key(lower.data(), token.size());
    const auto group = WordGroups::english().find(key);
    if (group.empty()) return false;
    // Grammar's small words change less often, so that the text stays readable.
    const bool grammar = token.size() <= 3;
    if (grammar && draw() % 8 < 5) return false;
    const std::string_view choice = group[hash_text(key, salt_) % group.size()];
    if (choice == key) return false;
    const bool capital = token[0] >= 'A' && token[0] <= 'Z' && choice[0] >= 'a' && choice[0] <= 'z';
    out_ += capital ? static_cast<char>(choice[0] - 32) : choice[0];
    out_.append(choice.substr(1));
    quiet_ = 0;
    return true;
  }

  std::string_view text_;
  std::span<const std::string_view> small_;
  bool english_;
  std::uint64_t state_, salt_;
  std::string& out_;
  bool spaced_;
  std::size_t at_ = 0, words_ = 0, quiet_ = 0;
  std::size_t sentences_ = 1;  // as far as kLongText
  bool code_ = false, sentence_start_ = false, ended_ = false;
};

}  // namespace

std::size_t rewrite(std::string_view text, std::string_view language, std::uint64_t seed, std::string& out,
                    std::size_t max_words) {
  return Rewriter(text, language, seed, out).run(max_words);
}

std::string rewrite_wording(std::string_view text, std::uint64_t seed) {
  std::string out;
  while (!text.empty()) {
    const std::size_t mark = std::min(text.find('{'), text.size());
    const std::string_view words = text.substr(0, mark);
    const std::size_t begin = std::min(words.find_first_not_of(" \n"), words.size());
    const std::size_t end = begin == words.size() ? begin : words.find_last_not_of(" \n") + 1;
    out.append(words.substr(0, begin));
    rewrite(words.substr(begin, end - begin), "en", mix64(seed + out.size()), out);
    out.append(words.substr(end));
    const std::size_t close = mark == text.size() ? mark : text.find('}', mark) + 1;
    out.append(text.substr(mark, close - mark));
    text.remove_prefix(close);
  }
  return out;
}

}  // namespace stillwatch::world
