#include "text/intent/intent_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include "text/intent/intent_model_text.h"
#include "text/lexicon.h"

namespace stillwatch {
namespace {

constexpr std::array<std::string_view, 6> kKindNames = {"bias",   "shape", "phrase",
                                                        "system", "label", "label_twice"};
constexpr std::array<std::string_view, kIntentCount> kIntentNames = {
    "none",           "reasoning_elicitation", "rubric_grading",
    "trace_cleaning", "task_generation",       "tool_trajectory",
    "safe_rewrite"};

std::string_view take(std::string_view& rest, char separator) {
  const std::string_view field = rest.substr(0, rest.find(separator));
  rest.remove_prefix(std::min(rest.size(), field.size() + 1));
  return field;
}

// "-1.35" -> -135.
bool parse_hundredths(std::string_view text, std::int32_t& to) {
  double number = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || at != text.data() + text.size() || !(std::abs(number) <= 100)) return false;
  to = static_cast<std::int32_t>(std::lround(100 * number));
  return true;
}

std::size_t number_in(std::vector<std::string>& list, std::string_view name) {
  const auto at = std::find(list.begin(), list.end(), name);
  if (at != list.end()) return static_cast<std::size_t>(at - list.begin());
  list.emplace_back(name);
  return list.size() - 1;
}

Error bad(std::string_view line, std::string_view why) {
  return {Code::usage, fmt::format("intent model: {}: {}", why, line)};
}

}  // namespace

std::string_view name_of(IntentFeatureKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }
std::string_view name_of(Intent intent) { return kIntentNames[static_cast<std::size_t>(intent)]; }

std::optional<Intent> intent_named(std::string_view name) {
  const auto at = std::find(kIntentNames.begin(), kIntentNames.end(), name);
  if (at == kIntentNames.end()) return std::nullopt;
  return static_cast<Intent>(at - kIntentNames.begin());
}

std::uint16_t IntentModel::add_feature(IntentFeatureKind kind, std::size_t number,
                                       std::string_view spellings) {
  auto& places = places_[static_cast<std::size_t>(kind)];
  if (places.size() <= number) places.resize(number + 1, kNoFeature);
  if (places[number] == kNoFeature) {
    places[number] = static_cast<std::uint16_t>(features_.size());
    features_.push_back({kind, std::string(spellings), {}});
  }
  return places[number];
}

Status IntentModel::add_line(std::string_view line) {
  std::string_view rest = line;
  const std::string_view kind_name = take(rest, '\t');
  const auto kind_at = std::find(kKindNames.begin(), kKindNames.end(), kind_name);
  if (kind_at == kKindNames.end()) return bad(line, "no such kind of feature");
  const auto kind = static_cast<IntentFeatureKind>(kind_at - kKindNames.begin());
  const std::string_view name = take(rest, '\t');
  std::size_t number = 0;
  if (kind == IntentFeatureKind::shape) {
    const auto at = std::find(kIntentShapeNames.begin(), kIntentShapeNames.end(), name);
    if (at == kIntentShapeNames.end()) return bad(line, "no such shape");
    number = static_cast<std::size_t>(at - kIntentShapeNames.begin());
  } else if (kind != IntentFeatureKind::bias) {
    if (name.empty()) return bad(line, "a feature without spelling");
    const bool phrase = kind == IntentFeatureKind::phrase || kind == IntentFeatureKind::system;
    number = number_in(phrase ? phrases_ : labels_, name);
    if (number >= (phrase ? kPhrasesMost : kLabelsMost)) return bad(line, "more of them than fit");
  }
  IntentFeature& feature = features_[add_feature(kind, number, name)];
  if (rest.empty()) return Done{};  // not trained yet
  for (std::int32_t& weight : feature.weights) {
    if (!parse_hundredths(take(rest, '\t'), weight)) return bad(line, "a weight is no number");
  }
  if (!rest.empty()) return bad(line, "more weights than intents");
  return Done{};
}

Result<IntentModel> IntentModel::parse(std::string_view tsv) {
  IntentModel model;
  model.add_feature(IntentFeatureKind::bias, 0, "always");
  for (std::size_t i = 0; i < kIntentShapeCount; ++i) {
    model.add_feature(IntentFeatureKind::shape, i, kIntentShapeNames[i]);
  }
  while (!tsv.empty()) {
    const std::string_view line = take(tsv, '\n');
    if (line.empty() || line.front() == '#') continue;
    if (auto added = model.add_line(line); !added.has_value()) return added.error();
  }
  for (std::size_t i = 0; i < model.phrases_.size(); ++i) {
    for (const auto kind : {IntentFeatureKind::phrase, IntentFeatureKind::system})
      model.add_feature(kind, i, model.phrases_[i]);
  }
  for (std::size_t i = 0; i < model.labels_.size(); ++i) {
    for (const auto kind : {IntentFeatureKind::label, IntentFeatureKind::label_twice})
      model.add_feature(kind, i, model.labels_[i]);
  }
  return model;
}

const IntentModel& IntentModel::shipped() {
  static const IntentModel model = [] {
    auto parsed = parse(intent_model_text());
    if (!parsed.has_value()) throw std::logic_error(parsed.error().what);
    return std::move(parsed).value();
  }();
  return model;
}

IntentModel::Sums IntentModel::sums(std::span<const std::uint16_t> active) const {
  Sums sum = features_.front().weights;  // the bias
  for (const std::uint16_t place : active) {
    for (std::size_t i = 0; i < kIntentCount; ++i) sum[i] += features_[place].weights[i];
  }
  return sum;
}

std::array<double, kIntentCount> IntentModel::probabilities(std::span<const std::uint16_t> active) const {
  const Sums sum = sums(active);
  const std::int32_t top = *std::max_element(sum.begin(), sum.end());
  std::array<double, kIntentCount> chance{};
  double total = 0;
  for (std::size_t i = 0; i < kIntentCount; ++i) total += chance[i] = std::exp((sum[i] - top) / 100.0);
  for (double& value : chance) value /= total;
  return chance;
}

// The largest sum has the largest chance; most requests have it at `none`, and need no chances.
IntentReading IntentModel::read(std::span<const std::uint16_t> active) const {
  const Sums sum = sums(active);
  const auto best = static_cast<std::size_t>(std::max_element(sum.begin(), sum.end()) - sum.begin());
  if (best == 0) return {};
  const auto chance = probabilities(active);
  if (chance[best] < kLeastChance) return {};
  return {static_cast<Intent>(best), static_cast<std::uint8_t>(std::lround(255 * chance[best]))};
}

}  // namespace stillwatch
