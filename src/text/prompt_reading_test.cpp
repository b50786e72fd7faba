#include "text/prompt_reading.h"

#include <gtest/gtest.h>

#include <string>

#include "text/lexicon_words.h"
#include "text/word_list.h"

namespace stillwatch {
namespace {

constexpr SipKey kKey{0x9ae16a3b2f90404f, 0xc3a5c85c97cb3127};

PromptReading read(std::string_view text) {
  static const Lexicon kLexicon(kKey);
  NormalText normal;
  normal.append(text);
  normal.finish();
  WordList words;
  words.split(normal.bytes(), kKey);
  std::vector<std::uint16_t> found;
  return read_prompt(words.hashes(), normal.scripts(), kLexicon, found);
}

std::string language(std::string_view text) {
  const auto code = read(text).language;
  return {code.begin(), code.end()};
}

TEST(PromptReading, Language) {
  EXPECT_EQ(language("What is the capital of the country?"), "en");
  EXPECT_EQ(language("\u00bfCu\u00e1l es la capital de este pa\u00eds y por qu\u00e9?"), "es");
  EXPECT_EQ(language("Quelle est la capitale de ce pays et pourquoi?"), "fr");
  EXPECT_EQ(language("Was ist die Hauptstadt von diesem Land und warum?"), "de");
  EXPECT_EQ(language("Qual \u00e9 a capital deste pa\u00eds e por que n\u00e3o mudou?"), "pt");
  EXPECT_EQ(language("Qual \u00e8 la capitale di questo paese e perch\u00e9?"), "it");
  EXPECT_EQ(language("Wat is de hoofdstad van het land en waarom is dat zo?"), "nl");
  EXPECT_EQ(language("Jakie jest sto\u0142eczne miasto i dlaczego nie jest to inne?"), "pl");
  EXPECT_EQ(language("\u041a\u0430\u043a\u043e\u0439 \u0433\u043e\u0440\u043e\u0434 "
                     "\u0441\u0442\u043e\u043b\u0438\u0446\u0430?"),
            "ru");
  EXPECT_EQ(language("\u8bf7\u5199\u4e00\u9996\u8bd7"), "zh");
  EXPECT_EQ(language("\u8a69\u3092\u66f8\u3044\u3066\u304f\u3060\u3055\u3044"), "ja");
  EXPECT_EQ(language("\uc2dc\ub97c \uc368 \uc8fc\uc138\uc694"), "ko");
  EXPECT_EQ(language("zxqv"), "un");
  EXPECT_EQ(language(""), "un");
}

struct CapabilityCase {
  std::string_view text;
  Capability capability;
};

TEST(PromptReading, Capability) {
  const CapabilityCase cases[] = {
      {"Write a Python function that reverses a list", Capability::coding},
      {"Translate this into French: good morning", Capability::translation},
      {"Summarize the article below in three sentences", Capability::summarising},
      {"Prove that the integral of the polynomial is positive", Capability::mathematics},
      {"Write a poem about autumn", Capability::writing},
      {"Grade the answer on a scale of 1 to 10 with this rubric", Capability::grading},
      {"Load the csv into a dataframe and plot a histogram", Capability::data_analysis},
      {"zxqv", Capability::other},
  };
  for (const auto& [text, capability] : cases) {
    EXPECT_EQ(static_cast<int>(read(text).capability), static_cast<int>(capability)) << text;
  }
}

struct IntentCase {
  std::string_view text;
  int flags;
};

TEST(PromptReading, Intents) {
  const IntentCase cases[] = {
      {"How tall is a giraffe?", 0},
      {"Solve it. Let's think step by step.", kAsksForReasoning},
      {"STEP-BY-STEP, please", kAsksForReasoning},
      {"Explica esto paso a paso", kAsksForReasoning},
      {"\u8bf7\u4e00\u6b65\u4e00\u6b65\u5730\u89e3\u91ca", kAsksForReasoning},
      {"Rate the response on a scale of 1 to 5", kAsksForGrading},
      {"Show your reasoning, then decide which response is better", kAsksForReasoning | kAsksForGrading},
      {"the first step", 0},
  };
  for (const auto& [text, flags] : cases) EXPECT_EQ(read(text).flags, flags) << text;
}

TEST(PromptReading, IntentsAreFoundAtTheVeryEnd) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "word ";
  EXPECT_EQ(read(text + "think step by step").flags, kAsksForReasoning);
  EXPECT_EQ(read(text + "step by").flags, 0);
}

TEST(PromptReading, TopicsOfLikeContentAgree) {
  const auto a = read("Explain photosynthesis in chloroplast membranes of spinach leaves");
  const auto b = read("How does photosynthesis work in chloroplast membranes of spinach leaves?");
  EXPECT_EQ(a.topic_bits, b.topic_bits);
  EXPECT_EQ(topic_of(Capability::knowledge, 15), 0xbf);
}

TEST(Lexicon, PhrasesFitTheirBound) {
  const Lexicon lexicon(kKey);
  EXPECT_GT(lexicon.size(), 900U);
  EXPECT_LT(lexicon.size(), 1600U);
  for (const IntentPhrases& list : intent_phrases()) {
    std::string_view rest = list.phrases;
    while (!rest.empty()) {
      const std::string_view phrase = rest.substr(0, rest.find('|'));
      rest.remove_prefix(std::min(rest.size(), phrase.size() + 1));
      EXPECT_EQ(read(phrase).flags & list.flag, list.flag) << phrase;
    }
  }
}

}  // namespace
}  // namespace stillwatch
