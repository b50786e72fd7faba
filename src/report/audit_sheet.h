// The papers of a blind audit: the sheet that a reviewer fills in, the sealed key, and what both together
// say.
//
//   write_audit_sheet(sample, sheet);      // review/sheet.csv: one line per unit, the answers empty
//   write_audit_key(sample, key);          // key.json: what each unit is; for those who do not review
//   auto review = read_audit_review("review/sheet.csv", "key.json");
//   std::cout << audit_text(review.value(), 0.95);
//
// The sheet holds blind ids and numbers of accounts, no score and no outcome. docs/format/audit.md describes
// both files. Errors: io when a file cannot be read; bad_input, with file and line, for an answer that is
// none of yes, no and unsure, an empty answer, a unit that the key does not have, or one of the key that the
// sheet lacks: an estimate from half a review would be no estimate.
#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "campaign/audit_estimate.h"
#include "campaign/audit_sample.h"

namespace stillwatch {

void write_audit_sheet(const AuditSample& sample, std::ostream& out);
void write_audit_key(const AuditSample& sample, std::ostream& out);

struct AuditReview {
  std::vector<StratumReview> groups, accounts;  // of the frame, by stratum
  std::uint64_t controls = 0, controls_found = 0, controls_unsure = 0;
  std::vector<std::string> missed, unsure;  // units of the frame: "B-... G-..."
  std::string frame;                        // as in the key: "cleared" or "unaccused"
  std::string key_sha256;  // of the key file, to be compared with what was printed at the draw
};
[[nodiscard]] Result<AuditReview> read_audit_review(const std::string& sheet_path,
                                                    const std::string& key_path);
// The same from what the files hold; `key_sha256` stays empty. Paths are for messages.
struct AuditPaper {
  std::string path;
  std::string_view text;
};
[[nodiscard]] Result<AuditReview> parse_audit_review(const AuditPaper& sheet, const AuditPaper& key);

[[nodiscard]] std::string audit_text(const AuditReview& review, double confidence);
void write_audit_json(const AuditReview& review, double confidence, std::ostream& out);

}  // namespace stillwatch
