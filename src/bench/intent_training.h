// Fits the intent model and says how good it is.
//
//   IntentModel model = ...;                                    // its features; weights do not matter
//   std::vector<TracedRequest> traced = trace_requests(requests, model);
//   fit_intent_model(model, traced);                            // learns from those marked `learn`
//   std::string page = intent_figures(model, traced);           // Markdown, of the held-out ones
//
// Multinomial logistic regression with an L2 penalty, by AdaGrad over a fixed order: the same requests give
// the same weights. Each class counts the same, ordinary requests (none) six times as much as another class;
// inside a class each source counts the same up to a factor of its square root of size. Features that fewer
// than kOccurrencesMin learned requests show get no weight. Cost: some seconds for 40,000 requests.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "bench/intent_texts.h"
#include "text/intent/intent_model.h"

namespace stillwatch {

inline constexpr std::size_t kOccurrencesMin = 8;

struct TracedRequest {
  Intent intent = Intent::none;
  std::string source;
  std::array<char, 2> language = {'u', 'n'};
  bool learn = false;
  std::vector<std::uint16_t> features;  // places in IntentModel::features()
};

[[nodiscard]] std::vector<TracedRequest> trace_requests(const std::vector<LabelledRequest>& requests,
                                                        const IntentModel& model);
void fit_intent_model(IntentModel& model, const std::vector<TracedRequest>& requests);

// The table that IntentModel::parse reads; derived features without weight are left out.
[[nodiscard]] std::string intent_model_table(const IntentModel& model);
[[nodiscard]] std::string intent_figures(const IntentModel& model,
                                         const std::vector<TracedRequest>& requests);

}  // namespace stillwatch
