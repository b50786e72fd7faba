#include "bench/intent_training.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "bench/intent_forms.h"

namespace stillwatch {
namespace {

constexpr std::string_view kExamples =
    "# comment\n"
    "[rubric_grading en]\n"
    "You grade. >> Score this from 1 to 10.\\nAnswer: {answer}\n"
    "Held out: score this.\\nAnswer: {answer2}\n"
    "[none en]\n"
    "{task}\n"
    "Please help: {task}\n"
    "[task es]\n"
    "tarea\n";

SlotTexts slot_texts() {
  SlotTexts slots;
  for (int i = 0; i < 40; ++i) {
    LabelledRequest request;
    request.learn = i % 2 == 0;
    request.user = "question number " + std::to_string(i);
    request.answer = "it is " + std::to_string(i);
    slots.add(request);
  }
  return slots;
}

std::vector<LabelledRequest> filled() {
  std::vector<LabelledRequest> requests;
  SlotTexts slots = slot_texts();
  EXPECT_TRUE(fill_examples(read_examples(kExamples).value(), slots, requests).has_value());
  return requests;
}

TEST(IntentTexts, ReadsListsOfExamples) {
  const auto lists = read_examples(kExamples).value();
  ASSERT_EQ(lists.size(), 3U);
  EXPECT_EQ(lists[0].name, "rubric_grading");
  EXPECT_EQ(lists[0].language, "en");
  EXPECT_EQ(lists[0].lines.size(), 2U);
  EXPECT_FALSE(read_examples("no list").has_value());
}

TEST(IntentTexts, FillsSlotsAndHoldsOutEveryOtherLine) {
  const auto requests = filled();
  ASSERT_FALSE(requests.empty());
  for (const LabelledRequest& request : requests) {
    EXPECT_EQ(request.user.find('{'), std::string::npos) << request.user;
    EXPECT_EQ(request.learn, request.user.find("Held out") == std::string::npos &&
                                 request.user.find("Please help") == std::string::npos);
    if (request.intent == Intent::rubric_grading && request.learn) {
      EXPECT_EQ(request.system, "You grade.");
      EXPECT_TRUE(request.user.starts_with("Score this from 1 to 10.\nAnswer: it is ")) << request.user;
    }
  }
}

TEST(IntentTexts, AnUnknownClassIsAnError) {
  std::vector<LabelledRequest> requests;
  SlotTexts slots = slot_texts();
  EXPECT_FALSE(fill_examples({{"mischief", "en", {"x"}}}, slots, requests).has_value());
  SlotTexts none;
  EXPECT_FALSE(fill_examples(read_examples(kExamples).value(), none, requests).has_value());
}

TEST(IntentTraining, LearnsFromTheLearnedOnesAndIsDeterministic) {
  const auto parsed = IntentModel::parse("phrase\tscore this\nlabel\tanswer\nphrase\tnever seen\n");
  ASSERT_TRUE(parsed.has_value());
  const auto traced = trace_requests(filled(), parsed.value());
  IntentModel first = parsed.value(), second = parsed.value();
  fit_intent_model(first, traced);
  fit_intent_model(second, traced);
  EXPECT_EQ(intent_model_table(first), intent_model_table(second));
  for (const TracedRequest& request : traced) EXPECT_EQ(first.read(request.features).intent, request.intent);
  const auto unseen = first.features()[first.place_of(IntentFeatureKind::phrase, 1)].weights;
  EXPECT_EQ(unseen, (std::array<std::int32_t, kIntentCount>{}));
  const auto again = IntentModel::parse(intent_model_table(first));
  ASSERT_TRUE(again.has_value());
  for (const TracedRequest& request : traced)
    EXPECT_EQ(again.value().read(request.features).intent, first.read(request.features).intent);
  EXPECT_NE(intent_figures(first, traced).find("| rubric_grading | 40 | 100.00 % | 100.00 % |"),
            std::string::npos);
}

TEST(IntentTraining, LabelsTheRealTexts) {
  const std::string corpus = "../shared/data";
  if (!std::filesystem::is_directory(corpus)) GTEST_SKIP() << "no folder of real texts";
  const auto requests = gather_intent_texts(corpus, STILLWATCH_INTENT_EXAMPLES);
  ASSERT_TRUE(requests.has_value()) << requests.error().what;
  for (const LabelledRequest& request : requests.value()) {
    const bool never = request.source == "bbh_cot" || request.source == "alpacaeval_judge" ||
                       request.source == "codealpaca" || request.source == "mt_batch";
    ASSERT_FALSE(never && request.learn) << request.source;
  }
}

}  // namespace
}  // namespace stillwatch
