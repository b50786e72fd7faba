#include "world/scale/slotted_texts.h"

#include <algorithm>

#include "exchange/json_tree.h"
#include "world/text/phrases.h"

namespace stillwatch::world {
namespace {

constexpr std::size_t kWordsKept = 4'096;  // of a topic
constexpr std::size_t kFewWords = 64;      // below which a topic borrows those of its language
constexpr std::size_t kIdentifiers = 4'096;
constexpr std::size_t kLongText = 5;  // sentences from which one may be left out

// The first eight bytes at most, scrambled: the same word becomes the same other word within a text.
std::uint64_t scramble(const char* bytes, std::size_t size, std::uint64_t salt) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, std::min<std::size_t>(size, 8));
  return mix64(word ^ salt);
}

template <class Held>
Held hold(std::string_view text) {
  Held held;
  held.size = static_cast<std::uint8_t>(std::min(text.size(), held.bytes.size()));
  std::copy_n(text.data(), held.size, held.bytes.data());
  return held;
}

// An even choice of at most kWordsKept, in their order.
template <class Held>
void thin(std::vector<Held>& words) {
  if (words.size() <= kWordsKept) return;
  for (std::size_t i = 0; i < kWordsKept; ++i) words[i] = words[i * words.size() / kWordsKept];
  words.resize(kWordsKept);
}

// What append_padded may read beyond the last.
template <class Held>
void pad(std::vector<Held>& words) {
  words.resize(words.size() + LineBuffer::kPadding / sizeof(Held));
}

template <class Held>
void append_one_of(const std::vector<Held>& words, std::uint64_t drawn, LineBuffer& out) {
  const Held& word = words[Draws::scaled(drawn, words.size() - LineBuffer::kPadding / sizeof(Held))];
  out.append_padded(word.bytes.data(), word.size);
}

// `own` has at most nine digits.
void append_number_like(const char* own, std::size_t size, std::uint64_t salt, LineBuffer& out) {
  const std::uint64_t random = scramble(own, size, salt);
  std::array<char, 9> digits{};
  digits[0] = own[0];
  if (size > 1 || random % 3 != 0) {
    // Seven bits a digit: 0 to 9, and 1 to 9 for the first unless the number begins with 0.
    for (std::size_t i = 0; i < size; ++i)
      digits[i] = static_cast<char>('0' + (((random >> (7 * i)) & 127) * 10 >> 7));
    if (own[0] != '0' && digits[0] == '0') digits[0] = static_cast<char>('1' + (random >> 63) * 4);
  }
  out.append(std::string_view(digits.data(), size));
}

}  // namespace

void append_escaped(std::string_view text, std::string& out) {
  const std::size_t begin = out.size();
  append_json_string(out, text);
  out.pop_back();
  out.erase(begin, 1);
}

SlottedTexts::SlottedTexts(const Corpus& corpus) {
  const std::size_t topics = corpus.topics;
  const std::size_t all_topics = corpus.languages.size() * topics;
  vocabularies_.resize(all_topics + corpus.languages.size());
  texts_.resize(2 * corpus.turns.size());
  for (const Thread& thread : corpus.threads) {
    const bool has_topic = thread.use == CorpusUse::questions && thread.topic < topics;
    const std::size_t of_language = all_topics + thread.language;
    const std::size_t own = has_topic ? thread.language * topics + thread.topic : of_language;
    for (std::uint32_t turn = thread.first_turn; turn < thread.first_turn + thread.turns; ++turn) {
      cut(question(turn), corpus.turns[turn].question, own, of_language);
      cut(answer(turn), corpus.turns[turn].answer, own, of_language);
    }
  }
  arena_.append(LineBuffer::kPadding, '\0');
  finish_vocabularies(all_topics, topics);
  Random random(0x6e616d6573);
  for (std::size_t i = 0; i < kIdentifiers; ++i) {
    std::string name;
    append_identifier(random, name);
    identifiers_.push_back(hold<Name>(name));
  }
  pad(identifiers_);
}

void SlottedTexts::cut(std::uint32_t number, std::string_view text, std::size_t own,
                       std::size_t of_language) {
  Text& entry = texts_[number];
  entry.first = static_cast<std::uint32_t>(pieces_.size());
  entry.vocabulary = static_cast<std::uint32_t>(own);
  std::size_t sentences = 1;
  TextCutter cutter(text, [&](const TextCut& cut) {
    Piece piece;
    piece.begin = arena_.size();
    append_escaped(text.substr(cut.begin, cut.slot_begin - cut.begin), arena_);
    piece.constant = static_cast<std::uint32_t>(arena_.size() - piece.begin);
    const std::string_view inside = text.substr(cut.slot_begin, cut.slot_end - cut.slot_begin);
    append_escaped(inside, arena_);
    piece.own = static_cast<std::uint32_t>(arena_.size() - piece.begin - piece.constant);
    piece.words = cut.words;
    piece.slot = cut.slot;
    piece.may_stop = cut.may_stop;
    piece.may_leave_out = cut.may_leave_out;
    pieces_.push_back(piece);
    sentences += cut.may_leave_out ? 1 : 0;
    entry.words += cut.words;
    for (const std::size_t place : {own, of_language}) {
      if (cut.slot == SlotKind::word) vocabularies_[place].words.push_back(hold<Word>(inside));
      if (cut.slot == SlotKind::pair) vocabularies_[place].pairs.push_back(hold<Word>(inside));
      if (own == of_language) break;
    }
  });
  cutter.cut();
  entry.pieces = static_cast<std::uint32_t>(pieces_.size()) - entry.first;
  entry.is_long = sentences >= kLongText;
}

void SlottedTexts::finish_vocabularies(std::size_t all_topics, std::size_t topics) {
  for (Vocabulary& vocabulary : vocabularies_) {
    thin(vocabulary.words);
    thin(vocabulary.pairs);
  }
  for (std::size_t i = 0; i < all_topics; ++i) {
    const Vocabulary& language = vocabularies_[all_topics + i / topics];
    if (vocabularies_[i].words.size() < kFewWords) vocabularies_[i].words = language.words;
    if (vocabularies_[i].pairs.size() < kFewWords) vocabularies_[i].pairs = language.pairs;
  }
  for (Vocabulary& vocabulary : vocabularies_) {
    pad(vocabulary.words);
    pad(vocabulary.pairs);
  }
}

void SlottedTexts::fill(const Piece& piece, const Vocabulary& vocabulary, std::uint64_t drawn,
                        std::uint64_t salt, LineBuffer& out) const {
  const char* own = arena_.data() + piece.begin + piece.constant;
  const bool kept = (drawn & 7) == 0;  // one in eight
  switch (piece.slot) {
    case SlotKind::none:
      return;
    case SlotKind::word:
      return kept ? out.append_padded(own, piece.own) : append_one_of(vocabulary.words, drawn, out);
    case SlotKind::pair:
      return kept ? out.append_padded(own, piece.own) : append_one_of(vocabulary.pairs, drawn, out);
    case SlotKind::number:
      return append_number_like(own, piece.own, salt, out);
    case SlotKind::identifier: {
      const std::uint64_t same = scramble(own, piece.own, salt);
      return same % 5 == 0 ? out.append_padded(own, piece.own) : append_one_of(identifiers_, same, out);
    }
  }
}

std::size_t SlottedTexts::append_varied(std::uint32_t text, std::uint64_t seed, std::size_t max_words,
                                        LineBuffer& out) const {
  const Text& entry = texts_[text];
  const Vocabulary& vocabulary = vocabularies_[entry.vocabulary];
  Draws draws(seed, 1);
  const std::uint64_t salt = draws.next();
  std::size_t words = 0;
  const std::size_t end = entry.first + entry.pieces;
  for (std::size_t i = entry.first; i < end; ++i) {
    const Piece& piece = pieces_[i];
    if (piece.may_stop && words >= max_words) break;
    if (piece.may_leave_out && entry.is_long && words >= 6 && draws.one_in(9)) {
      while (i + 1 < end && !pieces_[i + 1].may_stop) ++i;
      continue;
    }
    out.append_padded(arena_.data() + piece.begin, piece.constant);
    words += piece.words;
    if (piece.slot != SlotKind::none) fill(piece, vocabulary, draws.next(), salt, out);
  }
  return words;
}

void SlottedTexts::append_name(std::uint64_t drawn, LineBuffer& out) const {
  append_one_of(identifiers_, drawn, out);
}

std::size_t SlottedTexts::append_verbatim(std::uint32_t text, LineBuffer& out) const {
  const Text& entry = texts_[text];
  if (entry.pieces == 0) return 0;
  const Piece& first = pieces_[entry.first];
  const Piece& last = pieces_[entry.first + entry.pieces - 1];
  out.append(
      std::string_view(arena_).substr(first.begin, last.begin + last.constant + last.own - first.begin));
  return entry.words;
}

}  // namespace stillwatch::world
