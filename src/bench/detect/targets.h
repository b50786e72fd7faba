// What the detection table is held against.
//
//   for (const TargetOutcome& outcome : judge_targets(rows)) print(outcome.target->what, outcome.met);
//
// A target is met when the mean over the seeds reaches it, and in every seed no more was served than it
// allows. Pure; thread-safe.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "bench/detect/summary.h"

namespace stillwatch {

struct DetectTarget {
  std::string_view profile, rung;  // of the row
  bool linked = false;             // measured by linked accounts; else by named ones
  double least_recall = 0.0;
  double most_served = 1.0;      // share of the campaign's exchanges before it is first found; 1: not asked
  double least_precision = 0.0;  // of the accounts named, and no honest reseller named; 0: not asked
};
[[nodiscard]] std::span<const DetectTarget> detect_targets();

struct TargetOutcome {
  const DetectTarget* target = nullptr;
  const DetectRow* row = nullptr;  // nothing when the row was not measured
  bool met = false;
};
// In the order of detect_targets(). The rows must outlive the outcomes.
[[nodiscard]] std::vector<TargetOutcome> judge_targets(std::span<const DetectRow> rows);

}  // namespace stillwatch
