// The skeleton of a prompt: its constant words and marks, with everything that varies masked.
//
//   "Write a Python function that reverses \"abc\" 3 times."   ->   write a V function that V Q three-like N
//   times .
//
// Words of the lexicon's common lists stay. Every other run of words is one V, a number N, a quoted string or
// inline code Q, a URL U, a fenced code block C, a JSON object with keys J, a line break L; other marks stay
// as they are, and runs of the same token are one token. A connecting mark without spaces around it
// (snake_case, 3.14, a-b) joins its two sides. The skeleton of two fillings of one template is the same, as
// long as the fillings bring no common words of their own.
//
// Idea: frequency decides what is constant (FT-Tree), in one pass without a tree. Exact rules with an
// example: docs/format/fingerprints.md. Cost: about 6 ns per word. Not thread-safe: holds memory to reuse.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/siphash.h"
#include "text/lexicon.h"
#include "text/token_hash.h"
#include "text/word_list.h"

namespace stillwatch {

class Skeleton {
 public:
  static constexpr std::size_t kWordsMin = 6;  // shorter texts have neither skeleton nor shapes

  explicit Skeleton(SipKey words);  // the key of the word hashes

  // `bytes` is normal text, `words` its words (and maybe more that follow), `found` their places in the
  // lexicon (text/prompt_reading.h).
  void read(std::string_view bytes, const WordList& words, std::span<const std::uint16_t> found,
            const Lexicon& lexicon);

  [[nodiscard]] std::span<const std::uint64_t> tokens() const {
    return std::span(tokens_).subspan(1, count_ - 1);
  }

  // Keyed hash of all tokens; 0 for texts under kWordsMin words.
  [[nodiscard]] std::uint64_t whole(SipKey key) const;

  // Hashes of parts that template variants share: first and last kEndTokens tokens, first line, the
  // kGramsKept least hashes of kGramTokens tokens in a row, and the kRawKept least hashes of kRawWords words
  // in a row (from the first kRawSpan words). A part of fewer than kConstantWords constant words says nothing
  // and is left out. Ascending.
  void shapes(std::span<const std::uint64_t> words, SipKey key, std::vector<std::uint64_t>& out);

  // The skeleton in plain letters, for documentation and tests.
  [[nodiscard]] std::string spell(std::string_view bytes, const WordList& words) const;

  static constexpr std::size_t kEndTokens = 12;
  static constexpr std::size_t kGramTokens = 6;
  static constexpr std::size_t kGramsKept = 4;
  static constexpr std::size_t kRawWords = 6;
  static constexpr std::size_t kRawKept = 2;
  static constexpr std::size_t kRawSpan = 64;
  static constexpr std::size_t kConstantWords = 2;

 private:
  // Where a token comes from: the index of a constant word, or kMark plus the mark's byte.
  static constexpr std::uint32_t kMark = 0xffffff00;

  struct Writer;
  Writer add_piece(Writer out, std::string_view word, std::uint64_t hash, std::size_t index, bool common,
                   std::size_t joint) const;
  std::size_t read_words(std::string_view bytes, const WordList& words, std::span<const std::uint16_t> found,
                         const Lexicon& lexicon);
  std::size_t read_marks(std::string_view bytes, std::size_t at, std::size_t end);
  std::size_t read_enclosed(std::string_view bytes, std::size_t at);
  // Adds a token unless it repeats the last one; without a branch on that.
  void push(std::uint64_t token, std::uint32_t source) {
    if (count_ == tokens_.size()) grow();
    tokens_[count_] = token;
    sources_[count_] = source;
    count_ += tokens_[count_ - 1] != token ? 1 : 0;
  }
  void push_mark(char mark) {
    const auto byte = static_cast<unsigned char>(mark);
    push(mark_tokens_[byte & 127], kMark + byte);
  }
  void grow();
  [[nodiscard]] bool ends_with(char mark) const {
    return sources_[count_ - 1] == kMark + static_cast<unsigned char>(mark);
  }
  [[nodiscard]] bool constant(std::size_t place) const { return sources_[place] < kMark; }
  // The hashes of shapes, not keyed yet.
  void add_part(std::size_t first, std::size_t last, std::uint64_t seed,
                std::vector<std::uint64_t>& out) const;
  void add_grams(std::vector<std::uint64_t>& out);
  void add_raw(std::span<const std::uint64_t> words, std::vector<std::uint64_t>& out) const;
  [[nodiscard]] LeastFew<kGramsKept> all_least_grams() const;

  std::array<std::uint64_t, 128> mark_tokens_{};
  // Place 0 is a guard that equals no token, so that every token has one before it.
  std::vector<std::uint64_t> tokens_ = std::vector<std::uint64_t>(256);
  std::vector<std::uint32_t> sources_ = std::vector<std::uint32_t>(256, kMark);
  std::vector<std::uint64_t> grams_;
  std::size_t count_ = 1;          // the guard included
  std::size_t first_line_ = 0;     // tokens of the first line
  std::size_t no_json_until_ = 0;  // no brace before this place begins a JSON object
  std::size_t word_count_ = 0;
};

}  // namespace stillwatch
