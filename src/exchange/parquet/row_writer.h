// Puts exchanges into a table that becomes a Parquet file (docs/format/parquet.md).
//
//   auto table = ParquetTable::create(exchange_table_types());
//   const Status added = add_row(*table.value(), exchange);
//   const Status written = table.value()->write(path, exchange_writing());
//
// What is "not in the log" becomes null. Text must be valid UTF-8. Cost: about 1 GB/s.
#pragma once

#include <vector>

#include "exchange/exchange.h"
#include "parquet/table_file.h"

namespace stillwatch {

[[nodiscard]] std::vector<ParquetType> exchange_table_types();
[[nodiscard]] ParquetWriting exchange_writing();
[[nodiscard]] Status add_row(ParquetTable& table, const Exchange& exchange);

}  // namespace stillwatch
