#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/number_text.h"
#include "report/template_view.h"
#include "report/terminal.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

constexpr std::size_t kIndent = 4;
constexpr double kSpeaks =
    1.0;  // log10 of the e-value from which a signal is marked as speaking for the claim

std::string bar(double share, std::size_t width) {
  const auto eighths =
      static_cast<std::size_t>(std::lround(std::clamp(share, 0.0, 1.0) * 8.0 * static_cast<double>(width)));
  constexpr std::array<std::string_view, 8> kPartial = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  std::string text;
  for (std::size_t i = 0; i < eighths / 8; ++i) text += "█";
  text += kPartial[eighths % 8];
  return text.empty() ? "▏" : text;
}

Ink outcome_ink(Outcome outcome) {
  return outcome == Outcome::campaign ? Ink::alarm : outcome == Outcome::cleared ? Ink::calm : Ink::caution;
}

void put_title(TerminalPage& page, const GroupFinding& group) {
  page.blank();
  page.line(0, {{"■ ", outcome_ink(group.outcome)},
                {group.id, Ink::strong},
                {"  " + std::string(outcome_words(group.outcome)), outcome_ink(group.outcome)}});
  if (!group.confidence.empty()) {
    page.line(2, {{fmt::format("{} confidence: {}", group.confidence, confidence_words(group.confidence)),
                   Ink::faint}});
  }
  if (!group.summary.empty()) page.paragraph(2, group.summary);
  if (const std::string counts = counts_sentence(group); !counts.empty())
    page.paragraph(2, counts, Ink::faint);
}

void put_what_was_taken(TerminalPage& page, const GroupFinding& group) {
  page.blank();
  page.line(2, {{group.outcome == Outcome::campaign ? "What was taken" : "What was asked", Ink::accent}});
  const auto total = static_cast<double>(group.exchanges);
  page.paragraph(kIndent,
                 fmt::format("{} by {}, {} (UTC)", counted(group.exchanges, "exchange"),
                             counted(named_accounts(group) > 0 ? named_accounts(group) : group.members.size(),
                                     "account"),
                             window_text(group.first_us, group.last_us)));
  if (group.harvest_exchanges > 0) {
    page.paragraph(
        kIndent, fmt::format("{} of them ({}) match the group's signature", grouped(group.harvest_exchanges),
                             percent_text(static_cast<double>(group.harvest_exchanges), total)));
  }
  page.paragraph(kIndent, fmt::format("{} tokens asked, {} answered, {} of these reasoning ({})",
                                      short_amount(group.input_tokens), short_amount(group.output_tokens),
                                      short_amount(group.reasoning_tokens),
                                      percent_text(static_cast<double>(group.reasoning_tokens),
                                                   static_cast<double>(group.output_tokens))));
  page.paragraph(kIndent, fmt::format("{} of the exchanges ask for the reasoning, {} for grading",
                                      percent_text(static_cast<double>(group.asks_for_reasoning), total),
                                      percent_text(static_cast<double>(group.asks_for_grading), total)));
  std::string models;
  for (std::size_t i = 0; i < group.models.size() && i < 4; ++i) {
    models += fmt::format("{}{} {}", i == 0 ? "" : ", ", group.models[i].first,
                          percent_text(static_cast<double>(group.models[i].second), total));
  }
  if (!models.empty()) page.paragraph(kIndent, "models: " + models);
  put_capabilities(page, kIndent, group.capabilities);
}

void put_signals(TerminalPage& page, const GroupFinding& group, Question question, double log10_e) {
  page.blank();
  page.line(2, {{std::string(question_words(question)), Ink::accent},
                {fmt::format("  together e = {}; + speaks for it (e of 10 or more)", evidence_text(log10_e)),
                 Ink::faint}});
  std::string silent;
  for (const SignalFinding& signal : group.signals) {
    if (signal.question != question) continue;
    if (!signal.applies) {
      silent += (silent.empty() ? "" : ", ") + words_of_code(signal.signal);
      continue;
    }
    const bool speaks = signal.counted && signal.log10_e >= kSpeaks;
    page.line(kIndent,
              {{speaks ? "+ " : "- ", speaks ? Ink::strong : Ink::faint},
               {words_of_code(signal.signal), speaks ? Ink::strong : Ink::faint},
               {fmt::format("  e = {}, p = {}", evidence_text(signal.log10_e), p_text(signal.p)), Ink::faint},
               {signal.counted ? "" : "  (experimental: shown, not counted)", Ink::faint}});
    page.paragraph(kIndent + 2, signal.sentence, speaks ? Ink::plain : Ink::faint);
  }
  if (!silent.empty())
    page.paragraph(kIndent, "could not be tested here: " + silent, Ink::faint, {"  ", Ink::plain});
}

void put_explanations(TerminalPage& page, const GroupFinding& group) {
  if (group.explanations.empty()) return;
  page.blank();
  page.line(2, {{"Honest explanations considered", Ink::accent}});
  for (const ExplanationFinding& explanation : group.explanations) {
    page.paragraph(
        kIndent, fmt::format("{}: {}", explanation.name, explanation.sentence), Ink::plain,
        {fmt::format("{:<14}", fit_words(explanation)), explanation.fits ? Ink::calm : Ink::faint});
  }
}

void put_template(TerminalPage& page, const GroupFinding& group) {
  const TemplateView view = templates_to_show(group);
  if (view.shown.empty()) return;
  page.blank();
  page.line(2, {{"Templates", Ink::accent},
                {fmt::format("  the most telling of {}", group.templates.size()), Ink::faint}});
  for (std::size_t i = 0; i < view.shown.size() && i < 3; ++i) {
    const ShownTemplate& shown = view.shown[i];
    const std::string text = shown.first->text.empty() ? "(the log holds no text)" : shown.first->text;
    page.paragraph(kIndent, text, Ink::plain, {"“ ", Ink::faint});
    page.paragraph(kIndent + 2,
                   fmt::format("{} from {}{}, {}", counted(shown.exchanges, "exchange"),
                               counted(shown.accounts, "account"), shown.alike > 1 ? " or more" : "",
                               counted(shown.distinct_prompts, "distinct prompt")),
                   Ink::faint);
  }
}

// Those whom the group names before the others, each by falling evidence.
std::vector<const MemberFinding*> strongest_first(const GroupFinding& group) {
  std::vector<const MemberFinding*> members;
  members.reserve(group.members.size());
  for (const MemberFinding& member : group.members) members.push_back(&member);
  std::stable_sort(members.begin(), members.end(), [&](const MemberFinding* a, const MemberFinding* b) {
    const bool a_named = a->outcome == group.outcome, b_named = b->outcome == group.outcome;
    return a_named != b_named ? a_named : a->log10_e > b->log10_e;
  });
  return members;
}

void put_members(TerminalPage& page, const ScanResult& result, const GroupFinding& group,
                 const TerminalOptions& options) {
  if (group.members.empty()) return;
  const std::vector<const MemberFinding*> members = strongest_first(group);
  const std::size_t shown = std::min(options.accounts_shown, members.size());
  page.blank();
  page.line(2, {{"Accounts", Ink::accent},
                {fmt::format("  the strongest {} of {}; all stand in --report and --format json",
                             grouped(shown), accounts_text(group)),
                 Ink::faint}});
  for (std::size_t i = 0; i < shown; ++i) {
    const MemberFinding& member = *members[i];
    page.line(kIndent, {{member.account_id, Ink::strong},
                        {fmt::format("  {}, {}, e = {}", member_outcome_words(member.outcome),
                                     counted(member.exchanges, "exchange"), evidence_text(member.log10_e)),
                         member.outcome == Outcome::campaign ? Ink::plain : Ink::caution}});
    for (const Reason& reason : member.reasons) {
      page.paragraph(kIndent + 2, reason.sentence, Ink::plain, {"· ", Ink::faint});
      if (!reason.account_lines.empty())
        page.paragraph(kIndent + 4, "see " + account_lines_text(reason), Ink::faint);
      if (reason.citations.empty()) continue;
      const Citation& cited = reason.citations.front();
      page.paragraph(kIndent + 4,
                     fmt::format("see {} in {}", cited.exchange_id, place_text(result, cited.place)),
                     Ink::faint);
    }
  }
}

}  // namespace

std::string capability_mix(const std::array<std::uint64_t, kCapabilityCount>& exchanges, std::size_t shown) {
  const auto counts = capabilities_by_count(exchanges);
  double total = 0;
  for (const CapabilityCount& count : counts) total += static_cast<double>(count.exchanges);
  std::string text;
  for (std::size_t i = 0; i < counts.size() && i < shown; ++i) {
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", capability_words(counts[i].capability),
                        percent_text(static_cast<double>(counts[i].exchanges), total));
  }
  return text;
}

void put_capabilities(TerminalPage& page, std::size_t indent,
                      const std::array<std::uint64_t, kCapabilityCount>& exchanges) {
  const auto counts = capabilities_by_count(exchanges);
  double total = 0;
  for (const CapabilityCount& count : counts) total += static_cast<double>(count.exchanges);
  for (const CapabilityCount& count : counts) {
    const double share = static_cast<double>(count.exchanges) / total;
    page.line(indent,
              {{fmt::format("{:<14}{:>6}  ", capability_words(count.capability), percent_text(share, 1.0)),
                Ink::plain},
               {bar(share, 32), Ink::accent}});
  }
}

void put_group(TerminalPage& page, const ScanResult& result, const GroupFinding& group,
               const TerminalOptions& options) {
  put_title(page, group);
  put_what_was_taken(page, group);
  put_signals(page, group, Question::run_as_one, group.log10_e_run);
  put_signals(page, group, Question::harvest, group.log10_e_harvest);
  put_explanations(page, group);
  put_template(page, group);
  put_members(page, result, group, options);
  page.blank();
  if (group.outcome == Outcome::campaign && group.benchmark_ppv[0] > 0.0) {
    page.paragraph(
        2, fmt::format(
               "Chance that a group named like this is a campaign: {} at 1 honest pool for each campaign, "
               "{} at 10, {} at 1,000 ({}).",
               chance_text(group.benchmark_ppv[0]), chance_text(group.benchmark_ppv[1]),
               chance_text(group.benchmark_ppv[2]), chance_meaning()));
  }
  for (const std::string& sentence : condition_sentences(group)) page.paragraph(2, sentence);
  page.paragraph(2, outcome_caveat(group.outcome), Ink::faint);
}

}  // namespace stillwatch
