#include "text/intent/intent_model.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "text/intent/intent_reader.h"

namespace stillwatch {
namespace {

constexpr std::string_view kTable =
    "# a comment\n"
    "bias\talways\t1.00\t0\t0\t0\t0\t0\t0\n"
    "phrase\tstep by step|paso a paso\t0\t2.50\t0\t0\t0\t0\t0\n"
    "phrase\trubric\n"
    "shape\tlong_prompt\t-0.25\t0\t0\t0\t0\t0\t0.75\n"
    "label\tanswer|respuesta\t0\t0\t3.00\t0\t0\t0\t0\n"
    "label_twice\tanswer|respuesta\t0\t0\t1.50\t0\t0\t0\t0\n";

TEST(IntentModel, ReadsItsTable) {
  const auto parsed = IntentModel::parse(kTable);
  ASSERT_TRUE(parsed.has_value()) << parsed.error().what;
  const IntentModel& model = parsed.value();
  EXPECT_EQ(model.phrases(), (std::vector<std::string>{"step by step|paso a paso", "rubric"}));
  const auto weight = [&model](IntentFeatureKind kind, std::size_t number, Intent intent) {
    return model.features()[model.place_of(kind, number)].weights[static_cast<std::size_t>(intent)];
  };
  EXPECT_EQ(weight(IntentFeatureKind::bias, 0, Intent::none), 100);
  EXPECT_EQ(weight(IntentFeatureKind::phrase, 0, Intent::reasoning_elicitation), 250);
  EXPECT_EQ(weight(IntentFeatureKind::system, 0, Intent::reasoning_elicitation), 0);
  EXPECT_EQ(
      weight(IntentFeatureKind::shape, static_cast<std::size_t>(IntentShape::long_prompt), Intent::none),
      -25);
  EXPECT_EQ(weight(IntentFeatureKind::label_twice, 0, Intent::rubric_grading), 150);
}

TEST(IntentModel, ProbabilitiesAreThoseOfALogisticRegression) {
  const auto parsed = IntentModel::parse(kTable);
  const IntentModel& model = parsed.value();
  const std::vector<std::uint16_t> active = {model.place_of(IntentFeatureKind::phrase, 0)};
  const auto chance = model.probabilities(active);
  EXPECT_NEAR(std::accumulate(chance.begin(), chance.end(), 0.0), 1, 1e-12);
  const double whole = std::exp(1.0) + std::exp(2.5) + 5;
  EXPECT_NEAR(chance[1], std::exp(2.5) / whole, 1e-12);
  EXPECT_EQ(model.read(active).intent, Intent::reasoning_elicitation);
  EXPECT_EQ(model.read(active).score, std::lround(255 * chance[1]));
  EXPECT_EQ(model.read({}).intent, Intent::none);
  EXPECT_EQ(model.read({}).score, 0);
}

TEST(IntentModel, SaysWhatIsWrongWithATable) {
  for (const char* line :
       {"frase\tx\t0", "shape\tround\t0", "phrase\t\t0", "phrase\tx\tone\t0\t0\t0\t0\t0\t0",
        "phrase\tx\t0\t0", "phrase\tx\t0\t0\t0\t0\t0\t0\t0\t0", "phrase\tx\t1e9\t0\t0\t0\t0\t0\t0"}) {
    const auto parsed = IntentModel::parse(line);
    ASSERT_FALSE(parsed.has_value()) << line;
    EXPECT_NE(parsed.error().what.find(line), std::string::npos);
  }
}

TEST(IntentModel, TheShippedOneHasWeightsForEveryClass) {
  const IntentModel& model = IntentModel::shipped();
  EXPECT_GT(model.features().size(), 150U);
  for (std::size_t i = 0; i < kIntentCount; ++i) {
    std::int32_t most = 0;
    for (const IntentFeature& feature : model.features()) most = std::max(most, feature.weights[i]);
    EXPECT_GT(most, 50) << name_of(static_cast<Intent>(i));
    EXPECT_EQ(intent_named(name_of(static_cast<Intent>(i))), static_cast<Intent>(i));
  }
  EXPECT_FALSE(intent_named("mischief").has_value());
}

TEST(IntentReader, CollectsFeaturesOnce) {
  const auto parsed = IntentModel::parse(kTable);
  IntentReader reader(parsed.value());
  for (int round = 0; round < 2; ++round) {
    reader.begin();
    PhraseSet phrases;
    phrases.set(0);
    reader.add_system(phrases);
    reader.add_wording("respuesta: 4\nanswer: 5\n", PhraseSet{}, 200);
    reader.add_answer("[1, 2]", 2);
    std::vector<std::string> names;
    for (const std::uint16_t place : reader.active()) {
      const IntentFeature& feature = parsed.value().features()[place];
      names.push_back(std::string(name_of(feature.kind)) + " " + feature.spellings);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"shape has_system", "system step by step|paso a paso",
                                               "label answer|respuesta", "label_twice answer|respuesta",
                                               "shape long_prompt", "shape answer_few_words",
                                               "shape answer_far_shorter", "shape answer_is_json"}));
  }
}

}  // namespace
}  // namespace stillwatch
