// What a request seems to be for: a linear model over named features that a person can read.
//
//   const IntentModel& model = IntentModel::shipped();
//   IntentReading reading = model.read(active);            // places of the features that the request shows
//   if (reading.intent == Intent::rubric_grading) ...      // reading.score: 255 times the probability
//
// A multinomial logistic regression. intent_model.tsv holds features and weights, one feature a line, and is
// compiled in; intent_figures.md beside it holds how well it does, by class and language, on texts that it
// did not learn from; `./dev train intent` makes both. A feature is one of
//   phrase      words in a row near the beginning or the end of the request's wording
//   system      the same phrase in the system prompt
//   label       a name at the beginning of a line that ends in a colon or stands between brackets
//   label_twice the same name on two lines or more
//   shape       a fact of the request's form or of the answer's length (intent_shape.h)
//   bias        always there
// Several spellings of one phrase or label, in several languages, are one feature, so that what is learned in
// one language holds in the others.
//
// A guess about one request, made to be counted over thousands: never a reason to accuse. Classes for which
// no real text exists were learned from examples written for them (`is_counted` is false): shown, never
// counted as evidence. Thread-safe: immutable. Cost of read(): 20 ns and about 5 ns for each feature shown.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "text/fingerprints.h"
#include "text/intent/intent_shape.h"

namespace stillwatch {

enum class IntentFeatureKind : std::uint8_t { bias, shape, phrase, system, label, label_twice };

[[nodiscard]] std::string_view name_of(IntentFeatureKind kind);
[[nodiscard]] std::string_view name_of(Intent intent);
[[nodiscard]] std::optional<Intent> intent_named(std::string_view name);

struct IntentFeature {
  IntentFeatureKind kind = IntentFeatureKind::bias;
  std::string spellings;                             // separated by `|`; the name, for shapes
  std::array<std::int32_t, kIntentCount> weights{};  // in hundredths, by Intent
};

struct IntentReading {
  Intent intent = Intent::none;
  std::uint8_t score = 0;  // 0 for Intent::none
};

// Whether findings may count the class: it was tried on real requests, and ordinary work does not consist of
// it. Tool trajectories were tried, but every agent's work is made of them.
[[nodiscard]] constexpr bool is_counted(Intent intent) {
  return intent == Intent::reasoning_elicitation || intent == Intent::rubric_grading;
}

class IntentModel {
 public:
  static constexpr std::size_t kLabelsMost = 256;
  static constexpr std::uint16_t kNoFeature = 0xffff;
  static constexpr double kLeastChance = 0.6;  // what is less likely than this is said to be none

  // The one that is compiled in.
  [[nodiscard]] static const IntentModel& shipped();
  // From the text of an intent_model.tsv: `kind TAB spellings TAB weight TAB ...`, a weight for each Intent
  // (or none at all, before training); lines that begin with # are comments. What it does not name has no
  // weight.
  [[nodiscard]] static Result<IntentModel> parse(std::string_view tsv);

  // Every feature; phrases and labels have their derived ones, whether or not the file names them.
  [[nodiscard]] std::span<const IntentFeature> features() const { return features_; }
  [[nodiscard]] std::vector<IntentFeature>& mutable_features() { return features_; }
  // Spellings of the phrases and labels, in the order of their numbers.
  [[nodiscard]] const std::vector<std::string>& phrases() const { return phrases_; }
  [[nodiscard]] const std::vector<std::string>& labels() const { return labels_; }

  // The place of a feature; `number` is a phrase's, a label's or an IntentShape.
  [[nodiscard]] std::uint16_t place_of(IntentFeatureKind kind, std::size_t number) const {
    return places_[static_cast<std::size_t>(kind)][number];
  }

  // The probability of each intent, given the places of the active features (the bias is added).
  [[nodiscard]] std::array<double, kIntentCount> probabilities(std::span<const std::uint16_t> active) const;
  [[nodiscard]] IntentReading read(std::span<const std::uint16_t> active) const;

 private:
  using Sums = std::array<std::int32_t, kIntentCount>;
  [[nodiscard]] Sums sums(std::span<const std::uint16_t> active) const;
  Status add_line(std::string_view line);
  std::uint16_t add_feature(IntentFeatureKind kind, std::size_t number, std::string_view spellings);

  std::vector<IntentFeature> features_;
  std::vector<std::string> phrases_, labels_;
  std::array<std::vector<std::uint16_t>, 6> places_;  // by kind, then number
};

}  // namespace stillwatch
