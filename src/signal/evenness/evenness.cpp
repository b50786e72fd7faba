#include "signal/evenness/evenness.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/statistics.h"

namespace stillwatch::evenness {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr double kLeastMean = 1.0;  // conversations per account and day

// Sum over days of the dispersion statistic over the accounts that were in use before and after that day.
struct Dispersion {
  double statistic = 0.0, degrees = 0.0;
  int days = 0;
};

Dispersion dispersion(const GroupEvidence& evidence) {
  const std::size_t members = evidence.group->member_count();
  std::vector<std::int64_t> first(members, INT64_MAX), last(members, INT64_MIN);
  std::map<std::int64_t, std::vector<std::uint32_t>> counts;
  for (const ConversationStart& start : evidence.starts) {
    const std::int64_t day = start.time_us / kDayUs;
    first[start.member] = std::min(first[start.member], day);
    last[start.member] = std::max(last[start.member], day);
    auto& of_day = counts[day];
    of_day.resize(members, 0);
    ++of_day[start.member];
  }
  Dispersion result;
  for (const auto& [day, count] : counts) {
    double sum = 0.0, accounts = 0.0;
    for (std::size_t m = 0; m < members; ++m) {
      if (first[m] >= day || last[m] <= day) continue;
      sum += count[m];
      accounts += 1.0;
    }
    const double mean = accounts > 0 ? sum / accounts : 0.0;
    if (accounts < 4 || mean < kLeastMean) continue;
    for (std::size_t m = 0; m < members; ++m) {
      if (first[m] >= day || last[m] <= day) continue;
      result.statistic += (count[m] - mean) * (count[m] - mean) / mean;
    }
    result.degrees += accounts - 1.0;
    ++result.days;
  }
  return result;
}

SignalFinding test(const SignalContext& /*context*/, const GroupEvidence& evidence) {
  const Dispersion result = dispersion(evidence);
  if (result.days == 0) {
    return not_applicable(
        kInfo, "no day on which four accounts in steady use began one conversation each on average");
  }
  const double p = std::clamp(std::exp(log_chi_square_lower(result.statistic, result.degrees)), 1e-300, 1.0);
  SignalFinding finding{
      std::string(kInfo.name), kInfo.question, true, p, calibrated_log_e(p) / std::numbers::ln10, {}, {}};
  finding.sentence = fmt::format(
      "The accounts' daily numbers of conversations vary {:.2f} times as much as chance alone would make "
      "them ({} days). "
      "Independent people vary more than chance (above 1); a load balancer makes them vary less.",
      result.statistic / result.degrees, result.days);
  finding.facts = {{"dispersion", result.statistic / result.degrees},
                   {"degrees_of_freedom", result.degrees},
                   {"days", static_cast<double>(result.days)}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "evenness",
    "S11",
    Question::run_as_one,
    Maturity::candidate,
    "Load spread more evenly than chance",
    "On each day the members' numbers of conversations vary at least as much as independent Poisson counts "
    "of equal mean: the "
    "least that independent people do.",
    "Chi-square dispersion of daily conversation starts over members in steady use (seen before and after "
    "that day), summed "
    "over days; lower tail; e by the mixture calibrator. Prompts that three or more members ask verbatim are "
    "left out.",
    "Jobs by the clock (left out), everybody at the limit of the same plan, sharded clients of one company.",
    "Pools with unequal weights, sticky users, accounts of unequal plans.",
    "time",
    &test};

}  // namespace stillwatch::evenness
