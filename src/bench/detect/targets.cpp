#include "bench/detect/targets.h"

#include <algorithm>

namespace stillwatch {
namespace {

constexpr std::string_view kPoolEvasion = "random-choice+no-failover+rewritten-history";

constexpr DetectTarget kTargets[] = {
    {"templates", "none", false, 0.99, 0.05},
    {"tagged", "none", false, 0.99, 0.05},
    {"grading", "none", false, 0.99, 0.05},
    {"pivot", "none", false, 0.99, 0.05},
    {"cleaner", "none", false, 0.99, 0.05},
    {"spike", "none", false, 0.90, 0.50},
    {"reseller (harvest 0.1)", "none", true, 0.90, 0.20},
    {"reseller (harvest 0.2)", "none", true, 0.90, 0.20},
    {"reseller (harvest 0.2)", "none", false, 0.90, 1.0, 0.999},
    {"reseller", "none", true, 0.90, 0.20},
    {"reseller", "none", false, 0.90, 1.0, 0.999},
    {"reseller (harvest 0.5)", "none", true, 0.90, 0.20},
    {"reseller (harvest 0.5)", "none", false, 0.90, 1.0, 0.999},
    {"relay", "none", true, 0.90, 0.20},
    {"replay", "none", false, 0.90, 0.10},
    {"polyglot", "none", false, 0.90, 0.10},
    {"multi-stage", "none", false, 0.95, 0.05},
    {"templates", "cover=0.95+paraphrase=1000+fresh-identity", false, 0.80, 0.30},
    {"relay", kPoolEvasion, true, 0.30, 1.0},
    {"reseller", kPoolEvasion, true, 0.30, 1.0},
};

// The profile `reseller` has an honest reseller of its shape beside it.
bool accuses_honest_reseller(const DetectRow& row) {
  return std::any_of(row.honest.begin(), row.honest.end(), [](const auto& of_class) {
    return of_class.first.find("reseller") != std::string::npos && of_class.second.named > 0;
  });
}

bool meets(const DetectTarget& target, const DetectRow& row) {
  const Interval& recall = target.linked ? row.linked : row.recall;
  const Served& served = target.linked ? row.first_linked : row.first_named;
  if (recall.mean < target.least_recall) return false;
  if (target.most_served < 1.0 && served.most > target.most_served) return false;
  if (target.least_precision == 0.0) return true;
  return row.precision.has_value() && row.precision->mean >= target.least_precision &&
         !accuses_honest_reseller(row);
}

}  // namespace

std::span<const DetectTarget> detect_targets() { return kTargets; }

std::vector<TargetOutcome> judge_targets(std::span<const DetectRow> rows) {
  std::vector<TargetOutcome> outcomes;
  for (const DetectTarget& target : kTargets) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const DetectRow& r) {
      return r.profile == target.profile && r.rung == target.rung;
    });
    if (row == rows.end()) {
      outcomes.push_back({&target, nullptr, false});
    } else {
      outcomes.push_back({&target, &*row, meets(target, *row)});
    }
  }
  return outcomes;
}

}  // namespace stillwatch
