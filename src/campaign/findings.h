// Writes down what was decided about one group: members with reasons and citations, what was taken,
// templates, links.
#pragma once

#include <string_view>

#include "campaign/decision.h"
#include "campaign/membership.h"
#include "campaign/scan_result.h"

namespace stillwatch {

// Citations hold places only; exchange ids and template text are filled by recall_text (campaign/recall.h).
// `outsiders`: as for test_members.
[[nodiscard]] GroupFinding describe_group(const SignalContext& context, const GroupDecision& decision,
                                          double fdr, SipKey id_key,
                                          const std::vector<std::uint32_t>* outsiders = nullptr);

// A short record of a group that was tested and cleared: no members' reasons.
[[nodiscard]] GroupFinding describe_cleared(const SignalContext& context, const GroupDecision& decision,
                                            SipKey id_key);

}  // namespace stillwatch
