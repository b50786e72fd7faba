// The main job: exchange logs in, named campaigns out.
//
//   ScanOptions options;
//   options.read.inputs = {"logs/"};            // logs, or states of parts of a log (campaign/log_state.h)
//   options.accounts_file = "accounts.csv";
//   options.secret = development_key();
//   Result<ScanResult> result = scan(options);
//
// Stages: map (read, fingerprint), reduce (table by account), link, group, test, decide, explain, recall (a
// second pass over the inputs that fetches exchange ids and template text for what is cited; skipped for
// standard input). Same inputs, options and seed give the same result, whatever the number of threads and the
// order of the inputs. Errors: what read_scan_inputs returns (campaign/scan_inputs.h). Inputs of which
// nothing, or too little, could be used are no error: the result then says so (ScanResult::insufficient) and
// holds the anomalies. Cost: about the first pass; memory: about 350 bytes per exchange
// (account/exchange_table.h) plus what linking sorts.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "campaign/scan_result.h"
#include "exchange/log_reader.h"

namespace stillwatch {

// Rows do not fit in memory: what their files will take.
struct SpillNotice {
  std::string folder;
  std::uint64_t needed = 0, free = 0;  // bytes; needed: about; 0: not known
};

struct ScanOptions {
  ReadOptions read;
  std::string accounts_file, allow_file;
  std::string secret;  // the key of all fingerprints
  double fdr = 0.01;
  double look_share = 1.0;  // of fdr, that this scan may spend where a log is scanned again and again; (0, 1]
  std::uint64_t seed = 1;
  std::string explain_account;  // fill ScanResult::explanation for this account
  bool for_appeal = false;      // and in it what an appeal packet needs (AppealFacts)
  bool recall = true;           // fetch exchange ids and template text for what is cited
  // Bytes that the run may take: of them rows get a share, and what is above goes to `spill_folder`, from
  // where the table is then mapped. That mapped pages stay within is the caller's (base/memory_bound.h). 0:
  // no bound.
  std::size_t memory = 0;
  std::function<void(const SpillNotice& notice)> spills;  // before rows are first written there
  std::string spill_folder;  // for files without a name; empty: TMPDIR, else /tmp
  std::function<void(std::uint64_t exchanges, std::uint64_t accounts)> counted;  // when the table is made
  // Of states: exchanges before this time are left out, as if they had never been seen (watch/watcher.h).
  std::optional<std::int64_t> forget_before_us;
  std::optional<std::int64_t> now_us;  // when the expiry of allow entries is judged; none: by the clock
  std::function<void(std::string_view stage)> stage;  // told when a stage begins
};

// The least ScanOptions::memory with which a run on so many threads can do anything.
[[nodiscard]] std::size_t least_memory(unsigned threads);

[[nodiscard]] Result<ScanResult> scan(const ScanOptions& options);

}  // namespace stillwatch
