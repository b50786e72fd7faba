#include "signal/synchrony/synchrony.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/statistics.h"
#include "signal/operation_events.h"
#include "signal/rhythm.h"

namespace stillwatch::synchrony {
namespace {

constexpr std::uint32_t kMostMembers = 32;
constexpr std::int64_t kWindows = 3;  // of 18 s, in what is left of a minute

// Starts that lie within a tenth of a second of the next or the last one of another member.
void coincidences(std::span<const std::uint64_t> starts, MemberShares& shares) {
  const auto together = [&](std::size_t i) {
    return i > 0 && i < starts.size() &&
           Interleaving::member(starts[i]) != Interleaving::member(starts[i - 1]) &&
           Interleaving::time_us(starts[i]) - Interleaving::time_us(starts[i - 1]) <= kTogetherUs;
  };
  for (std::size_t i = 0; i < starts.size(); ++i) {
    shares.add(Interleaving::member(starts[i]), together(i) || together(i + 1) ? 1.0 : 0.0);
  }
}

Windows windows_of(const RhythmDay& day) {
  return {day.start_us(), kMinuteUs, kRoundUs, kWindows, day.tick_us};
}

bool enough(const MemberTimes& times) { return times.active() >= 2 && times.times.size() >= 10; }

SignalFinding test(const SignalContext& /*context*/, const GroupEvidence& evidence) {
  std::vector<MemberEvent> events;
  for (const ConversationStart& start : evidence.starts) {
    if (!near_full_minute(start.time_us)) events.push_back({start.time_us, start.member});
  }
  const auto days = rhythm_days(events, evidence.group->member_count(), kMostMembers);
  const SurrogateTest result = surrogate_test(days, Random(evidence.seed ^ 0x73796eULL), enough, coincidences,
                                              windows_of, Surrogates::redraw);
  if (result.days == 0) return not_applicable(kInfo, "no day with ten conversation starts on two accounts");
  SignalFinding finding = finding_by_e(kInfo, result.log_e);
  finding.sentence = fmt::format(
      "On an average day {:.1f} conversations begin within a tenth of a second of one on another account of "
      "the "
      "group ({} days, at most {} accounts looked at); if each account kept its number of conversations in "
      "every "
      "18 seconds, and nothing finer tied them, {:.1f} would.",
      result.observed_sum, result.days, kMostMembers, result.expected_sum);
  finding.facts = {{"coincidences_per_day", result.observed_sum},
                   {"expected_per_day", result.expected_sum},
                   {"days", static_cast<double>(result.days)}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "synchrony",
    "S10",
    Question::run_as_one,
    Maturity::candidate,
    "Conversations that begin together, to a tenth of a second",
    "Members share the time of day, lessons and news, but, apart from a quarter of them, when, inside "
    "windows of eighteen seconds, their "
    "conversations begin is chance, independent of each other.",
    "Conversation starts within a tenth of a second of another member's, per day, among the 32 busiest "
    "members without "
    "the quarter with the largest share of such; up to "
    "19,999 "
    "surrogates (199 from nine days on) in which every start is drawn again inside its window; the day's "
    "p-value "
    "is calibrated to an e-value, days multiply; p = 1/e.",
    "Classes and news (coarser than a window: kept by the surrogates), cron jobs (starts within three "
    "seconds of a "
    "full minute and accounts that run by the clock are left out).",
    "Dispatch with random delays of some seconds or more; logs with whole seconds show little.",
    "time",
    &test};

}  // namespace stillwatch::synchrony
