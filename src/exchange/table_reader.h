// Small tables that people write: CSV with a header line, or JSON lines; any compression.
//
//   auto table = read_table("accounts.csv", [&](const TableRow& row) { ... row.text("account_id") ... });
//
// CSV follows RFC 4180: quotes around cells with commas, quotes or line ends; a quote inside is doubled. The
// separator is told from the header line: comma, semicolon or tab. A row with more cells than the header is
// malformed.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "exchange/json_tree.h"
#include "exchange/log_reader.h"
#include "exchange/source.h"

namespace stillwatch {

inline constexpr std::size_t kLargestTable = std::size_t{4} << 30;

class TableRow {
 public:
  // Text of a column, without blanks around it; empty when the column or the cell is absent.
  [[nodiscard]] std::string text(std::string_view column) const;
  [[nodiscard]] bool has_column(std::string_view column) const;
  // Names of the columns: those of the header line, or of the object's members.
  [[nodiscard]] std::vector<std::string_view> columns() const;

  SourcePlace place;
  const std::vector<std::string>* header = nullptr;  // CSV
  const std::vector<std::string>* cells = nullptr;   // CSV
  Json object;                                       // JSON lines
};

using RowVisitor = std::function<void(const TableRow&)>;

// Calls `visit` for each row of a text; rows that cannot be read become anomalies.
void read_table_text(std::string_view text, AnomalyLog& anomalies, const RowVisitor& visit);

// Reads the whole file; returns its digest and size as stored. An error when it cannot be read.
[[nodiscard]] Result<StoredFile> read_table(const std::string& path, AnomalyLog& anomalies,
                                            const RowVisitor& visit);

}  // namespace stillwatch
