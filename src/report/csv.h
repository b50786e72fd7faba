// The findings as a table: one row per account and group, for spreadsheets and joins. Columns:
// docs/format/scan.md.
//
// RFC 4180 with a header row and CRLF line ends; text that a spreadsheet would run as a formula is disarmed
// (see csv_field()). The same ScanResult gives the same bytes.
#pragma once

#include <ostream>

#include "campaign/scan_result.h"

namespace stillwatch {

void write_scan_csv(const ScanResult& result, std::ostream& out);

}  // namespace stillwatch
