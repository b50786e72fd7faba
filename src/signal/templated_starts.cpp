#include "signal/templated_starts.h"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "base/statistics.h"

namespace stillwatch {
namespace {

std::vector<ConversationStart> templated_starts(const GroupEvidence& evidence) {
  std::vector<ConversationStart> kept;
  for (std::size_t i = 0; i < evidence.starts.size(); ++i) {
    if (evidence.start_is_templated[i]) kept.push_back(evidence.starts[i]);
  }
  const std::size_t all = evidence.starts.size();
  if (100 * kept.size() < all || 10 * kept.size() > 9 * all) kept.clear();
  return kept;
}

double log_e_of(const SignalFinding& finding) {
  return finding.applies ? finding.log10_e * std::numbers::ln10 : 0.0;
}

}  // namespace

SignalFinding of_all_and_templated(const SignalContext& context, const GroupEvidence& evidence,
                                   StartsTest test) {
  SignalFinding all = test(context, evidence, evidence.starts);
  const auto starts = templated_starts(evidence);
  if (starts.empty()) return all;
  SignalFinding templated = test(context, evidence, starts);
  if (!templated.applies) return all;
  const double log_e = log_mean_exp(std::array{log_e_of(all), log_e_of(templated)});
  const bool apart = log_e_of(templated) > log_e_of(all);
  SignalFinding finding = std::move(apart ? templated : all);
  if (apart) {
    finding.sentence = "Of the conversations that fill the group's templates: " + finding.sentence;
    finding.facts.emplace_back("templated_starts", static_cast<double>(starts.size()));
  }
  finding.applies = true;
  finding.log10_e = log_e / std::numbers::ln10;
  finding.p = p_of_log_e(log_e);
  return finding;
}

}  // namespace stillwatch
