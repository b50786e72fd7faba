// Finished steps of the big run (bench/line_ledger.h): what each gave, by a key that names world, format,
// build and step.
//
//   auto store = StepStore::open("build/bench/scale/steps.jsonl");
//   if (const std::string* known = store.value().find(key)) use(*known);       // a JSON document
//   store.value().add(key, R"({"wall_s":1.5})");
//
// Of several lines with one key the last counts. A line that is no record is passed over. Errors: those of
// LineLedger. Not thread-safe.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "bench/line_ledger.h"

namespace stillwatch {

class StepStore {
 public:
  [[nodiscard]] static Result<StepStore> open(const std::string& path);

  [[nodiscard]] const std::string* find(const std::string& key) const;
  [[nodiscard]] Status add(const std::string& key, const std::string& document);

 private:
  explicit StepStore(LineLedger ledger);
  LineLedger ledger_;
  std::map<std::string, std::string> steps_;
};

}  // namespace stillwatch
