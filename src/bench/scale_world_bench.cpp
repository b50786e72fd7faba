// `stillwatch_bench scale-world`: writes the world of one size, or makes it and drops it to see how fast it
// is made. `scale` runs it as a child, so that its memory is not that of the measuring program.
#include <fmt/format.h>

#include <ctime>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/parallel.h"
#include "bench/benchmarks.h"
#include "world/scale/scale_world.h"

namespace stillwatch {
namespace {

struct ScaleWorldBench {
  double million = 0.3;
  std::uint64_t seed = 1;
  std::string out;
  bool pipe = false;
};

double processor_s() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

ScaleWorldOptions options_of(const Bench& bench, const ScaleWorldBench& what) {
  ScaleWorldOptions options;
  options.exchanges = what.million * 1e6;
  options.seed = what.seed;
  options.corpus_dir = bench.corpus;
  options.out = what.out;
  options.threads = bench.threads;
  options.output = what.pipe          ? ScaleOutput::standard_output
                   : what.out.empty() ? ScaleOutput::nothing
                                      : ScaleOutput::folder;
  return options;
}

void run(Bench& bench, const ScaleWorldBench& what) {
  const double before_s = processor_s();
  const auto written = write_scale_world(options_of(bench, what));
  if (!written.has_value()) {
    fmt::print(stderr, "{}\n", written.error().what);
    bench.exit_code = 3;
    return;
  }
  const ScaleWorldSummary& world = written.value();
  const auto exchanges = static_cast<double>(world.exchanges);
  const nlohmann::json said = {{"exchanges", world.exchanges},
                               {"campaign_exchanges", world.campaign_exchanges},
                               {"honest_accounts", world.honest_accounts},
                               {"campaign_accounts", world.campaign_accounts},
                               {"text_bytes", world.text_bytes},
                               {"stored_bytes", world.stored_bytes},
                               {"corpus_s", world.corpus_s},
                               {"plan_s", world.plan_s},
                               {"write_s", world.write_s},
                               {"exchanges_per_s", exchanges / (world.plan_s + world.write_s)},
                               {"processor_s", processor_s() - before_s},
                               {"threads", worker_count(bench.threads)}};
  fmt::print(what.pipe ? stderr : stdout, "{}\n", said.dump());
  if (what.pipe || !what.out.empty()) return;
  bench.measurements.push_back(
      {"scale_world.rate", exchanges / (world.plan_s + world.write_s), "exchanges/s", Better::higher});
}

}  // namespace

void add_scale_world_bench(CLI::App& app, Bench& bench) {
  auto what = std::make_shared<ScaleWorldBench>();
  CLI::App* command = app.add_subcommand(
      "scale-world", "Write the world of one size; without --out, only make it and say how fast");
  command->add_option("--million", what->million, "Exchanges in all, in millions")->capture_default_str();
  command->add_option("--seed", what->seed)->capture_default_str();
  command->add_option("-o,--out", what->out, "Folder for log and tables");
  command->add_flag("--pipe", what->pipe, "Plain lines to standard output; --out for the tables");
  command->footer("Example:\n  ./dev bench scale-world --million 3");
  command->callback([what, &bench] { run(bench, *what); });
}

}  // namespace stillwatch
