// `stillwatch_bench floor LOG...`: the floor alone. `scan` runs it as a child, so that both are measured
// alike.
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "bench/benchmarks.h"
#include "bench/floor.h"

namespace stillwatch {

void add_floor_bench(CLI::App& app, Bench& bench) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("floor", "Decompress and walk the JSON of a log, and nothing else");
  command->add_option("LOG", *files, "JSONL files, compressed with zstd")
      ->required()
      ->check(CLI::ExistingFile);
  command->footer("Example:\n  ./dev bench floor build/bench/logs/scan/exchanges*.zst --threads 2");
  command->callback([&bench, files] {
    const auto run = run_floor(*files, bench.threads);
    if (!run.has_value()) {
      fmt::print(stderr, "{}\n", run.error().what);
      bench.exit_code = 3;
      return;
    }
    const FloorRun& floor = run.value();
    fmt::print("{}\n", nlohmann::json{{"records", floor.records},
                                      {"text_bytes", floor.text_bytes},
                                      {"stored_bytes", floor.stored_bytes},
                                      {"wall_s", floor.wall_s}}
                           .dump());
  });
}

}  // namespace stillwatch
