// The words in which findings are put, the same in every output. Careful on purpose: accounts are `linked`,
// campaigns are `alleged`, evidence is `consistent with` an account of events; what was counted and what is
// inferred stand apart.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/scan_result.h"

namespace stillwatch {

[[nodiscard]] std::string_view outcome_code(Outcome outcome);   // "campaign": for machines
[[nodiscard]] std::string_view outcome_words(Outcome outcome);  // "alleged campaign"
[[nodiscard]] std::string_view member_outcome_words(
    Outcome outcome);  // "alleged member", "adjacent, not accused", ...
[[nodiscard]] std::string_view capability_code(Capability capability);   // "data_analysis"
[[nodiscard]] std::string_view capability_words(Capability capability);  // "data analysis"
[[nodiscard]] std::string_view question_code(Question question);         // "run_as_one"
[[nodiscard]] std::string_view question_words(Question question);        // "Are these accounts run as one?"

// "template_spread" -> "template spread".
[[nodiscard]] std::string words_of_code(std::string_view code);

// How many independent families of evidence a confidence stands for.
[[nodiscard]] std::string_view confidence_words(std::string_view confidence);

// What error rate the findings have, and against which honest explanations.
[[nodiscard]] std::string error_rate_sentence(const ScanResult& result);

// What an e-value is, in one sentence a reader without statistics can use.
[[nodiscard]] std::string_view evidence_meaning();

// What must happen before anybody acts on a finding.
[[nodiscard]] std::string_view appeal_route();

// Why a finding of this outcome is not, or only, an allegation.
[[nodiscard]] std::string_view outcome_caveat(Outcome outcome);

// Where a citation can be looked up: "logs/a.jsonl:120 (byte 40312)".
[[nodiscard]] std::string place_text(const ScanResult& result, const SourcePlace& place);
[[nodiscard]] std::string_view input_path(const ScanResult& result, const SourcePlace& place);

// Capabilities with at least one exchange, most exchanges first.
struct CapabilityCount {
  Capability capability = Capability::other;
  std::uint64_t exchanges = 0;
};
[[nodiscard]] std::vector<CapabilityCount> capabilities_by_count(
    const std::array<std::uint64_t, kCapabilityCount>& exchanges);

// The prevalences at which GroupFinding::benchmark_ppv is given: one true group in so many.
inline constexpr std::array<std::uint64_t, 3> kPrevalences = {10, 100, 1000};

// All groups that were found, in the order in which they are shown: campaigns, pools, single customers.
[[nodiscard]] std::vector<const GroupFinding*> groups_shown(const ScanResult& result);

}  // namespace stillwatch
