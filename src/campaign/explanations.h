// The honest explanations of a group, each held against its facts.
//
//   const auto list = consider_explanations(context, evidence, signals, run_shown);
//   const bool may_accuse = std::none_of(list.begin(), list.end(), [](const auto& e) { return e.fits; });
//
// One entry for each name of honest_explanations() (decision.h), in that order, whether it fits or not, with
// a sentence that holds the numbers. An explanation that fits overrules any e-value, so each errs on the side
// of the accounts. `run_shown`: whether the first question was answered with yes. Conversations that go on
// without our answers do not speak against a framework or a reseller by themselves: either may rewrite what
// it received. They do where next turns come before our answers were complete (signal/early_turns), because
// what has not been received cannot have been rewritten. Cost: some passes over the
// group's tested rows. Pure and thread-safe.
#pragma once

#include <cstddef>
#include <vector>

#include "campaign/scan_result.h"
#include "signal/signal.h"

namespace stillwatch {

// The bounds of what is held to be honest; decisions/0005 and 0007 say where they come from.
inline constexpr std::size_t kFewKeys = 5;       // accounts of one person or family
inline constexpr std::size_t kFewTemplates = 8;  // that a product, job or framework works with
inline constexpr double kDeclaredShare = 0.8;    // of a group's accounts that declare one organisation
inline constexpr double kHomeworkShare = 0.3;    // of conversations, asked word for word by three or more
inline constexpr double kRepeatedShare = 0.3;    // of requests that repeat a prompt of an earlier day
inline constexpr double kCustomerShare =
    0.05;  // of requests on steady templates, crossed, or bringing back answers
inline constexpr double kProgramShare =
    0.35;  // of requests that sweep templates: where programs make half of the requests it is 0.31
// Of conversations that go on without our answers: who asks several services and goes on with the best answer
// goes on with ours now and then.
inline constexpr double kUnclaimedShare = 0.95;
inline constexpr double kElsewhereLog10E =
    2.0;  // of unclaimed_answers: not from what we answered, rewritten or not
inline constexpr double kExplainedShare =
    0.2;  // of a group's requests that an explanation by templates explains
inline constexpr double kFewTemplatesShare = 0.9;  // of templated requests in the eight commonest templates

// Do at least four in five accounts declare the same organisation?
[[nodiscard]] bool declares_one_organisation(const SignalContext& context, const Group& group);

[[nodiscard]] std::vector<ExplanationFinding> consider_explanations(const SignalContext& context,
                                                                    const GroupEvidence& evidence,
                                                                    const std::vector<SignalFinding>& signals,
                                                                    bool run_shown);

}  // namespace stillwatch
