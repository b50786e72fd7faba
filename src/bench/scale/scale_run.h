// What was measured of one world of the big run, in one format.
//
//   ScaleRun run;  run.scan.per_exchange_us(run.exchanges);  run.times_the_floor();
//
// Steps that have not been taken are zero. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace stillwatch {

struct StageTime {
  std::string name;
  double seconds = 0.0;
};

struct ScanMeasure {
  std::string memory;  // the limit it ran under; empty: none was given
  double wall_s = 0.0, processor_s = 0.0;
  std::uint64_t peak_bytes = 0;
  std::vector<StageTime> stages;
  bool same_findings = true;  // byte for byte those of the scan without a limit
};

// Whom a scan's table of findings lists, against the truth.
struct FoundAccounts {
  std::uint64_t campaign_named = 0, campaign_listed = 0;  // listed: in any role, the named ones among them
  std::uint64_t honest_named = 0, honest_listed = 0;
  std::uint64_t campaigns = 0, pools = 0;  // groups
};

struct ScaleRun {
  double million = 0.0;  // asked for
  std::string format;    // "jsonl", "parquet", or "parquet-prints": with fingerprints beside the text
  std::uint64_t exchanges = 0, campaign_exchanges = 0;
  std::uint64_t honest_accounts = 0, campaign_accounts = 0;
  std::uint64_t text_bytes = 0, stored_bytes = 0;
  double make_s = 0.0, make_processor_s = 0.0;  // with compression, or with conversion to Parquet
  double floor_s = 0.0;
  std::vector<std::string> floor_columns;  // of Parquet
  ScanMeasure scan;
  std::vector<ScanMeasure> limited;
  FoundAccounts found;

  [[nodiscard]] double times_the_floor() const { return floor_s > 0.0 ? scan.wall_s / floor_s : 0.0; }
  [[nodiscard]] double recall() const {
    return campaign_accounts == 0
               ? 0.0
               : static_cast<double>(found.campaign_named) / static_cast<double>(campaign_accounts);
  }
  [[nodiscard]] double per_exchange(double value) const {
    return exchanges == 0 ? 0.0 : value / static_cast<double>(exchanges);
  }
};

// "JSONL.zst", "Parquet", "Parquet, prints".
[[nodiscard]] std::string format_name(const ScaleRun& run);

// "read 1.81 s, table 0.10 s", as `scan --stage-times` says it, among other lines; empty when it is not
// there.
[[nodiscard]] std::vector<StageTime> parse_stage_times(const std::string& said);

}  // namespace stillwatch
