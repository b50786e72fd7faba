#include "text/skeleton.h"

#include <algorithm>
#include <bit>

#include "text/enclosed.h"
#include "text/kernels/hash_runs.h"
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

constexpr std::array<std::uint8_t, 256> kJoints = [] {
  std::array<std::uint8_t, 256> joints{};
  for (const char byte : std::string_view("_-./:@&+',")) joints[static_cast<unsigned char>(byte)] = 1;
  return joints;
}();

// What a byte between words leaves: nothing, itself, or more than that.
enum MarkClass : std::uint8_t { kNothing = 0, kPlain = 1, kSpecial = 2 };
constexpr std::array<std::uint8_t, 256> kMarkClasses = [] {
  std::array<std::uint8_t, 256> classes{};
  for (std::size_t byte = 0; byte < classes.size(); ++byte) {
    classes[byte] = byte > ' ' || byte == static_cast<unsigned char>(NormalText::kSymbol) ? kPlain : kNothing;
  }
  for (const char byte : std::string_view("\n\"`{")) classes[static_cast<unsigned char>(byte)] = kSpecial;
  return classes;
}();

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

// The end of the token list in registers, while words are read. Everything is written, and counted when it is
// to stay: a choice without a branch.
struct Skeleton::Writer {
  std::uint64_t* tokens;
  std::uint32_t* sources;
  std::size_t count;
  std::uint64_t last;

  explicit Writer(Skeleton& skeleton)
      : tokens(skeleton.tokens_.data()),
        sources(skeleton.sources_.data()),
        count(skeleton.count_),
        last(tokens[count - 1]) {}

  // `source` is the index of a constant word; `wanted` is 1 or 0. All in whole registers: a bool that is put
  // by as a byte is read back as a word, which processors are slow at.
  void push(std::uint64_t token, std::size_t source, std::size_t wanted = 1) {
    tokens[count] = token;
    sources[count] = static_cast<std::uint32_t>(source);
    count += static_cast<std::size_t>(token != last) & wanted;
    last ^= (last ^ token) & (0 - wanted);
  }
  void push_mark(const Skeleton& skeleton, std::size_t mark, std::size_t wanted = 1) {
    push(skeleton.mark_tokens_[mark & 127], kMark + mark, wanted);
  }
  void drop() {
    --count;
    last = tokens[count - 1];
  }
  [[nodiscard]] bool ends_with(char mark) const {
    return sources[count - 1] == kMark + static_cast<unsigned char>(mark);
  }
};

// A number, or a word joined to the one before it by `joint` (0: not joined). The list goes in and comes back
// by value, so that the loop of read_words keeps it in registers.
Skeleton::Writer Skeleton::add_piece(Writer out, std::string_view word, std::uint64_t hash, std::size_t index,
                                     bool common, std::size_t joint) const {
  const bool number = is_number(word);
  const bool after_number = out.ends_with(kNumber);
  // One name or number of several pieces: what came before is part of it.
  const bool mixed =
      joint != 0 && !common && after_number != number && (after_number || out.ends_with(kVariable));
  if (mixed || joint == '_') {
    out.drop();
    out.push_mark(*this, kVariable);
  } else if (common) {
    out.push(hash, index);
  } else {
    out.push_mark(*this, number ? kNumber : kVariable);
  }
  return out;
}

// The words and what stands between them; returns where the last one ends. Most words follow one or two plain
// bytes, for which all happens without a branch. What encloses words, line ends, URLs, numbers and joined
// names leave that path.
std::size_t Skeleton::read_words(std::string_view bytes, const WordList& words,
                                 std::span<const std::uint16_t> found, const Lexicon& lexicon) {
  constexpr std::size_t kRoom = 8;
  const char* const text = bytes.data();
  const std::uint64_t* const hashes = words.hashes().data();
  const std::uint64_t variable = mark_tokens_[static_cast<unsigned char>(kVariable)];
  constexpr std::uint64_t kVariableSource = kMark + static_cast<unsigned char>(kVariable);
  Writer out(*this);
  std::size_t at = 0;                   // everything before was read
  std::size_t previous = bytes.size();  // the end of the word before this one
  for (std::size_t i = 0; i < found.size(); ++i) {
    const std::size_t begin = words.begin_of(i);
    const auto after_word = static_cast<std::size_t>(previous == at);
    previous = words.end_of(i);
    if (begin < at) continue;  // inside something that was masked as a whole
    if (out.count + kRoom > tokens_.size()) {
      count_ = out.count;
      grow();
      out = Writer(*this);
    }
    const std::size_t gap = begin - at, first = static_cast<unsigned char>(text[at]),
                      second = static_cast<unsigned char>(text[at + 1]);  // maybe of the word
    const std::size_t joined = static_cast<std::size_t>(gap == 1) & after_word & kJoints[first];
    const std::size_t two = static_cast<std::size_t>(gap == 2);
    const std::size_t first_class = kMarkClasses[first], second_class = kMarkClasses[second] & (0 - two);
    if (gap <= 2 && (first_class | second_class) < kSpecial) {
      static_assert(kPlain == 1 && kNothing == 0);
      out.push_mark(*this, first, first_class & static_cast<std::size_t>(gap != 0) & (joined ^ 1));
      out.push_mark(*this, second, second_class);
    } else {
      count_ = out.count;
      at = read_marks(bytes, at, begin);
      out = Writer(*this);
      if (at > begin) continue;
    }
    at = previous;
    const LexiconEntry& entry = lexicon.entry(found[i]);
    if (entry.begins_url != 0) {
      if (const std::size_t url = url_end(bytes, begin, at); url != 0) {
        out.push_mark(*this, kUrl);
        at = url;
        continue;
      }
    }
    const bool digit = static_cast<unsigned char>(text[begin]) <= '9';
    if (digit || (joined != 0 && (!entry.common || first == '_'))) {
      out = add_piece(out, bytes.substr(begin, at - begin), hashes[i], i, entry.common, first & (0 - joined));
      continue;
    }
    const std::uint64_t constant_bits = 0 - static_cast<std::uint64_t>(entry.common);
    out.push((hashes[i] & constant_bits) | (variable & ~constant_bits),
             (i & constant_bits) | (kVariableSource & ~constant_bits));
  }
  count_ = out.count;
  return at;
}

void Skeleton::read(std::string_view bytes, const WordList& words, std::span<const std::uint16_t> found,
                    const Lexicon& lexicon) {
  count_ = 1;
  first_line_ = 0;
  no_json_until_ = 0;
  word_count_ = found.size();
  const std::size_t at = read_words(bytes, words, found, lexicon);
  if (at < bytes.size()) read_marks(bytes, at, bytes.size());
  if (ends_with(kLine)) --count_;
  if (first_line_ == 0) first_line_ = count_;
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

void Skeleton::add_part(std::size_t first, std::size_t last, std::uint64_t seed,
                        std::vector<std::uint64_t>& out) const {
  std::size_t constants = 0;
  for (std::size_t i = first; i < last; ++i) constants += constant(i) ? 1 : 0;
  if (constants < kConstantWords) return;
  out.push_back(sequence_hash(std::span(tokens_).subspan(first, last - first), seed));
}

// The naive loop inserts every gram into the least few; each of the first dozens is a mispredicted branch. So
// first keep, without branches, those below a bound that lets about four times as many through as are wanted,
// and insert only these.
void Skeleton::add_grams(std::vector<std::uint64_t>& out) {
  const std::size_t count = count_ - 1;
  if (grams_.size() < count + kernels::kHashesBeyond) grams_.resize(2 * count + kernels::kHashesBeyond);
  kernels::runs_of_six(&tokens_[1], count, grams_.data());
  const std::uint64_t bound = count_ <= 4 * kGramsKept ? ~0ULL : ~0ULL / count_ * 4 * kGramsKept;
  std::size_t constants = 0;
  std::size_t kept = 0;
  for (std::size_t i = 1; i < count_; ++i) {
    constants += constant(i) ? 1 : 0;
    if (i < kGramTokens) continue;
    const std::uint64_t gram = grams_[i - kGramTokens];
    grams_[kept] = gram;  // never ahead of what is still to be read
    kept += static_cast<std::size_t>(gram < bound) & static_cast<std::size_t>(constants >= kConstantWords);
    constants -= constant(i + 1 - kGramTokens) ? 1 : 0;
  }
  LeastFew<kGramsKept> least;
  for (std::size_t i = 0; i < kept; ++i) least.insert(grams_[i]);
  if (least.values().size() < kGramsKept && bound != ~0ULL) least = all_least_grams();
  for (const std::uint64_t gram : least.values()) out.push_back(gram + kGram);
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

void Skeleton::add_raw(std::span<const std::uint64_t> words, std::vector<std::uint64_t>& out) const {
  std::array<std::uint64_t, kRawSpan + kernels::kHashesBeyond> runs{};
  const std::size_t span = std::min(words.size(), kRawSpan);
  kernels::runs_of_six(words.data(), span, runs.data());
  LeastFew<kRawKept> raw;
  for (std::size_t i = 0; i + kRawWords <= span; ++i) raw.insert(runs[i]);
  for (const std::uint64_t run : raw.values()) out.push_back(run + kRaw);
}

void Skeleton::shapes(std::span<const std::uint64_t> words, SipKey key, std::vector<std::uint64_t>& out) {
  static_assert(kGramTokens == 6 && kRawWords == 6);
  out.clear();
  if (word_count_ < kWordsMin) return;
  const std::size_t head = std::min(count_, kEndTokens + 1);
  add_part(1, head, kHead, out);
  if (head < count_) add_part(count_ - kEndTokens, count_, kTail, out);
  if (first_line_ != head) add_part(1, first_line_, kFirstLine, out);
  add_grams(out);
  add_raw(words, out);
  kernels::keyed_hashes(key, out.data(), out.size());
  out.resize(kernels::sort_distinct(out.data(), out.size()));
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
