// A made-up ScanResult for tests: two alleged campaigns, a pool, a single customer, cleared groups,
// anomalies, limits.
#pragma once

#include <cstdint>
#include <string>

#include "campaign/scan_result.h"

namespace stillwatch {

struct SampleOptions {
  std::uint64_t seed = 7;
  std::size_t campaign_accounts = 64;  // of the larger campaign
  std::string hostile;                 // put into every text that comes from a log, when not empty
};

[[nodiscard]] ScanResult sample_result(const SampleOptions& options = {});

// What is known about one account of sample_result(): a member, or (for "acct-honest") an account not
// accused.
[[nodiscard]] AccountExplanation sample_explanation(const std::string& account_id);

}  // namespace stillwatch
