#include "bench/column_floor.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>

#include "base/parallel.h"
#include "campaign/scan_inputs.h"
#include "exchange/parquet/parquet_input.h"

namespace stillwatch {
namespace {

// What one worker decoded.
struct Share {
  std::uint64_t rows = 0;
  std::set<std::pair<Field, std::string>> columns;
  Status status = Done{};
};

Status decode(const std::string& path, std::uint32_t index, const ReadOptions& options, Share& share) {
  auto opened = ParquetInput::open(path, index, options);
  if (!opened.has_value()) return opened.error();
  ParquetInput& input = *opened.value();
  while (ParquetInput::Lane* lane = input.take()) {
    const auto batch = input.next(*lane);
    if (!lane->trouble.empty()) return Error{Code::bad_input, path + ": " + lane->trouble};
    if (batch != nullptr) share.rows += batch->rows();
    for (const PlannedColumn* column : lane->columns.read)
      share.columns.emplace(column->column->field, column->column->name);
    input.give_back(*lane, batch == nullptr);
  }
  return Done{};
}

}  // namespace

Result<ColumnFloorRun> run_column_floor(const std::vector<std::string>& paths, unsigned threads) {
  ReadOptions options;
  options.looked_at = &fields_looked_at();
  std::vector<Share> shares(worker_count(threads));
  const auto start = std::chrono::steady_clock::now();
  parallel_for(paths.size(), threads, [&](std::size_t i, unsigned worker) {
    Share& share = shares[worker];
    if (share.status.has_value())
      share.status = decode(paths[i], static_cast<std::uint32_t>(i), options, share);
  });
  ColumnFloorRun run;
  run.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::set<std::pair<Field, std::string>> columns;
  for (Share& share : shares) {
    if (!share.status.has_value()) return share.status.error();
    run.rows += share.rows;
    columns.merge(share.columns);
  }
  for (const auto& [field, name] : columns) run.columns.push_back(name);
  std::error_code ignored;
  for (const std::string& path : paths) run.stored_bytes += std::filesystem::file_size(path, ignored);
  return run;
}

}  // namespace stillwatch
