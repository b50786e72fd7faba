// `stillwatch_bench reading LOG`: what reading one exchange costs, stage by stage.
#include <fmt/format.h>

#include <memory>

#include "bench/benchmarks.h"
#include "bench/reading_budget.h"

namespace stillwatch {
namespace {

struct ReadingBench {
  std::string file;
  ReadingOptions reading;
};

void print_costs(const std::vector<StageCost>& costs, double exchanges) {
  for (const StageCost& cost : costs) {
    const double us = 1e6 * cost.seconds / exchanges;
    const double bytes = static_cast<double>(cost.bytes);
    fmt::print("  {:<18}{:>10.3f}{:>12.0f}", cost.name, us, bytes / exchanges);
    fmt::print("{}\n",
               cost.bytes == 0 ? std::string() : fmt::format("{:>9.2f}", 1e-9 * bytes / cost.seconds));
  }
}

void run(Bench& bench, const ReadingBench& options) {
  const auto measured = measure_reading(options.file, options.reading);
  if (!measured.has_value()) {
    fmt::print(stderr, "{}\n", measured.error().what);
    bench.exit_code = 3;
    return;
  }
  const ReadingBudget& budget = measured.value();
  const auto exchanges = static_cast<double>(budget.exchanges);
  double total = 0;
  for (const StageCost& stage : budget.stages) total += stage.seconds;
  fmt::print("{} exchanges, processor time of one thread\n", budget.exchanges);
  fmt::print("  {:<18}{:>10}{:>12}{:>9}\n", "stage", "us", "bytes", "GB/s");
  print_costs(budget.stages, exchanges);
  fmt::print("  {:<18}{:>10.3f}\n  {:<18}{:>10.3f}\n", "reading", 1e6 * total / exchanges, "floor",
             1e6 * budget.floor_seconds / exchanges);
  fmt::print("  parts of text, each alone\n");
  print_costs(budget.text, exchanges);
  bench.measurements.push_back({"reading.total", 1e6 * total / exchanges, "us", Better::lower});
  bench.measurements.push_back(
      {"reading.ratio", total / budget.floor_seconds, "times the floor", Better::lower});
}

}  // namespace

void add_reading_bench(CLI::App& app, Bench& bench) {
  auto options = std::make_shared<ReadingBench>();
  CLI::App* command =
      app.add_subcommand("reading", "What reading one exchange of a log costs, stage by stage");
  command->add_option("LOG", options->file, "JSON lines, plain or compressed")
      ->required()
      ->check(CLI::ExistingFile);
  command->add_option("--rounds", options->reading.rounds, "Of each chunk the least time counts")
      ->capture_default_str();
  command->add_option("--most", options->reading.most_exchanges, "Exchanges to read")->capture_default_str();
  command->footer("Example:\n  ./dev bench reading build/bench/logs/scan/exchanges-000.jsonl.zst");
  command->callback([&bench, options] { run(bench, *options); });
}

}  // namespace stillwatch
