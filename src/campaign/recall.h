// A second pass over the inputs that fetches what the table does not keep: the ids of cited exchanges and the
// text of templates (constant words with slots), for the few exchanges that findings cite. Only their records
// are parsed, and each input is left after its last one: the cost is that of decompression.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/scan_result.h"
#include "exchange/log_reader.h"

namespace stillwatch {

// Fills Citation::exchange_id of all groups and of the explained account, and TemplateFinding::text, in
// `result`. `read` must be the options of the first pass.
[[nodiscard]] Status recall_text(const ReadOptions& read, ScanResult& result);

// The id and the newest user text of exchanges, by their place; empty where the place holds no record.
struct RecalledExchange {
  SourcePlace place;
  std::string id, text;
};
[[nodiscard]] Status recall_exchanges(const ReadOptions& read, std::vector<RecalledExchange>& exchanges);

}  // namespace stillwatch
