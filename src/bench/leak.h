// Do the nuisance fields of a world tell campaign accounts from honest ones?
//
//   auto leaks = measure_leak(options);      // WorldOptions with at least one campaign
//   for (const FieldLeak& leak : leaks.value()) ... leak.field, leak.auc ...
//
// For each field a classifier is trained on that field alone: the smoothed log-odds of campaign against
// honest in each bin (ten bins of equal mass for numbers, one bin for each value of a category), so that any
// shape of difference counts, not only a shift. Five-fold cross-validation by account; the AUC is that of the
// held-out scores, with its standard error (Hanley and McNeil, Radiology 1982). 0.5 says that the field tells
// nothing. Fields of accounts are scored once per account, fields of exchanges on at most 20 exchanges of
// each account.
//
// Cost: planning the world plus 40 µs for each sampled exchange.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "world/world.h"

namespace stillwatch {

struct FieldLeak {
  std::string field;
  double auc = 0.5;
  double standard_error = 0.0;
  std::uint64_t campaign = 0, honest = 0;  // samples
};

// One observation of a field. `value` is a number, or the index of a category.
struct LeakSample {
  double value = 0.0;
  std::uint32_t account = 0;
  bool campaign = false;
};

// The cross-validated AUC of the binned classifier on these samples.
[[nodiscard]] FieldLeak classify(const std::string& field, const std::vector<LeakSample>& samples,
                                 bool categorical);

// Every nuisance field of the world. Fails like generate_world, and with Code::usage for a world without
// campaign.
[[nodiscard]] Result<std::vector<FieldLeak>> measure_leak(const WorldOptions& options);

}  // namespace stillwatch
