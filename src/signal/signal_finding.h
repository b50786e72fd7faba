// One signal's test on one group.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace stillwatch {

enum class Question : std::uint8_t { run_as_one, harvest };

// `log10_e` above 0 speaks against the null hypothesis; p is never 0.
struct SignalFinding {
  std::string signal;  // stable name, as in docs/signals/
  Question question = Question::run_as_one;
  bool applies = false;  // false: too little data or a field is missing; p = 1 and log10_e = 0
  double p = 1.0;
  double log10_e = 0.0;
  std::string sentence;                               // plain words with the numbers that matter
  std::vector<std::pair<std::string, double>> facts;  // name -> number, for machines
  bool counted = true;  // false: shown, and no evidence, because the signal is experimental
};

// The fact of this name; 0 when the finding has none.
[[nodiscard]] inline double fact_of(const SignalFinding& finding, std::string_view name) {
  for (const auto& [fact, value] : finding.facts) {
    if (fact == name) return value;
  }
  return 0.0;
}

}  // namespace stillwatch
