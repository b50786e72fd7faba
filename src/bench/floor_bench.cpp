// `stillwatch_bench floor LOG...`: the floor alone. `scan` runs it as a child, so that both are measured
// alike.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "bench/benchmarks.h"
#include "bench/column_floor.h"
#include "bench/floor.h"

namespace stillwatch {
namespace {

nlohmann::json of_lines(const FloorRun& floor) {
  return {{"records", floor.records},
          {"text_bytes", floor.text_bytes},
          {"stored_bytes", floor.stored_bytes},
          {"wall_s", floor.wall_s}};
}

nlohmann::json of_columns(const ColumnFloorRun& floor) {
  return {{"records", floor.rows},
          {"stored_bytes", floor.stored_bytes},
          {"columns", floor.columns},
          {"wall_s", floor.wall_s}};
}

void run(Bench& bench, const std::vector<std::string>& files) {
  const auto say = [&](const auto& measured, const auto& form) {
    if (measured.has_value()) {
      fmt::print("{}\n", form(measured.value()).dump());
    } else {
      fmt::print(stderr, "{}\n", measured.error().what);
      bench.exit_code = 3;
    }
  };
  if (files.front().ends_with(".parquet"))
    say(run_column_floor(files, bench.threads), of_columns);
  else
    say(run_floor(files, bench.threads), of_lines);
}

}  // namespace

void add_floor_bench(CLI::App& app, Bench& bench) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand(
      "floor", "Decompress and walk the JSON of a log, or decode the columns of a scan, and nothing else");
  command->add_option("LOG", *files, "JSONL files, compressed with zstd; or Parquet files")
      ->required()
      ->check(CLI::ExistingFile);
  command->footer("Example:\n  ./dev bench floor build/bench/logs/scan/exchanges*.zst --threads 2");
  command->callback([&bench, files] { run(bench, *files); });
}

}  // namespace stillwatch
