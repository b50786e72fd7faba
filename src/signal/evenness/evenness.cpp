#include "signal/evenness/evenness.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

#include "base/random.h"
#include "base/statistics.h"
#include "signal/rhythm.h"
#include "signal/templated_starts.h"

namespace stillwatch::evenness {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;
constexpr double kLeastMean = 2.0;  // conversations per account and day: one each is a habit
// Of templated ones alone: one daily report each is a habit, and as even as a dealer.
constexpr double kLeastMeanOfPart = 4.0;

// Conversations of one day on the accounts that were in use before and after it.
struct SteadyDay {
  std::vector<std::uint32_t> counts;  // by account
  std::uint64_t conversations = 0;
  [[nodiscard]] double mean() const {
    return static_cast<double>(conversations) / static_cast<double>(counts.size());
  }
};

std::vector<SteadyDay> steady_days(std::span<const ConversationStart> starts, std::size_t members,
                                   double least_mean) {
  std::vector<std::int64_t> first(members, INT64_MAX), last(members, INT64_MIN);
  std::map<std::int64_t, std::vector<std::uint32_t>> counts;
  for (const ConversationStart& start : starts) {
    const std::int64_t day = start.time_us / kDayUs;
    first[start.member] = std::min(first[start.member], day);
    last[start.member] = std::max(last[start.member], day);
    auto& of_day = counts[day];
    of_day.resize(members, 0);
    ++of_day[start.member];
  }
  std::vector<SteadyDay> days;
  for (const auto& [day, count] : counts) {
    SteadyDay steady;
    for (std::size_t m = 0; m < members; ++m) {
      if (first[m] >= day || last[m] <= day) continue;
      steady.counts.push_back(count[m]);
      steady.conversations += count[m];
    }
    if (steady.counts.size() >= 4 && steady.mean() >= least_mean) days.push_back(std::move(steady));
  }
  return days;
}

// Given their sum, the dispersion is this up to constants.
std::uint64_t square_sum(const std::vector<std::uint32_t>& counts) {
  std::uint64_t sum = 0;
  for (const std::uint32_t count : counts) sum += std::uint64_t{count} * count;
  return sum;
}

// Given the day's number of conversations, independent Poisson counts of equal mean are multinomial: each
// conversation is on any account with equal chance.
double p_of(const SteadyDay& day, int draws, Random& random) {
  const std::uint64_t observed = square_sum(day.counts);
  std::vector<std::uint32_t> drawn(day.counts.size());
  return sequential_p(draws, [&] {
    std::fill(drawn.begin(), drawn.end(), 0U);
    for (std::uint64_t i = 0; i < day.conversations; ++i) ++drawn[random.below(drawn.size())];
    return square_sum(drawn) <= observed;
  });
}

SignalFinding finding_of(const SignalContext& /*context*/, const GroupEvidence& evidence,
                         std::span<const ConversationStart> starts) {
  const std::vector<SteadyDay> days =
      steady_days(starts, evidence.group->member_count(),
                  starts.size() == evidence.starts.size() ? kLeastMean : kLeastMeanOfPart);
  if (days.empty()) {
    return not_applicable(
        kInfo, "no day on which four accounts in steady use began two conversations each on average");
  }
  Random random(evidence.seed ^ 0x65766eULL);
  DayProduct product;
  double dispersion = 0.0;
  for (const SteadyDay& day : days) {
    product.add(p_of(day, draws_for(days.size(), day.conversations), random));
    const auto accounts = static_cast<double>(day.counts.size());
    const double squares = static_cast<double>(square_sum(day.counts)) - accounts * day.mean() * day.mean();
    dispersion += squares / day.mean() / (accounts - 1.0);
    if (product.decided()) break;
  }
  dispersion /= product.days();
  SignalFinding finding = finding_by_e(kInfo, product.log_e());
  finding.sentence = fmt::format(
      "The accounts' daily numbers of conversations vary {:.2f} times as much as chance alone would make "
      "them ({} days). Independent people vary more than chance (above 1); a load balancer makes them vary "
      "less.",
      dispersion, product.days());
  finding.facts = {{"dispersion", dispersion}, {"days", static_cast<double>(product.days())}};
  return finding;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  return of_all_and_templated(context, evidence, &finding_of);
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
    "Dispersion of daily conversation starts over members in steady use (seen before and after that day), "
    "against "
    "up to 19,999 draws (199 from nine days on) in which each conversation of the day falls on any of them "
    "with "
    "equal "
    "chance; the day's p-value is calibrated to an e-value, days multiply; p = 1/e. Prompts that several "
    "members ask "
    "verbatim are left out."
    " The starts that fill the group's templates are tested as well, apart; the e-value is the mean of the "
    "two.",
    "Jobs by the clock (left out). Not protected: everybody at the limit of the same plan, sharded clients "
    "of one "
    "company.",
    "Pools with unequal weights, sticky users, accounts of unequal plans.",
    "time",
    &test};

}  // namespace stillwatch::evenness
