// The page of one drawn unit for a blind reviewer: what was counted, and which exchanges to read.
//
//   write_audit_page(sample, item, out);
//
// Self-contained HTML. It holds account ids and places, because the reviewer reads the log; it holds no
// score, no outcome and nothing that was concluded. Texts of the log are escaped. Pure.
#pragma once

#include <ostream>

#include "campaign/audit_sample.h"

namespace stillwatch {

void write_audit_page(const AuditSample& sample, const AuditItem& item, std::ostream& out);

}  // namespace stillwatch
