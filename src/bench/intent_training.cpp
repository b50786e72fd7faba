#include "bench/intent_training.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "base/random.h"
#include "trace/text_tracer.h"

namespace stillwatch {
namespace {

constexpr int kEpochs = 30;
constexpr double kStep = 0.1, kPenalty = 1e-3;
constexpr double kNoneWeight = 6;
constexpr double kHidden = 0.4;  // share of a request's phrases and labels that one step does not see

using Weights = std::vector<std::array<double, kIntentCount>>;

// How much each request counts: 0 for what is held out.
std::vector<double> request_weights(const std::vector<TracedRequest>& requests) {
  std::map<std::pair<Intent, std::string>, double> size;
  for (const TracedRequest& r : requests) size[{r.intent, r.source}] += r.learn ? 1 : 0;
  std::array<double, kIntentCount> total{};
  for (const auto& [key, count] : size) total[static_cast<std::size_t>(key.first)] += std::sqrt(count);
  std::vector<double> weights;
  double sum = 0, learned = 0;
  for (const TracedRequest& r : requests) {
    const auto intent = static_cast<std::size_t>(r.intent);
    const double share = r.learn ? 1 / std::sqrt(size[{r.intent, r.source}]) / total[intent] : 0;
    weights.push_back(share * (r.intent == Intent::none ? kNoneWeight : 1));
    sum += weights.back();
    learned += r.learn ? 1 : 0;
  }
  for (double& weight : weights) weight *= learned / sum;
  return weights;
}

std::array<double, kIntentCount> chances(const Weights& weights, const std::vector<std::uint16_t>& features) {
  std::array<double, kIntentCount> sum = weights.front();
  for (const std::uint16_t place : features) {
    for (std::size_t i = 0; i < kIntentCount; ++i) sum[i] += weights[place][i];
  }
  const double top = *std::max_element(sum.begin(), sum.end());
  double total = 0;
  for (double& value : sum) total += value = std::exp(value - top);
  for (double& value : sum) value /= total;
  return sum;
}

// The requests with rare features taken out, so that a weight never rests on a handful of texts.
std::vector<std::vector<std::uint16_t>> frequent_features(const std::vector<TracedRequest>& requests,
                                                          std::size_t features) {
  std::vector<std::size_t> seen(features);
  for (const TracedRequest& r : requests) {
    for (const std::uint16_t place : r.features) seen[place] += r.learn ? 1 : 0;
  }
  std::vector<std::vector<std::uint16_t>> kept;
  for (const TracedRequest& r : requests) {
    auto& list = kept.emplace_back();
    std::ranges::copy_if(r.features, std::back_inserter(list),
                         [&](std::uint16_t place) { return seen[place] >= kOccurrencesMin; });
  }
  return kept;
}

// One step of AdaGrad for one request.
class Fit {
 public:
  explicit Fit(std::size_t features) : weights_(features), squares_(features) {}
  void step(const std::vector<std::uint16_t>& features, Intent intent, double weight) {
    auto error = chances(weights_, features);
    error[static_cast<std::size_t>(intent)] -= 1;
    move(0, error, weight);
    for (const std::uint16_t place : features) move(place, error, weight);
  }
  [[nodiscard]] const Weights& weights() const { return weights_; }

 private:
  void move(std::size_t place, const std::array<double, kIntentCount>& error, double weight) {
    for (std::size_t i = 0; i < kIntentCount; ++i) {
      const double slope = weight * error[i] + kPenalty * weights_[place][i];
      squares_[place][i] += slope * slope;
      weights_[place][i] -= kStep * slope / std::sqrt(squares_[place][i] + 1e-8);
    }
  }
  Weights weights_, squares_;
};

Exchange exchange_of(const LabelledRequest& request) {
  Exchange exchange;
  exchange.input.reserve(3);
  std::uint32_t message = 0;
  if (!request.system.empty())
    exchange.input.push_back({message++, Role::system, PartKind::text, {}, request.system});
  if (request.tool_turn) {
    exchange.input.push_back({message++, Role::assistant, PartKind::text, {}, "I will look."});
    exchange.input.push_back({message, Role::tool, PartKind::tool_result, "tool", request.user});
  } else {
    exchange.input.push_back({message, Role::user, PartKind::text, {}, request.user});
  }
  if (!request.answer.empty())
    exchange.output.push_back({0, Role::assistant, PartKind::text, {}, request.answer});
  if (request.offers_tools) exchange.tools.push_back({"tool", {}, "{}"});
  return exchange;
}

}  // namespace

std::vector<TracedRequest> trace_requests(const std::vector<LabelledRequest>& requests,
                                          const IntentModel& model) {
  TextTracer tracer("stillwatch intent training", model);
  TextFingerprints prints;
  std::vector<TracedRequest> traced;
  traced.reserve(requests.size());
  for (const LabelledRequest& request : requests) {
    tracer.trace(exchange_of(request), prints);
    const auto features = tracer.intent_features();
    traced.push_back(
        {request.intent, request.source, prints.language, request.learn, {features.begin(), features.end()}});
  }
  return traced;
}

void fit_intent_model(IntentModel& model, const std::vector<TracedRequest>& requests) {
  const std::vector<double> counts = request_weights(requests);
  const auto features = frequent_features(requests, model.features().size());
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < requests.size(); ++i) {
    if (requests[i].learn) order.push_back(i);
  }
  Fit fit(model.features().size());
  Random random(7);
  std::vector<std::uint16_t> shown;
  for (int epoch = 0; epoch < kEpochs; ++epoch) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    for (const std::uint32_t r : order) {
      shown.clear();
      std::ranges::copy_if(features[r], std::back_inserter(shown), [&](std::uint16_t place) {
        return model.features()[place].kind == IntentFeatureKind::shape || !random.chance(kHidden);
      });
      fit.step(shown, requests[r].intent, counts[r]);
    }
  }
  for (std::size_t f = 0; f < model.features().size(); ++f) {
    for (std::size_t i = 0; i < kIntentCount; ++i) {
      const double hundredths = std::clamp(100 * fit.weights()[f][i], -2000.0, 2000.0);
      model.mutable_features()[f].weights[i] = static_cast<std::int32_t>(std::lround(hundredths));
    }
  }
}

}  // namespace stillwatch
