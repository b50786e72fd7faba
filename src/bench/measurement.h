// Numbers of a benchmark run: kept by name, saved as JSON, compared with a saved base.
//
//   Measurements now = {{"scan.rate", 130'000.0, "exchanges/s", Better::higher}};
//   save_measurements(now, "base.json");
//   auto base = load_measurements("base.json");
//   std::string table = compare(base.value(), now, 0.10, worse);      // worse: names that lost more than 10
//   %
//
// The file is {"schema": "stillwatch.bench/1", "measurements": {NAME: {"value", "unit", "better"}}}. Saving
// keeps the measurements of other benchmarks that the file already holds. Thread-safe: pure, apart from the
// files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace stillwatch {

enum class Better : std::uint8_t { higher, lower };

struct Measurement {
  std::string name;
  double value = 0.0;
  std::string unit;
  Better better = Better::higher;
};
using Measurements = std::vector<Measurement>;

[[nodiscard]] Result<Measurements> load_measurements(const std::string& path);
[[nodiscard]] Status save_measurements(const Measurements& measurements, const std::string& path);

// A table of the measurements that both have. `worse` receives the names of those that are worse than the
// base by more than `tolerance` (0.10: ten percent of the base's value).
[[nodiscard]] std::string compare(const Measurements& base, const Measurements& now, double tolerance,
                                  std::vector<std::string>& worse);

}  // namespace stillwatch
