#include "world/text/rewriter.h"

#include <gtest/gtest.h>

#include <set>
#include <sstream>
#include <vector>

#include "world/text/corpus.h"

namespace stillwatch::world {
namespace {

std::string rewritten(std::string_view text, std::uint64_t seed, std::string_view language = "en") {
  std::string out;
  rewrite(text, language, seed, out);
  return out;
}

std::set<std::string> shingles(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  std::set<std::string> set;
  for (std::size_t i = 0; i + 8 <= words.size(); ++i) {
    std::string shingle;
    for (std::size_t k = 0; k < 8; ++k) shingle += words[i + k] + " ";
    set.insert(shingle);
  }
  return set;
}

TEST(Rewriter, SameSeedSameText) {
  const std::string text = "Create a list of 20 numbers in sort_values and show the result to the user.";
  EXPECT_EQ(rewritten(text, 4), rewritten(text, 4));
  EXPECT_NE(rewritten(text, 4), rewritten(text, 5));
}

TEST(Rewriter, MostShinglesOfTwoSeedsDiffer) {
  const Corpus corpus = seed_corpus(CorpusSplit::all);
  std::size_t same = 0;
  std::size_t all = 0;
  for (std::size_t i = 0; i < corpus.threads.size(); i += 97) {
    const Thread& thread = corpus.threads[i];
    if (thread.language == 1) continue;  // words of Chinese are not written apart
    std::string one;
    std::string two;
    rewrite(corpus.turn(thread, 0).answer, corpus.languages[thread.language], 1, one);
    rewrite(corpus.turn(thread, 0).answer, corpus.languages[thread.language], 2, two);
    EXPECT_NE(one, two);
    const auto first = shingles(one);
    for (const std::string& shingle : shingles(two)) same += first.contains(shingle) ? 1 : 0;
    all += first.size();
  }
  EXPECT_LT(same * 10, all * 3) << same << " of " << all;
}

TEST(Rewriter, TheSameIdentifierAlwaysBecomesTheSameOther) {
  const std::string out = rewritten("parse_order_total parse_order_total", 3);
  const std::size_t middle = out.find(' ');
  EXPECT_EQ(out.substr(0, middle), out.substr(middle + 1, middle));
}

TEST(Rewriter, StopsNearTheBound) {
  std::string text;
  for (int i = 0; i < 400; ++i) text += "The tide comes in twice. ";
  std::string out;
  const std::size_t words = rewrite(text, "en", 1, out, 50);
  EXPECT_GE(words, 50U);
  EXPECT_LT(words, 70U);
}

TEST(Rewriter, TakesAnyBytes) {
  const std::string odd = "\xff\xe4\xb8 ``` \xe3";
  EXPECT_FALSE(rewritten(odd, 1, "zh").empty());
  EXPECT_EQ(rewritten("", 1), "");
}

TEST(SeedCorpus, IsVariedAndItsHalvesShareNothing) {
  const Corpus report = seed_corpus(CorpusSplit::report);
  const Corpus tune = seed_corpus(CorpusSplit::tune);
  std::set<std::string_view> questions;
  std::set<std::uint8_t> languages;
  for (const Thread& thread : report.threads) {
    questions.insert(report.turn(thread, 0).question);
    languages.insert(thread.language);
  }
  EXPECT_GT(questions.size(), 9'000U);
  EXPECT_EQ(languages.size(), 6U);
  for (const Thread& thread : tune.threads) EXPECT_FALSE(questions.contains(tune.turn(thread, 0).question));
}

}  // namespace
}  // namespace stillwatch::world
