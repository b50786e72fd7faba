#include "campaign/later_days.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "base/parallel.h"
#include "base/statistics.h"
#include "base/time.h"

namespace stillwatch {
namespace {

constexpr std::size_t kLeastTested = 40;  // requests after the cut
const double kConfirmed = std::log10(20.0);

// Signals that keep to GroupEvidence's window.
constexpr std::array<std::string_view, 16> kTimed = {
    "alternation",         "evenness",         "synchrony",         "hand_off",
    "issued_continuation", "answer_supply",    "work_queue",        "turn_taking",
    "split_conversation",  "template_spread",  "issued_return",     "crossed_tasks",
    "early_history",       "steady_templates", "unclaimed_answers", "injected_opening"};

bool is_timed(const SignalInfo& signal) {
  return signal.maturity != Maturity::experimental &&
         std::find(kTimed.begin(), kTimed.end(), signal.name) != kTimed.end();
}

// Half of the tested requests lie before; moved to the next midnight where at least a quarter lies after it.
std::int64_t cut_of(const SignalContext& context, const GroupEvidence& evidence) {
  std::vector<std::int64_t> times;
  for (const std::uint32_t row : evidence.tested) times.push_back(context.table.rows()[row].time_us);
  std::sort(times.begin(), times.end());
  const std::int64_t middle = times[times.size() / 2];
  const std::int64_t midnight = (middle / kDay + 1) * kDay;
  const auto after = times.end() - std::lower_bound(times.begin(), times.end(), midnight);
  return 4 * static_cast<std::size_t>(after) >= times.size() ? midnight : middle;
}

// What did not answer a question on all days cannot take the answer back.
bool answered(std::span<const SignalFinding> findings, std::string_view name) {
  return std::any_of(findings.begin(), findings.end(), [&](const SignalFinding& finding) {
    return finding.signal == name && finding.applies && finding.log10_e >= kSpeaks;
  });
}

struct Asked {
  std::vector<double> log_e;
  bool applies = false;
  [[nodiscard]] double log10_e() const { return log_mean_exp(log_e) / std::numbers::ln10; }
};

LaterDays::Answer answer_of(const LaterDays& later, bool tested) {
  const double both = std::min(later.log10_e_run, later.log10_e_harvest);
  if (both >= kConfirmed) return LaterDays::Answer::confirmed;
  if (!tested) return LaterDays::Answer::too_little;
  return both < 0.0 ? LaterDays::Answer::refuted : LaterDays::Answer::not_confirmed;
}

std::string sentence_of(const LaterDays& later) {
  const std::string since = format_time(later.cut_us);
  switch (later.answer) {
    case LaterDays::Answer::confirmed:
      return fmt::format(
          "Confirmed on later days: what was learned before {} is shown again by conversations "
          "that began after it.",
          since);
    case LaterDays::Answer::not_confirmed:
      return fmt::format(
          "Not confirmed on later days: conversations that began after {} point the same way, "
          "but would not suffice alone.",
          since);
    case LaterDays::Answer::refuted:
      return fmt::format(
          "Not confirmed on later days: conversations that began after {} do not show it again, "
          "so the group is not named.",
          since);
    case LaterDays::Answer::too_little:
      return fmt::format("Not confirmed on later days: too little happened after {} to ask again.", since);
    default:
      return {};
  }
}

}  // namespace

std::string_view name_of(LaterDays::Answer answer) {
  constexpr std::array<std::string_view, 5> kNames = {"not_asked", "confirmed", "not_confirmed", "refuted",
                                                      "too_little"};
  return kNames[static_cast<std::size_t>(answer)];
}

namespace {

// One group on its later days: what was gathered, and what each timed signal found.
struct LateTest {
  LaterDays later;
  GroupEvidence evidence;
  std::vector<const SignalInfo*> signals;
  std::vector<SignalFinding> findings;
};

LateTest gather_late(const SignalContext& context, const LaterQuestion& question) {
  LateTest late;
  if (question.evidence->tested.empty()) return late;
  late.later.cut_us = cut_of(context, *question.evidence);
  late.evidence = gather_evidence(context, *question.evidence->group, {late.later.cut_us, late.later.cut_us});
  late.later.tested = late.evidence.tested.size();
  for (const SignalInfo& signal : all_signals()) {
    if (is_timed(signal) && !(question.alone && signal.needs_others)) late.signals.push_back(&signal);
  }
  late.findings.resize(late.signals.size());
  return late;
}

LaterDays answered_by(const LateTest& late, const LaterQuestion& question) {
  LaterDays later = late.later;
  if (late.signals.empty()) return later;
  std::array<Asked, 2> asked;
  for (std::size_t s = 0; s < late.signals.size(); ++s) {
    const SignalInfo& signal = *late.signals[s];
    const SignalFinding& finding = late.findings[s];
    Asked& of = asked[static_cast<std::size_t>(signal.question)];
    of.log_e.push_back(finding.log10_e * std::numbers::ln10);
    of.applies = of.applies || (finding.applies && answered(question.findings, signal.name));
  }
  later.log10_e_run = asked[static_cast<std::size_t>(Question::run_as_one)].log10_e();
  later.log10_e_harvest = asked[static_cast<std::size_t>(Question::harvest)].log10_e();
  later.answer = answer_of(later, later.tested >= kLeastTested && asked[0].applies && asked[1].applies);
  later.sentence = sentence_of(later);
  return later;
}

}  // namespace

std::vector<LaterDays> confirm_on_later_days(const SignalContext& context,
                                             std::span<const LaterQuestion> questions, unsigned threads) {
  std::vector<LateTest> late(questions.size());
  parallel_for(questions.size(), threads,
               [&](std::size_t q, unsigned) { late[q] = gather_late(context, questions[q]); });
  const std::size_t most = all_signals().size();
  parallel_for(questions.size() * most, threads, [&](std::size_t i, unsigned) {
    LateTest& of = late[i / most];
    if (i % most < of.signals.size())
      of.findings[i % most] = of.signals[i % most]->test(context, of.evidence);
  });
  std::vector<LaterDays> answers;
  for (std::size_t q = 0; q < questions.size(); ++q) answers.push_back(answered_by(late[q], questions[q]));
  return answers;
}

LaterDays confirm_on_later_days(const SignalContext& context, const GroupEvidence& evidence,
                                std::span<const SignalFinding> findings, bool alone) {
  const LaterQuestion question{&evidence, findings, alone};
  return confirm_on_later_days(context, std::span(&question, 1), 1).front();
}

}  // namespace stillwatch
