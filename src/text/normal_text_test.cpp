#include "text/normal_text.h"

#include <gtest/gtest.h>
#include <utf8proc.h>

#include <string>
#include <vector>

#include "base/random.h"

namespace stillwatch {
namespace {

std::string normal(std::string_view text) {
  NormalText normal;
  normal.append(text);
  normal.finish();
  return std::string(normal.bytes());
}

struct Case {
  std::string_view text, expected;
};

TEST(NormalText, Table) {
  const Case cases[] = {
      {"", ""},
      {"Hello, World 42", "hello, world 42"},
      {"Caf\u00e9", "caf\u00e9"},
      {"CAFE\u0301", "caf\u00e9"},               // combining acute composes with the letter before
      {"\u212b", "\u00e5"},                      // Angstrom sign
      {"\uff21\uff22\uff23", "abc"},             // full width
      {"\ufb01ne", "fine"},                      // ligature
      {"Stra\u00dfe", "strasse"},                // full case folding
      {"\u0130", "i\u0307"},                     // dotted capital I
      {"\u1e9b\u0323", "\u1e69"},                // reordered, folded and composed
      {"\u1112\u1161\u11ab", "\ud55c"},          // jamo compose to a syllable
      {"zero\u200bwidth\u00ad!", "zerowidth!"},  // invisible characters leave nothing
      {"a\u00a0b", "a b"},
      {"\u201cquoted\u201d \u2018it\u2019s\u2019 \u2014 ok\u2026", "\"quoted\" 'it's' - ok..."},
      {"\u3010x\u3011", "(x)"},
      {"\u00bfQu\u00e9?", "?qu\u00e9?"},
      {"\u4f60\u597d\uff0cworld", "\u4f60\x1f\u597d\x1f,world"},
      {"abc\u4f60def",
       "abc\x1f\u4f60\x1f"
       "def"},
      {"\U0001f600 ok", "\x02 ok"},
      {"\u2192", "\x02"},
      {"bad \xff\xfe bytes", "bad \x02\x02 bytes"},
      {"cut \xe4\xbd", "cut \x02\x02"},
      {"\xed\xa0\x80", "\x02\x02\x02"},                      // an encoded surrogate is invalid
      {"\u0e01\u0e34\u0e01", "\u0e01\u0e34\x1f\u0e01\x1f"},  // a Thai vowel sign stays with its letter
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(normal(text), expected) << text;
  }
}

TEST(NormalText, PartsAreSeparatedByALineBreak) {
  NormalText text;
  text.append("One");
  text.append("Two");
  text.finish();
  EXPECT_EQ(text.bytes(), "one\ntwo");
  for (std::size_t i = 0; i < NormalText::kPadding; ++i)
    EXPECT_EQ(text.bytes().data()[text.bytes().size() + i], 0);
  text.clear();
  EXPECT_EQ(text.bytes(), "");
}

// utf8proc folds whole strings; we fold clusters. Letters must come out the same.
std::string letters_by_utf8proc(std::string_view text) {
  utf8proc_uint8_t* mapped = nullptr;
  // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): flags
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_STABLE |
                                                      UTF8PROC_CASEFOLD);
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
  EXPECT_GE(size, 0);
  const std::string result(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size));
  std::free(mapped);  // NOLINT(cppcoreguidelines-no-malloc): utf8proc allocates with malloc
  return result;
}

TEST(NormalText, AgreesWithUtf8procOnLetters) {
  // Letters and marks of spaced scripts: the only characters that are kept as they fold.
  const std::int32_t pool[] = {'a',   'E',   'i',    'n',    0x300,   0x301,   0x308,  0x323,  0x327, 0xc5,
                               0xe9,  0xdf,  0x130,  0x149,  0x1c4,   0x212b,  0x1e9b, 0x391,  0x3c2, 0x345,
                               0x410, 0x451, 0x1112, 0x1161, 0x11ab,  0xac00,  0xfb01, 0xff21, 0x915, 0x93c,
                               0x9c7, 0x9be, 0x627,  0x653,  0x1d15e, 0x10400, 0x2f800};
  Random random(3);
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::uint64_t i = random.below(8) + 1; i > 0; --i) {
      const std::int32_t code_point = pool[random.below(std::size(pool))];
      const bool kept =
          code_point != 0x1d15e && code_point != 0x2f800;  // a symbol, and an unspaced character
      if (!kept) continue;
      char encoded[4];
      text.append(encoded, static_cast<std::size_t>(utf8proc_encode_char(
                               code_point, reinterpret_cast<utf8proc_uint8_t*>(encoded))));
    }
    ASSERT_EQ(normal(text), letters_by_utf8proc(text)) << "seed 3, round " << round << ": " << text;
  }
}

TEST(NormalText, ArbitraryBytesLeaveValidText) {
  Random random(4);
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (std::uint64_t i = random.below(60); i > 0; --i) text += static_cast<char>(random.below(256));
    const std::string result = normal(text);
    std::vector<utf8proc_int32_t> decoded(result.size() + 1);
    EXPECT_GE(utf8proc_decompose(reinterpret_cast<const utf8proc_uint8_t*>(result.data()),
                                 static_cast<utf8proc_ssize_t>(result.size()), decoded.data(),
                                 static_cast<utf8proc_ssize_t>(decoded.size()), UTF8PROC_STABLE),
              0)
        << "seed 4, round " << round;
  }
}

TEST(NormalText, CountsScripts) {
  NormalText text;
  text.append("\u043f\u0440\u0438 \u4f60\u597d \u00e9 abc");
  EXPECT_EQ(text.scripts()[static_cast<std::size_t>(Script::cyrillic)], 3U);
  EXPECT_EQ(text.scripts()[static_cast<std::size_t>(Script::han)], 2U);
  EXPECT_EQ(text.scripts()[static_cast<std::size_t>(Script::latin)], 1U);
}

}  // namespace
}  // namespace stillwatch
