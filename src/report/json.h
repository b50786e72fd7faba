// The findings for machines: schema `stillwatch.scan/1`, documented in docs/format/scan.md and
// docs/format/scan.schema.json.
//
//   write_scan_json(result, kExitOk, std::cout);     // one object
//   write_scan_jsonl(result, kExitOk, std::cout);    // one record per line, tagged by "type"
//
// The same ScanResult gives the same bytes. Text of the log is passed on exactly, except that bytes which are
// not UTF-8 become U+FFFD. Memory: one buffer, whatever the size of the result.
#pragma once

#include <ostream>
#include <string_view>

#include "campaign/scan_result.h"

namespace stillwatch {

class JsonWriter;

void write_scan_json(const ScanResult& result, int exit_code, std::ostream& out);
void write_scan_jsonl(const ScanResult& result, int exit_code, std::ostream& out);

// "ok", "findings", "usage", "input", "partial", "interrupted" or "internal".
[[nodiscard]] std::string_view status_name(int exit_code);

// Parts that other documents share.
void write_citation(JsonWriter& json, const ScanResult& result, const Citation& citation);
void write_reasons(JsonWriter& json, const ScanResult& result, const std::vector<Reason>& reasons);
void write_capabilities(JsonWriter& json, const std::array<std::uint64_t, kCapabilityCount>& exchanges);
void write_models(JsonWriter& json, const std::vector<std::pair<std::string, std::uint64_t>>& models);

}  // namespace stillwatch
