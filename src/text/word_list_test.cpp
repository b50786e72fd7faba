#include "text/word_list.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/random.h"
#include "text/normal_text.h"

namespace stillwatch {
namespace {

constexpr SipKey kKey{0x9ae16a3b2f90404f, 0xc3a5c85c97cb3127};

std::vector<std::string> words_of(std::string_view text) {
  NormalText normal;
  normal.append(text);
  normal.finish();
  WordList words;
  words.split(normal.bytes(), kKey);
  std::vector<std::string> result;
  for (std::size_t i = 0; i < words.size(); ++i) {
    result.emplace_back(normal.bytes().substr(words.begin_of(i), words.end_of(i) - words.begin_of(i)));
    EXPECT_EQ(words.hashes()[i], word_hash(kKey, result.back()));
  }
  return result;
}

TEST(WordList, Table) {
  using List = std::vector<std::string>;
  EXPECT_EQ(words_of(""), List{});
  EXPECT_EQ(words_of(" ,.; "), List{});
  EXPECT_EQ(words_of("One two-three 4x"), (List{"one", "two", "three", "4x"}));
  EXPECT_EQ(words_of("don't"), (List{"don", "t"}));
  EXPECT_EQ(words_of("\u4f60\u597d ok"), (List{"\u4f60", "\u597d", "ok"}));
  const std::string word(64, 'a');
  EXPECT_EQ(words_of(word), List{word});
  EXPECT_EQ(words_of(word + " b"), (List{word, "b"}));
}

// The naive splitter, on bytes that are already in normal form.
std::vector<std::string> naive_words(std::string_view bytes) {
  std::vector<std::string> words;
  bool inside = false;
  for (const char byte : bytes) {
    const bool word = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte < 0;
    if (word && !inside) words.emplace_back();
    if (word) words.back() += byte;
    inside = word;
  }
  return words;
}

TEST(WordList, EqualsNaiveSplitter) {
  Random random(5);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    const double spaces = random.uniform(0.02, 0.6);
    for (std::uint64_t i = random.below(400); i > 0; --i) {
      text += random.chance(spaces) ? " ,\n."[random.below(4)] : "abcxyz019"[random.below(9)];
    }
    ASSERT_EQ(words_of(text), naive_words(text)) << "seed 5, round " << round;
  }
}

TEST(WordList, HashesDependOnKeyLengthAndEveryByte) {
  EXPECT_NE(word_hash(kKey, "word"), word_hash({kKey.k0, kKey.k1 + 1}, "word"));
  EXPECT_NE(word_hash(kKey, "word"), word_hash({kKey.k0 + 1, kKey.k1}, "word"));
  std::string word = "abcdefghijklmnopqrstuvwx";
  for (std::size_t length = 1; length <= word.size(); ++length) {
    const std::string_view prefix = std::string_view(word).substr(0, length);
    EXPECT_NE(word_hash(kKey, prefix), word_hash(kKey, prefix.substr(0, length - 1)));
    for (std::size_t i = 0; i < length; ++i) {
      std::string changed(prefix);
      changed[i] = 'z';
      EXPECT_NE(word_hash(kKey, prefix), word_hash(kKey, changed)) << changed;
    }
  }
}

}  // namespace
}  // namespace stillwatch
