#include "text/skeleton.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "text/normal_text.h"
#include "text/prompt_reading.h"

namespace stillwatch {
namespace {

class SkeletonTest : public testing::Test {
 protected:
  void read(std::string_view text) {
    text_.clear();
    text_.append(text);
    text_.finish();
    words_.split(text_.bytes(), kKey);
    (void)read_prompt(words_.hashes(), text_.scripts(), lexicon_, found_);
    skeleton_.read(text_.bytes(), words_, std::span(found_).first(words_.size()), lexicon_);
  }
  std::string spell(std::string_view text) {
    read(text);
    return skeleton_.spell(text_.bytes(), words_);
  }
  std::vector<std::uint64_t> shapes(std::string_view text) {
    read(text);
    std::vector<std::uint64_t> result;
    skeleton_.shapes(words_.hashes(), {3, 4}, result);
    return result;
  }
  std::uint64_t whole(std::string_view text) {
    read(text);
    return skeleton_.whole({5, 6});
  }

  static constexpr SipKey kKey{0x9ae16a3b2f90404f, 0xc3a5c85c97cb3127};
  Lexicon lexicon_{kKey};
  NormalText text_;
  WordList words_;
  std::vector<std::uint16_t> found_;
  Skeleton skeleton_{kKey};
};

struct Case {
  std::string_view text, skeleton;
};

TEST_F(SkeletonTest, Table) {
  const Case cases[] = {
      {"", ""},
      {"Write a story about a purple elephant.", "write a story about a V ."},
      {"Explain step 12", "explain step N"},
      {"3.14 and 1,000,000 and 7x", "N and N and V"},
      {"call get_user_name(foo.bar, baz)", "call V ( V , V )"},
      {"line-of-the-art zebra", "line of the V"},
      {"Say \"hello there\" to `print(x)`", "say Q to Q"},
      {"an \"unclosed quotation", "an \" V"},
      {"see https://example.org/a?b=c#d for more", "see U for more"},
      {"Fix this:\n```py\nx = 1\n```\nplease", "V this : L C L please"},
      {"cut ```code without an end", "V C"},
      {"Input: {\"name\": \"Ann\", \"age\": 3} done", "input : J V"},
      {"Fill {slot} and {other}", "fill { V } and { other }"},
      {"\n\n# Title\n\n\n- one\n- two\n", "# title L - one L - two"},
      {"#### ----", "# -"},
      {"don't you know", "don t you know"},
      {"\u8bf7\u7528\u4e2d\u6587", "\u8bf7 \u7528 \u4e2d V"},
  };
  for (const auto& [text, skeleton] : cases) EXPECT_EQ(spell(text), skeleton) << text;
}

TEST_F(SkeletonTest, FillingsOfOneTemplateAgree) {
  const std::string_view a =
      "You are an expert in oceanography. Write 5 hard questions about kelp forests, as JSON.";
  const std::string_view b =
      "You are an expert in metallurgy. Write 12 hard questions about cold rolling, as JSON.";
  EXPECT_EQ(whole(a), whole(b));
  EXPECT_NE(whole(a), 0U);
  std::vector<std::uint64_t> shared;
  std::ranges::set_intersection(shapes(a), shapes(b), std::back_inserter(shared));
  EXPECT_GE(shared.size(), 4U);
}

TEST_F(SkeletonTest, VariantsShareShapes) {
  const std::string_view a =
      "Act as a senior reviewer. Read the following text about whales and list the main points in three "
      "sentences.";
  const std::string_view b =
      "Kindly act as a senior reviewer. Read the following text about bridges and list the main points in "
      "three sentences.";
  EXPECT_NE(whole(a), whole(b));
  std::vector<std::uint64_t> shared;
  std::ranges::set_intersection(shapes(a), shapes(b), std::back_inserter(shared));
  EXPECT_GE(shared.size(), 3U);
}

TEST_F(SkeletonTest, ShortTextsHaveNone) {
  EXPECT_EQ(whole("what is the time now"), 0U);
  EXPECT_TRUE(shapes("what is the time now").empty());
  EXPECT_NE(whole("what is the time right now"), 0U);
}

TEST_F(SkeletonTest, ShapesAreAscendingAndUnique) {
  const auto found =
      shapes("Compare the two answers below and say which one is better for the user, and why so.");
  EXPECT_TRUE(std::ranges::is_sorted(found));
  EXPECT_EQ(std::ranges::adjacent_find(found), found.end());
  EXPECT_LE(found.size(), 9U);
}

TEST_F(SkeletonTest, MasksInLinearTime) {  // each of these would take minutes if every mark looked far ahead
  for (const std::string_view piece : {"{", "{}", "{{a}}", "\" a\n", "`a\n", "{\"", "http://"}) {
    std::string text;
    while (text.size() < 1'000'000) text += piece;
    (void)spell(text);
  }
  const std::string nested = std::string(200'000, '{') + std::string(200'000, '}');
  (void)spell(nested);
}

}  // namespace
}  // namespace stillwatch
