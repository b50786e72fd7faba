// Reads exchange logs of any dialect and hands each record to a visitor, on several threads, in bounded
// memory.
//
//   ReadOptions options;
//   options.inputs = {"logs/", "gateway-*.jsonl.zst", "-"};  // files, folders, globs, "-": standard input
//   auto report = read_logs(options, [&](unsigned worker) { return [&, worker](const Exchange& e) { ...
//   }; });
//
// Every worker thread gets a visitor of its own, so visitors need no locks. Records arrive in no particular
// order; Exchange::place names input, line and offset, and inputs are sorted by path, so that callers can
// restore one order that does not depend on threads or on the order of the arguments. A file may also be
// Parquet (docs/format/parquet.md): line and offset are then the row, from 1 and from 0. Views in a record
// are valid during the call only. A record that cannot be used is counted by kind in the report and skipped
// (ReadOptions::strict stops at the first). An input that cannot be opened or decompressed is counted as
// unreadable, and the others are read; where none can, the report holds no record.
//
// Errors: usage for options that contradict each other or a map that is wrong; what keeps the access log of
// --join from being read; with `strict` the first place where something could not be used.
//
// Cost: decompression plus one simdjson pass plus the visitor. Memory: a few buffers of chunk_bytes per
// thread, and at most max_record_bytes for one record, whatever the size of a line or file.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "exchange/exchange.h"
#include "exchange/source.h"

namespace stillwatch {

enum class Dialect : std::uint8_t {
  canonical,         // this project's JSONL
  openai_chat,       // {"request": {...}, "response": {...}} of Chat Completions
  openai_responses,  // the same of Responses
  anthropic,         // the same of Messages
  litellm,           // StandardLoggingPayload
  otel,              // OTLP/JSON: resourceSpans or resourceLogs per line
  mapped,            // a provider's own schema through a field map (exchange/field_map.h)
};
[[nodiscard]] std::string_view name_of(Dialect dialect);  // "openai-chat", ...
// The dialect of that name, with hyphens or underscores; none for "mapped", which a map implies.
[[nodiscard]] std::optional<Dialect> dialect_named(std::string_view name);

enum class AnomalyKind : std::uint8_t {
  malformed,  // not JSON, or not an object
  oversized,  // longer than max_record_bytes
  invalid_utf8,
  truncated,          // the archive or the last line ends early
  time_out_of_range,  // missing, unreadable or impossible time
  duplicate_id,       // counted by those who look at all ids: the table of a scan, exchange/seen_ids.h
  missing_field,      // a required field is absent
  mixed_dialect,      // a record of another dialect than the file's first records
  unjoined,           // a body without an access record, or the other way round
  unreadable,         // the file could not be opened or decompressed
  bad_value,          // account table: a cell that is none of the words it may be; the row is used
  unknown_column,     // account table: a column that is not read; the rows are used
};
inline constexpr std::size_t kAnomalyKinds = 12;
[[nodiscard]] std::string_view name_of(AnomalyKind kind);

struct AnomalyPlace {
  SourcePlace place;
  std::string field;   // empty when the whole record is meant
  std::string remedy;  // what the user can do about it
};

// Counts by kind with the first places (lowest input, then offset), mergeable across threads.
struct AnomalyLog {
  static constexpr std::size_t kPlacesKept = 5;
  std::array<std::uint64_t, kAnomalyKinds> count{};
  std::array<std::vector<AnomalyPlace>, kAnomalyKinds> first;
  void add(AnomalyKind kind, AnomalyPlace place);
  void merge(const AnomalyLog& other);
  [[nodiscard]] std::uint64_t of(AnomalyKind kind) const { return count[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] std::uint64_t total() const;
};

// The remedy for a repeated exchange id: what scan, validate and convert say.
inline constexpr std::string_view kDuplicateRemedy =
    "give every exchange an id of its own; the first one was kept";

// "FILE:line (byte N): field: remedy", as every command prints a place; "FILE: remedy" for a whole file.
[[nodiscard]] std::string text_of(const AnomalyPlace& place, std::string_view path);

struct FieldSelection;  // exchange/field_selection.h

// Where a record begins: what Exchange::place says.
struct RecordStart {
  std::uint32_t input = 0;
  std::uint64_t offset = 0;
  auto operator<=>(const RecordStart&) const = default;
};

struct ReadOptions {
  std::vector<std::string> inputs;
  std::optional<Dialect> dialect;  // default: sniffed per file
  std::string map_file;            // TOML field map; implies Dialect::mapped
  std::string account_field;       // path that overrides where the account comes from
  std::string join_file;           // access log (JSONL, any compression) that completes the bodies
  std::string join_on;             // field in both, e.g. "x-request-id" or "id"
  // The bodies are a part of those that the access log completes: what it says by itself (its faults, records
  // without a body) is left to read_unused_access(), and the report tells which of its records were used.
  bool part_of_join = false;
  std::optional<std::int64_t> from_us, to_us;  // [from, to)
  bool strict = false;
  unsigned threads = 0;  // 0: one per core
  std::size_t max_record_bytes = std::size_t{64} << 20;
  std::size_t chunk_bytes = std::size_t{512} << 10;
  bool digests = true;  // SHA-256 of each input as stored
  // What the visitor looks at; Parquet files then decode nothing else (JSON lines are parsed whole). The
  // counts of filled fields stay those of all. Null: everything. Must outlive the call.
  const FieldSelection* looked_at = nullptr;
  // When set: only the records that begin at these places are parsed and visited (ascending; from an earlier
  // read of the same inputs). Line numbers are then not known (0). Files without any are not opened, a file
  // is left after its last one, and of zstd files frames without any are passed over
  // (exchange/zstd_frames.h): this costs decompression of the other frames and little else.
  std::optional<std::vector<RecordStart>> only;
  // Chunks are taken file by file in order of path, so that a caller can restore the order of the records
  // with bounded memory: `chunk_done` is called by the worker after the last record of a chunk, with the
  // chunk's number (from 0, dense).
  bool in_order = false;
  std::function<void(unsigned worker, std::uint64_t chunk)> chunk_done;
  std::function<void(std::uint64_t bytes_done, std::uint64_t bytes_total, std::uint64_t records)> progress;
};

struct InputReport {
  std::string path;
  std::string dialect;           // "access_log" for that of --join; empty when nothing was read
  std::string sha256;            // empty when not asked for, or standard input
  std::uint64_t bytes = 0;       // as stored
  std::uint64_t text_bytes = 0;  // decompressed
  std::uint64_t records = 0;     // handed to visitors
  std::uint64_t rejected = 0;
  std::uint64_t outside_time = 0;
};

struct ReadReport {
  std::vector<InputReport> inputs;  // sorted by path
  AnomalyLog anomalies;
  std::map<std::string, std::uint64_t> filled;  // canonical field name -> records that have it
  std::uint64_t records = 0;
  bool partial = false;  // some input, the access log included, could not be read, or not to its end
  StoredFile map;        // of ReadOptions::map_file
  // With ReadOptions::part_of_join, by access record in the order of the file: 1 where a body asked for it.
  std::vector<std::uint8_t> access_used;
};

using ExchangeVisitor = std::function<void(const Exchange&)>;

[[nodiscard]] Result<ReadReport> read_logs(
    const ReadOptions& options, const std::function<ExchangeVisitor(unsigned worker)>& make_visitor);

// What the access log of options.join_file says by itself, when `used` of its records were asked for by
// bodies (the maxima of ReadReport::access_used over all parts): refusals go to `visitor`, and the report has
// the access log as its only input. Errors: as read_logs; bad_input when it has fewer records than `used`.
[[nodiscard]] Result<ReadReport> read_unused_access(const ReadOptions& options,
                                                    const std::vector<std::uint8_t>& used,
                                                    const ExchangeVisitor& visitor);

// The lowest place of all, as the error with which a strict reading stops there.
[[nodiscard]] Error first_fault(const AnomalyLog& anomalies, const std::vector<InputReport>& inputs);

}  // namespace stillwatch
