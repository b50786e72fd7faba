#include "bench/measurement.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace stillwatch {
namespace {

constexpr const char* kSchema = "stillwatch.bench/1";

const Measurement* find(const Measurements& measurements, const std::string& name) {
  const auto at = std::find_if(measurements.begin(), measurements.end(),
                               [&](const Measurement& measurement) { return measurement.name == name; });
  return at == measurements.end() ? nullptr : &*at;
}

}  // namespace

Result<Measurements> load_measurements(const std::string& path) {
  std::ifstream in(path);
  if (!in) return Error{Code::not_found, fmt::format("{}: cannot be read; make it with --save", path)};
  const auto json = nlohmann::json::parse(in, nullptr, false);
  if (!json.is_object() || json.value("schema", "") != kSchema || !json.contains("measurements")) {
    return Error{Code::bad_input, fmt::format("{}: is not a file of {}; make it with --save", path, kSchema)};
  }
  Measurements measurements;
  for (const auto& [name, entry] : json["measurements"].items()) {
    if (!entry.is_object() || !entry.contains("value") || !entry["value"].is_number()) {
      return Error{Code::bad_input, fmt::format("{}: measurement '{}' has no number in `value`", path, name)};
    }
    measurements.push_back({name, entry["value"].get<double>(), entry.value("unit", ""),
                            entry.value("better", "higher") == "lower" ? Better::lower : Better::higher});
  }
  return measurements;
}

Status save_measurements(const Measurements& measurements, const std::string& path) {
  Measurements all = measurements;
  if (std::filesystem::exists(path)) {
    auto saved = load_measurements(path);
    if (!saved.has_value()) return saved.error();
    for (Measurement& old : saved.value()) {
      if (find(measurements, old.name) == nullptr) all.push_back(std::move(old));
    }
  }
  nlohmann::json json = {{"schema", kSchema}};
  for (const Measurement& measurement : all) {
    json["measurements"][measurement.name] = {
        {"value", measurement.value},
        {"unit", measurement.unit},
        {"better", measurement.better == Better::lower ? "lower" : "higher"}};
  }
  std::ofstream out(path);
  out << json.dump(2) << '\n';
  out.flush();
  if (!out) return Error{Code::io, fmt::format("{}: cannot be written", path)};
  return Done{};
}

std::string compare(const Measurements& base, const Measurements& now, double tolerance,
                    std::vector<std::string>& worse) {
  std::string table =
      fmt::format("{:<32} {:>14} {:>14} {:>8}  {}\n", "measure", "base", "now", "change", "unit");
  for (const Measurement& measurement : now) {
    const Measurement* before = find(base, measurement.name);
    if (before == nullptr || before->value == 0.0) continue;
    const double change = measurement.value / before->value - 1.0;
    const double loss = measurement.better == Better::higher ? -change : change;
    const bool lost = loss > tolerance;
    if (lost) worse.push_back(measurement.name);
    table += fmt::format("{:<32} {:>14.6g} {:>14.6g} {:>+7.1f}%  {}{}\n", measurement.name, before->value,
                         measurement.value, 100.0 * change, measurement.unit, lost ? "  WORSE" : "");
  }
  return table;
}

}  // namespace stillwatch
