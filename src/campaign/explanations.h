// The honest explanations of a group, each held against its facts.
//
//   const auto list = consider_explanations(context, evidence, signals, run_shown);
//   const bool may_accuse = std::none_of(list.begin(), list.end(), [](const auto& e) { return e.fits; });
//
// One entry for each name of honest_explanations() (decision.h), in that order, whether it fits or not, with
// a sentence that holds the numbers. An explanation that fits overrules any e-value, so each errs on the side
// of the accounts. `run_shown`: whether the first question was answered with yes. Cost: some passes over the
// group's tested rows. Pure and thread-safe.
#pragma once

#include <vector>

#include "campaign/scan_result.h"
#include "signal/signal.h"

namespace stillwatch {

// Do at least four in five accounts declare the same organisation?
[[nodiscard]] bool declares_one_organisation(const SignalContext& context, const Group& group);

[[nodiscard]] std::vector<ExplanationFinding> consider_explanations(const SignalContext& context,
                                                                    const GroupEvidence& evidence,
                                                                    const std::vector<SignalFinding>& signals,
                                                                    bool run_shown);

}  // namespace stillwatch
