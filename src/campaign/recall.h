// A second pass over the inputs that fetches what the table does not keep: the ids of cited exchanges and the
// text of templates (constant words with slots), for the few exchanges that findings cite. Only their records
// are parsed, and each input is left after its last one: the cost is that of decompression. Of Parquet files,
// text is decoded in the row groups alone that hold a cited template.
//
//   const RecallSource source = recall_source(inputs);
//   if (!source.has_standard_input()) status = recall_text(source, result);
//
// Logs that a state was made of are read only while they are what they were then, by size and SHA-256, before
// and after; from others nothing is quoted, and the result's limits say so.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/scan_inputs.h"
#include "campaign/scan_result.h"
#include "exchange/log_reader.h"

namespace stillwatch {

// What a scan has read, which is to be read again.
struct RecallSource {
  ReadOptions read;                 // of the first pass
  std::vector<InputReport> inputs;  // as places count them
  StoredFile map;                   // of read.map_file
  bool from_states = false;         // read at another time: to be checked first
  [[nodiscard]] bool has_standard_input() const;
};
[[nodiscard]] RecallSource recall_source(const ScanInputs& inputs);

// Fills Citation::exchange_id of all groups and of the explained account, and TemplateFinding::text, in
// `result`.
[[nodiscard]] Status recall_text(const RecallSource& source, ScanResult& result);

// The id and the newest user text of exchanges, by their place; empty where the place holds no record, or its
// log is no longer what it was.
struct RecalledExchange {
  SourcePlace place;
  std::string id, text;
};
[[nodiscard]] Status recall_exchanges(const RecallSource& source, std::vector<RecalledExchange>& exchanges);

}  // namespace stillwatch
