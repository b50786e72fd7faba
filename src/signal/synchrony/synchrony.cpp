#include "signal/synchrony/synchrony.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/statistics.h"
#include "signal/rhythm.h"

namespace stillwatch::synchrony {
namespace {

constexpr std::uint32_t kMostMembers = 64;
constexpr std::int64_t kTogetherUs = 2'000'000;
constexpr std::int64_t kShiftUs = 60'000'000;
constexpr std::int64_t kMinuteUs = 60'000'000;
constexpr std::int64_t kRoundUs = 3'000'000;

// Starts that follow a start of another member within two seconds.
double coincidences(std::span<const std::uint64_t> starts) {
  double count = 0;
  for (std::size_t i = 1; i < starts.size(); ++i) {
    if (Interleaving::member(starts[i]) != Interleaving::member(starts[i - 1]) &&
        Interleaving::time_us(starts[i]) - Interleaving::time_us(starts[i - 1]) <= kTogetherUs) {
      ++count;
    }
  }
  return count;
}

// Every member's day moved by up to a minute: whatever is coarser than that (a lesson, office hours, news)
// stays.
void dithered(const MemberTimes& own, Random& random, MemberTimes& drawn) {
  for (std::size_t m = 0; m < own.members(); ++m) {
    const auto shift = static_cast<std::int64_t>(random.uniform(-1.0, 1.0) * kShiftUs);
    for (std::size_t i = own.first[m]; i < own.first[m + 1]; ++i) drawn.times[i] = own.times[i] + shift;
  }
}

bool enough(const MemberTimes& times) { return times.active() >= 2 && times.times.size() >= 10; }

SignalFinding test(const SignalContext& /*context*/, const GroupEvidence& evidence) {
  std::vector<Event> events;
  for (const ConversationStart& start : evidence.starts) {
    const std::int64_t phase = start.time_us % kMinuteUs;  // jobs that start on the minute do so everywhere
    if (phase < kRoundUs || phase > kMinuteUs - kRoundUs) continue;
    events.push_back({start.time_us, start.member});
  }
  const auto days = rhythm_days(events, evidence.group->member_count(), kMostMembers);
  const SurrogateTest result =
      surrogate_test(days, Random(evidence.seed ^ 0x73796eULL), enough, coincidences, dithered);
  if (result.days == 0) return not_applicable(kInfo, "no day with ten conversation starts on two accounts");
  SignalFinding finding{std::string(kInfo.name),
                        kInfo.question,
                        true,
                        p_of_log_e(result.log_e),
                        result.log_e / std::numbers::ln10,
                        {},
                        {}};
  finding.sentence = fmt::format(
      "On an average day {:.1f} conversations begin within two seconds of one on another account of the "
      "group ({} days, at most "
      "{} accounts looked at); if each account's day is moved by up to a minute, {:.1f} do.",
      result.observed, result.days, kMostMembers, result.expected);
  finding.facts = {{"coincidences_per_day", result.observed},
                   {"expected_per_day", result.expected},
                   {"days", static_cast<double>(result.days)}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "synchrony",
    "S10",
    Question::run_as_one,
    Maturity::candidate,
    "Conversations that begin together to the second",
    "Members share the time of day, lessons and news, but nothing finer than a minute ties them.",
    "Conversation starts within two seconds of another member's, per day, among the 64 busiest members; up to "
    "999 surrogates (199 from nine days on) in "
    "which each member's whole day is moved by up to 60 s; the day's p-value is calibrated to an e-value, "
    "days multiply; "
    "p = 1/e.",
    "Classes and news (coarser than a minute: kept by the surrogates), cron jobs (starts within three "
    "seconds of a full "
    "minute and accounts that run by the clock are left out).",
    "Dispatch with random delays of a minute or more.",
    "time",
    &test};

}  // namespace stillwatch::synchrony
