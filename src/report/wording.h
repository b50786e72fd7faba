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

[[nodiscard]] std::string_view outcome_words(Outcome outcome);  // "alleged campaign"
[[nodiscard]] std::string_view member_outcome_words(
    Outcome outcome);  // "alleged member", "adjacent, not accused", ...
[[nodiscard]] std::string_view capability_code(Capability capability);   // "data_analysis"
[[nodiscard]] std::string_view capability_words(Capability capability);  // "data analysis"
[[nodiscard]] std::string_view question_code(Question question);         // "run_as_one"
[[nodiscard]] std::string_view question_words(Question question);        // "Are these accounts run as one?"

// "template_spread" -> "template spread".
[[nodiscard]] std::string words_of_code(std::string_view code);

// "fits", "does not fit", and where nothing could be measured "taken to fit" or "not tested".
[[nodiscard]] std::string_view fit_words(const ExplanationFinding& explanation);

// What ties two accounts: "41 templates in common".
[[nodiscard]] std::string link_words(const LinkFinding& link);

// Where a reason that stands in no exchange can be looked up: "account table, lines of acct-1 and acct-2";
// empty where there is none.
[[nodiscard]] std::string account_lines_text(const Reason& reason);

// What a confidence stands for.
[[nodiscard]] std::string_view confidence_words(std::string_view confidence);

// What error rate the findings have, and against which honest explanations.
[[nodiscard]] std::string error_rate_sentence(const ScanResult& result);

// What an e-value is, in one sentence a reader without statistics can use.
[[nodiscard]] std::string_view evidence_meaning();

// What must happen before anybody acts on a finding.
[[nodiscard]] std::string_view appeal_route();

// Why a finding of this outcome is not, or only, an allegation.
[[nodiscard]] std::string_view outcome_caveat(Outcome outcome);

// Members whose outcome is that of the group: those whom it names. The others are adjacent, or victims.
[[nodiscard]] std::uint64_t named_accounts(const GroupFinding& group);
// "105 accounts", "105 accounts of 144 linked"; all members where none has evidence of its own.
[[nodiscard]] std::string accounts_text(const GroupFinding& group);

// Why numbers of accounts differ within a group; empty where all of its accounts are counted alike.
[[nodiscard]] std::string counts_sentence(const GroupFinding& group);

// What stands beside the e-values: rank among honest groups, later days, and what is undecidable; some
// sentences.
[[nodiscard]] std::vector<std::string> condition_sentences(const GroupFinding& group);

// Groups that were tested and neither listed nor masked.
[[nodiscard]] std::uint64_t cleared_groups(const ScanResult& result);

// "99%"; a chance that is not certain is never shown as 100%.
[[nodiscard]] std::string chance_text(double chance);

// What the share of filled fields is counted over: exchanges, or accounts for facts of the account table.
[[nodiscard]] std::uint64_t coverage_total(const ScanResult& result, const FieldCoverage& field);

// How many honest pools of generated worlds were named, with the bound that leaves; half a sentence.
[[nodiscard]] std::string measured_pools();

// What `positive predictive value` is computed from.
[[nodiscard]] std::string chance_meaning();

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

// All groups that were found, in the order in which they are shown: campaigns, pools, single customers.
[[nodiscard]] std::vector<const GroupFinding*> groups_shown(const ScanResult& result);

}  // namespace stillwatch
