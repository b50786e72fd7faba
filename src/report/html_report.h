// The findings as one self-contained HTML page, for the analyst, her reviewer and the file: no request leaves
// the page (its content security policy forbids all), it can be read without its script, in light and dark
// and on paper, and every graphic has a table beside it.
//
//   std::ofstream out("report.html");
//   write_html_report(result, out);
//
// Everything from a log is escaped. The page is bounded: the first 1,000 accounts come with their reasons,
// 50,000 as rows, 40 groups in full; the page says what it leaves to the JSON output. The same ScanResult
// gives the same bytes.
#pragma once

#include <ostream>

#include "campaign/scan_result.h"

namespace stillwatch {

void write_html_report(const ScanResult& result, std::ostream& out);

}  // namespace stillwatch
