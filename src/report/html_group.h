// One group of the HTML report: what was taken, the evidence, the honest explanations, the accounts.
#pragma once

#include <ostream>
#include <string>

#include "campaign/scan_result.h"

namespace stillwatch {

// How much of the accounts a page still takes, over all its groups; what does not fit is counted, and left to
// the JSON.
struct PageBudget {
  std::size_t accounts_detailed = 1'000;  // with reasons and citations
  std::size_t accounts_listed = 50'000;   // one row each
};

// `anchor` is unique within the page ("g0"); `budget` is used up as accounts are written.
void write_html_group(std::ostream& out, const ScanResult& result, const GroupFinding& group,
                      const std::string& anchor, PageBudget& budget);

// The accounts of a group: the first in detail, the others as rows.
void write_html_members(std::ostream& out, const ScanResult& result, const GroupFinding& group,
                        const std::string& anchor, std::size_t detailed, std::size_t listed);

// A place that a person can look up, as an inline element.
[[nodiscard]] std::string citation_html(const ScanResult& result, const Citation& citation);

// 10^38 with a raised exponent.
[[nodiscard]] std::string evidence_html(double log10_e);
[[nodiscard]] std::string p_html(double p);

// A template with its slots marked.
[[nodiscard]] std::string template_html(std::string_view text);

}  // namespace stillwatch
