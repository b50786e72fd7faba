// Counts whom a scan's findings (`scan --format csv`) name and list, against a world's truth.csv.
//
//   auto found = count_found_accounts("findings.csv", "truth.csv");
//
// An account counts once: as named where any of its rows has the outcome `campaign`, the only one that
// accuses. Reads both line by line; memory is that of the accounts listed. Errors: Code::io for a file that
// cannot be opened, Code::bad_input for one with other columns.
#pragma once

#include <string>

#include "base/result.h"
#include "bench/scale/scale_run.h"

namespace stillwatch {

[[nodiscard]] Result<FoundAccounts> count_found_accounts(const std::string& findings_file,
                                                         const std::string& truth_file);

}  // namespace stillwatch
