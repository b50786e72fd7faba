// A second pass over the inputs that fetches what the table does not keep: the ids of cited exchanges and the
// text of templates (constant words with slots), for the few exchanges that findings cite. Ids are cited all
// over a log: the first pass notes all of them (campaign/exchange_ids.h). Text is read again for some
// thousand records at most: only these are parsed, each input is left after its last one, and frames of zstd
// files and row groups of Parquet files without any are passed over. The cost is that of decompressing the
// rest.
//
//   const RecallSource source = recall_source(inputs);
//   if (!source.has_standard_input()) status = recall_text(source, result);
//
// Logs that a state was made of are read only while they are what they were then, by size and SHA-256, before
// and after; from others nothing is quoted, and the result's limits say so.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/scan_inputs.h"
#include "campaign/scan_result.h"
#include "exchange/log_reader.h"

namespace stillwatch {

// What a scan has read, which is to be read again.
struct RecallSource {
  ReadOptions read;                    // of the first pass
  std::vector<InputReport> inputs;     // as places count them
  StoredFile map;                      // of read.map_file
  bool from_states = false;            // read at another time: to be checked first
  std::shared_ptr<ExchangeIds> ids{};  // as the first pass noted them, if it did
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
