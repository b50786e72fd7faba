// The findings of a scan as tables, for SQL: accounts.parquet, links.parquet, groups.parquet and
// campaigns.parquet in one folder (docs/format/parquet.md, "Results").
//
//   const Status written = write_result_tables(result, "results.partial");
//
// Rows stand in the order of the result, so the same result gives the same bytes. Groups that were cleared
// are in groups alone. The folder must exist. Errors: those of parquet/table_file.h. Thread-safe.
#pragma once

#include <string>

#include "base/result.h"
#include "campaign/scan_result.h"

namespace stillwatch {

[[nodiscard]] Status write_result_tables(const ScanResult& result, const std::string& folder);

}  // namespace stillwatch
