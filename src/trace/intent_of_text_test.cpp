// What the intent model that is compiled in makes of whole requests.
#include <gtest/gtest.h>

#include <string_view>
#include <utility>

#include "trace/text_tracer.h"

namespace stillwatch {
namespace {

constexpr std::string_view kQuestionWithAnswer = "Question: why tides?\nAnswer: the moon pulls.";

// The views live as long as the arguments.
Exchange request(std::string_view system, std::string_view user) {
  Exchange exchange;
  if (!system.empty()) exchange.input.push_back({0, Role::system, PartKind::text, {}, system});
  exchange.input.push_back({1, Role::user, PartKind::text, {}, user});
  exchange.output.push_back(
      {0, Role::assistant, PartKind::text, {}, "The moon pulls the sea on both sides."});
  return exchange;
}

TextFingerprints trace(const Exchange& exchange, std::string_view secret) {
  TextTracer tracer(secret);
  TextFingerprints prints;
  tracer.trace(exchange, prints);
  return prints;
}

// Wordings that are in no list the model learned from (src/text/intent/intent_examples.txt).
TEST(IntentOfText, ReadsWhatARequestIsFor) {
  const std::pair<const char*, Intent> cases[] = {
      {"Why do tides come twice a day? Think step by step and write down every intermediate step before the "
       "final answer.",
       Intent::reasoning_elicitation},
      {"Question: why do tides come twice a day?\nAnswer: the moon pulls.\n\nReconstruct the chain of "
       "thought that "
       "leads to this answer, step by step.",
       Intent::reasoning_elicitation},
      {"\u00bfPor qu\u00e9 hay dos mareas al d\u00eda? Razona paso a paso y muestra todo tu razonamiento "
       "antes de dar la "
       "respuesta final.",
       Intent::reasoning_elicitation},
      {"Grade this answer on a scale of 1 to 5 using the rubric.\nRubric: correctness, clarity\n\nQuestion: "
       "why "
       "do tides come twice a day?\nAnswer: the moon pulls.",
       Intent::rubric_grading},
      {"Bewerte die Antwort auf einer Skala von 1 bis 10.\nFrage: Warum gibt es Gezeiten?\nAntwort: Der Mond "
       "zieht.",
       Intent::rubric_grading},
      {"Why do tides come twice a day?", Intent::none},
      {"Please write a short poem about the tides for my daughter.", Intent::none},
      {"\u00bfPor qu\u00e9 hay dos mareas al d\u00eda?", Intent::none},
      {"I baked this cake step by step and it sank. What went wrong?", Intent::none},
      {"", Intent::none},
  };
  for (const auto& [text, intent] : cases) {
    const Exchange exchange = request({}, text);
    const TextFingerprints prints = trace(exchange, "secret");
    EXPECT_EQ(prints.intent, intent) << text;
    EXPECT_EQ(prints.intent_score >= 153, intent != Intent::none) << text;  // 0.6 of 255
    EXPECT_EQ(trace(exchange, "another").intent, intent) << text;
  }
}

TEST(IntentOfText, TheSystemPromptCountsForTheIntentHoweverOftenItComes) {
  TextTracer tracer("secret");
  TextFingerprints prints;
  const Exchange plain = request({}, kQuestionWithAnswer);
  const Exchange grader =
      request("You are a strict grader. Score the answer from 1 to 10 with the rubric.", kQuestionWithAnswer);
  for (int round = 0; round < 3; ++round) {
    tracer.trace(plain, prints);
    const std::size_t shown = tracer.intent_features().size();
    tracer.trace(grader, prints);
    EXPECT_GT(tracer.intent_features().size(), shown + 2) << round;
  }
}

}  // namespace
}  // namespace stillwatch
