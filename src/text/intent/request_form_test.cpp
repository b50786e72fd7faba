#include "text/intent/request_form.h"

#include <gtest/gtest.h>

#include "text/normal_text.h"

namespace stillwatch {
namespace {

const std::vector<std::string> kLabels = {"answer|respuesta|回答|final answer", "question|q", "rubric"};

RequestForm form_of(std::string_view text) {
  NormalText normal;
  normal.append(text);
  normal.finish();
  RequestForm form(kLabels);
  form.read(normal.bytes());
  return form;
}

TEST(RequestForm, LabelsInEverySpellingAndDress) {
  for (const char* line :
       {"Answer: 4", "answer 1: 4", "[Answer]", "### Answer", "**Answer:** 4", "Respuesta: 4", "回答：四",
        "- Answer: x", "Final answer:", "## [Answer 2] text"}) {
    const RequestForm form = form_of(std::string("Hello there\n") + line + "\n");
    EXPECT_EQ(form.label_count(0), 1U) << line;
    EXPECT_EQ(form.labelled_lines(), 1U) << line;
  }
  for (const char* line : {"answer", "The answer is: 4", "answers: 4", "an answer: 4", "answer 4\nand: 5"}) {
    EXPECT_EQ(form_of(line).labelled_lines(), 0U) << line;
  }
}

TEST(RequestForm, CountsLinesOfEachLabel) {
  const RequestForm form =
      form_of("Question: a\nAnswer 1: b\nAnswer 2: c\nRubric:\n1. d\n2) e\n12. f\n2026 g");
  EXPECT_EQ(form.label_count(0), 2U);
  EXPECT_EQ(form.label_count(1), 1U);
  EXPECT_EQ(form.label_count(2), 1U);
  EXPECT_EQ(form.labelled_lines(), 4U);
  EXPECT_EQ(form.numbered_lines(), 3U);
}

TEST(RequestForm, MarksOfForm) {
  EXPECT_TRUE(form_of("Put it between <think> and </think>").names_tags());
  EXPECT_FALSE(form_of("if a < b and c > d: x<y").names_tags());
  EXPECT_TRUE(form_of("reply with { \"score\": 3 }").shows_json());
  EXPECT_FALSE(form_of("int f() { return 1; }").shows_json());
  EXPECT_TRUE(form_of("a\n```\ncode").has_fence());
  EXPECT_FALSE(form_of("a ``` b").has_fence());
  EXPECT_TRUE(form_of("x\n" + std::string(400, 'y')).has_passage());
  EXPECT_FALSE(form_of("x\n" + std::string(399, 'y')).has_passage());
  EXPECT_TRUE(form_of("Verdict:\n").ends_open());
  EXPECT_TRUE(form_of("1. cats\n2.").ends_open());
  EXPECT_FALSE(form_of("Thanks.").ends_open());
  EXPECT_FALSE(form_of("").ends_open());
}

TEST(RequestForm, OfALongTextReadsBothEnds) {
  const std::string filler(RequestForm::kHeadBytes + RequestForm::kTailBytes, 'x');
  EXPECT_EQ(form_of("Question: a\n" + filler + "\nAnswer: b").labelled_lines(), 2U);
  const std::string half(RequestForm::kHeadBytes, 'x');
  EXPECT_EQ(form_of(half + "\nAnswer: b\n" + half).labelled_lines(), 0U);
}

TEST(RequestForm, ReadingAgainForgetsTheTextBefore) {
  RequestForm form = form_of("Answer: <b> {\"a\": 1}\n" + std::string(500, 'y') + ":");
  form.read("plain");
  EXPECT_EQ(form.labelled_lines() + form.label_count(0) + form.numbered_lines(), 0U);
  EXPECT_FALSE(form.has_passage() || form.names_tags() || form.shows_json() || form.ends_open() ||
               form.has_fence());
}

}  // namespace
}  // namespace stillwatch
