// The benchmarks of whole stages, as subcommands of the program `stillwatch_bench` (`./dev bench`).
//
// To add one: write NAME_bench.cpp with one function that adds a subcommand, declare it here, and name it
// once in the list in main.cpp. The function's callback runs the benchmark, prints what a person wants to
// see, adds its numbers to Bench::measurements, and sets Bench::exit_code when it could not run or missed a
// bound that it states.
//
// Micro-benchmarks of single functions do not belong here; they stand beside their code (NAME_benchmark.cpp).
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "bench/measurement.h"

namespace stillwatch {

// What every benchmark shares. Lives as long as the command line; the callbacks keep references to it.
struct Bench {
  std::string program;        // path of `stillwatch`, built beside this program
  std::string folder;         // for generated logs; may not exist yet
  std::string corpus;         // folder of real texts; empty: use the generator's built-in seed
  unsigned threads = 0;       // 0: one per core
  Measurements measurements;  // names are "benchmark.measure"
  int exit_code = 0;
};

void add_scan_bench(CLI::App& app, Bench& bench);
void add_floor_bench(CLI::App& app, Bench& bench);
void add_reading_bench(CLI::App& app, Bench& bench);
void add_leak_bench(CLI::App& app, Bench& bench);
void add_detection_bench(CLI::App& app, Bench& bench);
void add_detect_bench(CLI::App& app, Bench& bench);
void add_calibration_bench(CLI::App& app, Bench& bench);
void add_looks_bench(CLI::App& app, Bench& bench);
void add_poisoning_bench(CLI::App& app, Bench& bench);
void add_scale_bench(CLI::App& app, Bench& bench);
void add_scale_world_bench(CLI::App& app, Bench& bench);
void add_watch_bench(CLI::App& app, Bench& bench);
void add_train_intent(CLI::App& app, Bench& bench);

}  // namespace stillwatch
