#include "text/skeleton.h"

#include <algorithm>
#include <bit>

#include "text/enclosed.h"
#include "text/normal_text.h"
#include "text/token_hash.h"

namespace stillwatch {
namespace {

// Marks of masked runs: control bytes, which no text has as marks.
constexpr char kVariable = '\x10';
constexpr char kNumber = '\x11';
constexpr char kQuoted = '\x12';
constexpr char kUrl = '\x13';
constexpr char kCode = '\x14';
constexpr char kJson = '\x15';
constexpr char kLine = '\n';

enum PartSeed : std::uint64_t { kWhole = 1, kHead = 2, kTail = 3, kFirstLine = 4, kGram = 5, kRaw = 6 };

constexpr std::array<bool, 256> kJoints = [] {
  std::array<bool, 256> joints{};
  for (const char byte : std::string_view("_-./:@&+',")) joints[static_cast<unsigned char>(byte)] = true;
  return joints;
}();
bool is_joint(char byte) { return kJoints[static_cast<unsigned char>(byte)]; }

bool is_number(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char byte) { return byte >= '0' && byte <= '9'; });
}

// A URL begins at this word: how far does it reach? 0: it is none.
std::size_t url_end(std::string_view bytes, std::size_t begin, std::size_t end) {
  const std::string_view word = bytes.substr(begin, end - begin);
  const std::string_view rest = bytes.substr(end, 3);
  const bool url =
      ((word == "http" || word == "https") && rest == "://") || (word == "www" && rest.starts_with('.'));
  if (!url) return 0;
  return std::min(bytes.size(), bytes.find_first_of(" \n\t\r\"'`<>)]}", end));
}

std::uint64_t run_of_six(const std::uint64_t* tokens) {
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < 6; ++i) hash = std::rotl(hash, 1) ^ tokens[i];
  return hash;
}

}  // namespace

Skeleton::Skeleton(SipKey words) {
  for (std::size_t i = 0; i < mark_tokens_.size(); ++i) mark_tokens_[i] = siphash(words, std::uint64_t{i});
}

void Skeleton::grow() {
  tokens_.resize(2 * tokens_.size());
  sources_.resize(tokens_.size());
}

// The loop of read() for the words that most are: after a single space, no digit in front, no URL. It gives
// the same tokens as the general steps; but what those keep in members (number of tokens, last token) stays
// in registers here, and each word no longer waits for the one before it. Starts at word `first`; returns the
// first word that is not plain and moves `at` to its predecessor's end.
std::size_t Skeleton::read_plain(std::string_view bytes, const WordList& words,
                                 std::span<const std::uint16_t> found, const Lexicon& lexicon,
                                 std::size_t first, std::size_t& at) {
  while (tokens_.size() < count_ + found.size() - std::min(first, found.size()) + 1) grow();
  const char* text = bytes.data();
  const std::uint64_t* hashes = words.hashes().data();
  const std::uint64_t variable = mark_tokens_[static_cast<unsigned char>(kVariable)];
  constexpr std::uint64_t kVariableSource = kMark + static_cast<unsigned char>(kVariable);
  std::size_t count = count_;
  std::uint64_t last = tokens_[count - 1];
  std::size_t end = at;
  std::size_t i = first;
  for (; i < found.size(); ++i) {
    const std::size_t begin = words.begin_of(i);
    const LexiconEntry& entry = lexicon.entry(found[i]);
    const bool digit = static_cast<unsigned char>(text[begin]) <= '9';
    if (begin != end + 1 || text[end] != ' ' || digit || entry.begins_url) break;
    const std::uint64_t constant_bits =
        0 - static_cast<std::uint64_t>(entry.common);  // a choice without a branch
    const std::uint64_t token = (hashes[i] & constant_bits) | (variable & ~constant_bits);
    tokens_[count] = token;
    sources_[count] = static_cast<std::uint32_t>((i & constant_bits) | (kVariableSource & ~constant_bits));
    count += token != last ? 1 : 0;
    last = token;
    end = words.end_of(i);
  }
  count_ = count;
  at = end;
  return i;
}

void Skeleton::read(std::string_view bytes, const WordList& words, std::span<const std::uint16_t> found,
                    const Lexicon& lexicon) {
  count_ = 1;
  first_line_ = 0;
  no_json_until_ = 0;
  word_count_ = found.size();
  std::size_t at = 0;
  for (std::size_t i = read_plain(bytes, words, found, lexicon, 0, at); i < found.size();
       i = read_plain(bytes, words, found, lexicon, i + 1, at)) {
    const std::size_t begin = words.begin_of(i);
    if (begin < at) continue;  // inside something that was masked as a whole
    char joint = 0;
    const bool single = begin - at == 1;
    if (single && i > 0 && is_joint(bytes[at]) && words.end_of(i - 1) == at) {
      joint = bytes[at];
    } else if (!single || bytes[at] != ' ') {
      at = read_marks(bytes, at, begin);
      if (at > begin) continue;
    }
    at = words.end_of(i);
    const LexiconEntry& entry = lexicon.entry(found[i]);
    if (entry.begins_url) {
      if (const std::size_t end = url_end(bytes, begin, at); end != 0) {
        push_mark(kUrl);
        at = end;
        continue;
      }
    }
    read_word(bytes.substr(begin, at - begin), words.hashes()[i], i, entry.common, joint);
  }
  if (at < bytes.size()) read_marks(bytes, at, bytes.size());
  if (ends_with(kLine)) --count_;
  if (first_line_ == 0) first_line_ = count_;
}

void Skeleton::read_word(std::string_view word, std::uint64_t hash, std::size_t index, bool common,
                         char joint) {
  const bool number = word[0] <= '9' && is_number(word);
  if (joint != 0 && !common) {
    // One name or number of several pieces: what came before is part of it.
    const bool after_number = ends_with(kNumber);
    const bool mixed = after_number != number && (after_number || ends_with(kVariable));
    if (mixed) --count_;
    if (mixed) return push_mark(kVariable);
  }
  if (joint == '_') {
    --count_;
    return push_mark(kVariable);
  }
  const auto mark = static_cast<unsigned char>(number ? kNumber : kVariable);
  const std::uint64_t constant_bits =
      0 - static_cast<std::uint64_t>(common);  // all or none: a choice without a branch
  push((hash & constant_bits) | (mark_tokens_[mark] & ~constant_bits),
       static_cast<std::uint32_t>((index & constant_bits) | ((kMark + mark) & ~constant_bits)));
}

// Reads the marks in bytes[at, end); returns where it stopped: at `end`, or beyond it when something that
// begins here encloses words.
std::size_t Skeleton::read_marks(std::string_view bytes, std::size_t at, std::size_t end) {
  while (at < end) {
    const char mark = bytes[at];
    if (mark == kLine) {
      if (count_ > 1) {
        if (first_line_ == 0) first_line_ = count_;
        push_mark(kLine);
      }
      ++at;
    } else if (mark == '"' || mark == '`' || mark == '{') {
      at = read_enclosed(bytes, at);
    } else {
      if (mark > ' ' || mark == NormalText::kSymbol) push_mark(mark);
      ++at;
    }
  }
  return at;
}

// Masks a quotation, code or JSON that begins at `at`; returns where it ends. An opening mark without its
// partner stays a mark.
std::size_t Skeleton::read_enclosed(std::string_view bytes, std::size_t at) {
  if (bytes.substr(at, 3) == "```") {
    push_mark(kCode);
    return end_of_fence(bytes, at);
  }
  if (bytes[at] == '{') {
    const bool looked = at < no_json_until_;
    const JsonExtent extent = looked ? JsonExtent{} : json_extent(bytes, at);
    if (extent.has_keys && extent.closed) {
      push_mark(kJson);
      return extent.end;
    }
    if (!looked)
      no_json_until_ = extent.end;  // what holds no keys, or does not end in reach, is not looked at again
    push_mark('{');
    return at + 1;
  }
  const std::size_t end = end_of_quotation(bytes, at);
  push_mark(end == 0 ? bytes[at] : kQuoted);
  return end == 0 ? at + 1 : end;
}

std::uint64_t Skeleton::whole(SipKey key) const {
  if (word_count_ < kWordsMin) return 0;
  return siphash(key, sequence_hash(tokens(), kWhole));
}

void Skeleton::add_part(std::size_t first, std::size_t last, std::uint64_t seed, SipKey key,
                        std::vector<std::uint64_t>& out) const {
  std::size_t constants = 0;
  for (std::size_t i = first; i < last; ++i) constants += constant(i) ? 1 : 0;
  if (constants < kConstantWords) return;
  out.push_back(siphash(key, sequence_hash(std::span(tokens_).subspan(first, last - first), seed)));
}

// The naive loop inserts every gram into the least few; each of the first dozens is a mispredicted branch. So
// first keep, without branches, those below a bound that lets about four times as many through as are wanted,
// and insert only these.
void Skeleton::add_grams(SipKey key, std::vector<std::uint64_t>& out) {
  if (grams_.size() < count_) grams_.resize(2 * count_);
  const std::uint64_t bound = count_ <= 4 * kGramsKept ? ~0ULL : ~0ULL / count_ * 4 * kGramsKept;
  std::size_t constants = 0;
  std::size_t kept = 0;
  for (std::size_t i = 1; i < count_; ++i) {
    constants += constant(i) ? 1 : 0;
    if (i < kGramTokens) continue;
    const std::uint64_t gram = run_of_six(&tokens_[i + 1 - kGramTokens]);
    grams_[kept] = gram;
    kept += static_cast<std::size_t>(gram < bound) & static_cast<std::size_t>(constants >= kConstantWords);
    constants -= constant(i + 1 - kGramTokens) ? 1 : 0;
  }
  LeastFew<kGramsKept> least;
  for (std::size_t i = 0; i < kept; ++i) least.insert(grams_[i]);
  if (least.values().size() < kGramsKept && bound != ~0ULL) least = all_least_grams();
  for (const std::uint64_t gram : least.values()) out.push_back(siphash(key, gram + kGram));
}

// The definition that add_grams hastens.
LeastFew<Skeleton::kGramsKept> Skeleton::all_least_grams() const {
  LeastFew<kGramsKept> least;
  for (std::size_t first = 1; first + kGramTokens <= count_; ++first) {
    std::size_t constants = 0;
    for (std::size_t i = first; i < first + kGramTokens; ++i) constants += constant(i) ? 1 : 0;
    if (constants >= kConstantWords) least.insert(run_of_six(&tokens_[first]));
  }
  return least;
}

void Skeleton::shapes(std::span<const std::uint64_t> words, SipKey key, std::vector<std::uint64_t>& out) {
  static_assert(kGramTokens == 6 && kRawWords == 6);
  out.clear();
  if (word_count_ < kWordsMin) return;
  const std::size_t head = std::min(count_, kEndTokens + 1);
  add_part(1, head, kHead, key, out);
  if (head < count_) add_part(count_ - kEndTokens, count_, kTail, key, out);
  if (first_line_ != head) add_part(1, first_line_, kFirstLine, key, out);
  add_grams(key, out);
  LeastFew<kRawKept> raw;
  const std::size_t span = std::min(words.size(), kRawSpan);
  for (std::size_t i = 0; i + kRawWords <= span; ++i) raw.insert(run_of_six(&words[i]));
  for (const std::uint64_t run : raw.values()) out.push_back(siphash(key, run + kRaw));
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

std::string Skeleton::spell(std::string_view bytes, const WordList& words) const {
  std::string text;
  for (std::size_t i = 1; i < count_; ++i) {
    if (i > 1) text += ' ';
    if (constant(i)) {
      const std::size_t word = sources_[i];
      text += bytes.substr(words.begin_of(word), words.end_of(word) - words.begin_of(word));
      continue;
    }
    const char mark = static_cast<char>(sources_[i] - kMark);
    switch (mark) {
      case kVariable:
        text += 'V';
        break;
      case kNumber:
        text += 'N';
        break;
      case kQuoted:
        text += 'Q';
        break;
      case kUrl:
        text += 'U';
        break;
      case kCode:
        text += 'C';
        break;
      case kJson:
        text += 'J';
        break;
      case kLine:
        text += 'L';
        break;
      case NormalText::kSymbol:
        text += 'S';
        break;
      default:
        text += mark;
    }
  }
  return text;
}

}  // namespace stillwatch
