// The program `stillwatch_bench`: measures whole stages. `./dev bench` builds and runs it.
#include <fmt/format.h>

#include <filesystem>

#include "bench/benchmarks.h"

namespace stillwatch {
namespace {

// All benchmarks, in the order of --help.
using AddBench = void (*)(CLI::App&, Bench&);
constexpr AddBench kBenchmarks[] = {
    add_scan_bench,        add_floor_bench,       add_reading_bench, add_leak_bench,      add_detection_bench,
    add_detect_bench,      add_calibration_bench, add_looks_bench,   add_poisoning_bench, add_scale_bench,
    add_scale_world_bench, add_watch_bench,       add_train_intent};

// Saves and compares what was measured; the exit code.
int finish(const Bench& bench, const std::string& base_file, const std::string& save_file) {
  int exit_code = bench.exit_code;
  if (!base_file.empty()) {
    const auto base = load_measurements(base_file);
    if (!base.has_value()) {
      fmt::print(stderr, "{}\n", base.error().what);
      return 2;
    }
    std::vector<std::string> worse;
    fmt::print("\n{}", compare(base.value(), bench.measurements, 0.10, worse));
    if (!worse.empty() && exit_code == 0) exit_code = 1;
  }
  if (!save_file.empty()) {
    const auto saved = save_measurements(bench.measurements, save_file);
    if (!saved.has_value()) {
      fmt::print(stderr, "{}\n", saved.error().what);
      return 2;
    }
  }
  return exit_code;
}

int run(int argc, char** argv) {
  namespace fs = std::filesystem;
  Bench bench;
  const fs::path here = fs::read_symlink("/proc/self/exe").parent_path();
  bench.program = (here / "stillwatch").string();
  bench.folder = (here / "logs").string();
  if (fs::is_directory("../shared/data")) bench.corpus = "../shared/data";

  std::string base_file, save_file;
  CLI::App app{"Measures whole stages of Stillwatch against floors, bounds and a saved base.", "./dev bench"};
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("--threads", bench.threads, "Threads for everything that is measured; 0: one per core");
  app.add_option("--corpus", bench.corpus, "Folder of real texts (*.jsonl.zst); '' for the built-in seed")
      ->capture_default_str();
  app.add_option("--folder", bench.folder, "Where generated logs go")->capture_default_str();
  app.add_option("--base", base_file,
                 "Compare with the numbers in this file; a loss over 10 % ends with exit code 1");
  app.add_option("--save", save_file, "Save the numbers in this file, beside those of other benchmarks");
  for (const AddBench add : kBenchmarks) add(app, bench);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return finish(bench, base_file, save_file);
}

}  // namespace
}  // namespace stillwatch

int main(int argc, char** argv) {
  try {
    return stillwatch::run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 70;
  }
}
