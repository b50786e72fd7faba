// The honest explanations that are held against a group's facts before anything is said of it.
#pragma once

#include <vector>

#include "campaign/scan_result.h"
#include "signal/signal.h"

namespace stillwatch {

struct ConsideredExplanations {
  std::vector<ExplanationFinding> list;
  bool one_organisation = false;  // openly declared, verified or not
  bool few_keys = false;
  bool forbids_accusation = false;  // one of those that rule out a campaign fits
};

// `run_shown`: the first question was answered with yes.
[[nodiscard]] ConsideredExplanations consider_explanations(const SignalContext& context,
                                                           const GroupEvidence& evidence,
                                                           const std::vector<SignalFinding>& signals,
                                                           bool run_shown);

}  // namespace stillwatch
