#include "text/projection.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "base/random.h"
#include "text/normal_text.h"
#include "text/prompt_reading.h"
#include "text/word_list.h"

namespace stillwatch {
namespace {

constexpr SipKey kKey{0x9ae16a3b2f90404f, 0xc3a5c85c97cb3127};

Projection project(std::string_view text) {
  static const Lexicon kLexicon(kKey);
  NormalText normal;
  normal.append(text);
  normal.finish();
  WordList words;
  words.split(normal.bytes(), kKey);
  std::vector<std::uint16_t> found;
  (void)read_prompt(words.hashes(), normal.scripts(), kLexicon, found);
  return project_words(words.hashes(), found, kLexicon);
}

double length(const Projection& p) {
  double square = 0;
  for (const std::int8_t coordinate : p) square += double{1} * coordinate * coordinate;
  return std::sqrt(square) / 127;
}

// A text of `count` of the words w<first>, w<first + 1>, ..., each content.
std::string text_of(std::size_t first, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text.append("w").append(std::to_string(first + i)).append(" ");
  return text;
}

TEST(Projection, UnitLengthOrNothing) {
  EXPECT_EQ(project(""), Projection{});
  EXPECT_EQ(project("?!"), Projection{});
  for (const char* text :
       {"kelp", "the", "Kelp forests grow along cold coasts.", "\u8bf7\u5199\u4e00\u9996\u8bd7"}) {
    EXPECT_NEAR(length(project(text)), 1, 0.03) << text;
  }
}

TEST(Projection, OrderCaseAndMarksDoNotCount) {
  EXPECT_EQ(project("Kelp forests, cold coasts"), project("cold kelp; COASTS forests!"));
}

// Cosines of projections are those of the word counts, with the noise of 32 dimensions: sd 1/sqrt(32) =
// 0.177.
TEST(Projection, KeepsTheCosineOfSharedWordsOnAverage) {
  for (const std::size_t shared : {0, 25, 50, 90}) {
    double sum = 0, square = 0;
    constexpr int kTexts = 400;
    for (int i = 0; i < kTexts; ++i) {
      const auto first = static_cast<std::size_t>(i) * 1000;
      const double likeness =
          cosine(project(text_of(first, 100)), project(text_of(first + 100 - shared, 100)));
      sum += likeness;
      square += likeness * likeness;
    }
    const double mean = sum / kTexts;
    EXPECT_NEAR(mean, static_cast<double>(shared) / 100, 0.04) << shared;  // 4 standard errors
    EXPECT_LT(std::sqrt(square / kTexts - mean * mean), 0.2) << shared;
  }
}

TEST(Projection, CommonWordsAndRepetitionCountLess) {
  const Projection topic = project("kelp urchin otter");
  EXPECT_GT(cosine(topic, project("please write about the kelp urchin otter for me and for them")), 0.75);
  EXPECT_GT(cosine(topic, project("kelp urchin otter kelp kelp kelp")), 0.8);  // plain counts: 0.87 of 4:1:1
  EXPECT_LT(cosine(project("kelp"), project("kelp " + text_of(0, 20))), 0.7);
}

TEST(Projection, OnlyTheFirstWordsCount) {
  const std::string head = text_of(0, kProjectedWords);
  EXPECT_EQ(project(head), project(head + text_of(9000, 50)));
}

std::vector<float> gaussian(Random& random, std::size_t dimension) {
  std::vector<float> numbers(dimension);
  for (float& number : numbers) number = static_cast<float>(random.normal());
  return numbers;
}

TEST(EmbeddingProjector, KeepsCosinesAndForgetsLengths) {
  Random random(3);
  EmbeddingProjector projector(kKey);
  for (const double angle : {0.0, 0.5, 0.9}) {
    double sum = 0;
    constexpr int kPairs = 300;
    for (int i = 0; i < kPairs; ++i) {
      const auto a = gaussian(random, 384);
      auto b = gaussian(random, 384);
      for (std::size_t j = 0; j < b.size(); ++j) {
        b[j] = static_cast<float>(angle * a[j] + std::sqrt(1 - angle * angle) * b[j]);
      }
      const Projection projected = projector.project(a);
      EXPECT_NEAR(length(projected), 1, 0.03);
      sum += cosine(projected, projector.project(b));
      auto longer = a;
      for (float& number : longer) number *= 8;
      EXPECT_EQ(projector.project(longer), projected);
    }
    EXPECT_NEAR(sum / kPairs, angle, 0.04) << angle;
  }
}

TEST(EmbeddingProjector, DependsOnTheKeyAndOnNothingSeenBefore) {
  Random random(4);
  const auto embedding = gaussian(random, 50);
  EmbeddingProjector fresh(kKey), used(kKey), other(SipKey{1, 2});
  (void)used.project(gaussian(random, 4096));
  EXPECT_EQ(fresh.project(embedding), used.project(embedding));
  EXPECT_NE(fresh.project(embedding), other.project(embedding));
  EXPECT_EQ(fresh.project(std::vector<float>(7)), Projection{});
}

TEST(Projection, CosineOfNothingIsNothing) { EXPECT_EQ(cosine(Projection{}, project("kelp")), 0); }

}  // namespace
}  // namespace stillwatch
