#include "bench/scale/step_store.h"

#include <nlohmann/json.hpp>

namespace stillwatch {

using nlohmann::json;

Result<StepStore> StepStore::open(const std::string& path) {
  auto ledger = LineLedger::open(path, "");
  if (!ledger.has_value()) return ledger.error();
  return StepStore(std::move(ledger).value());
}

StepStore::StepStore(LineLedger ledger) : ledger_(std::move(ledger)) {
  for (const std::string& line : ledger_.held()) {
    const json step = json::parse(line, nullptr, false);
    if (step.is_object() && step.contains("key") && step.contains("gave"))
      steps_[step["key"].get<std::string>()] = step["gave"].dump();
  }
}

const std::string* StepStore::find(const std::string& key) const {
  const auto at = steps_.find(key);
  return at == steps_.end() ? nullptr : &at->second;
}

Status StepStore::add(const std::string& key, const std::string& document) {
  steps_[key] = document;
  return ledger_.append(json{{"key", key}, {"gave", json::parse(document)}}.dump());
}

}  // namespace stillwatch
