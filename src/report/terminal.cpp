#include "report/terminal.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/number_text.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

constexpr std::size_t kInputsShown = 8;
constexpr std::size_t kGroupsListed = 40;
constexpr std::size_t kClearedShown = 3;
constexpr double kRaised = 2.0;  // log10 of the e-value from which a cleared group is shown by itself

// As one word of a POSIX shell. A text that starts with a dash would be read as an option.
std::string shell_quoted(const std::string& text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+:,./-";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos && text.front() != '-')
    return text;
  std::string quoted = text.empty() || text.front() != '-' ? "'" : "-- '";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

void put_title(TerminalPage& page, const ScanResult& result) {
  page.paragraph(0,
                 fmt::format("{} · {} · {} · {} UTC", counted(result.inputs.size(), "input"),
                             counted(result.exchanges, "exchange"), counted(result.accounts, "account"),
                             window_text(result.first_us, result.last_us)),
                 Ink::plain, {"stillwatch " + result.version + "  ", Ink::strong});
}

void put_coverage(TerminalPage& page, const ScanResult& result) {
  page.heading("COVERAGE", "what was read, and which signals are blind for want of a field");
  std::vector<std::vector<Cell>> rows;
  for (std::size_t i = 0; i < result.inputs.size() && i < kInputsShown; ++i) {
    const InputFinding& input = result.inputs[i];
    rows.push_back({{grouped(input.records)},
                    {grouped(input.rejected), input.rejected > 0 ? Ink::caution : Ink::faint},
                    {bytes_text(input.bytes)},
                    {input.dialect},
                    {input.path}});
  }
  page.table(2, {{"exchanges", true}, {"rejected", true}, {"size", true}, {"dialect"}, {"input"}}, rows);
  if (result.inputs.size() > kInputsShown) {
    page.line(2, {{fmt::format("and {} more inputs", result.inputs.size() - kInputsShown), Ink::faint}});
  }
  for (const FieldCoverage& field : result.coverage) {
    const auto total = static_cast<double>(coverage_total(result, field));
    const double share = total > 0.0 ? static_cast<double>(field.filled) / total : 0.0;
    if (share >= 0.5 || field.blind_signals.empty()) continue;
    std::string blind;
    for (const std::string& signal : field.blind_signals)
      blind += (blind.empty() ? "" : ", ") + words_of_code(signal);
    page.paragraph(2,
                   fmt::format("{} is filled in {} of the {}: {}", field.field, percent_text(share, 1.0),
                               field.field.starts_with("accounts.") ? "accounts" : "exchanges", blind),
                   Ink::plain, {"blind  ", Ink::caution});
  }
}

std::vector<Cell> campaign_row(const GroupFinding& group, bool wide) {
  const auto total = static_cast<double>(group.exchanges);
  std::vector<Cell> row = {{group.id, Ink::alarm},
                           {grouped(named_accounts(group))},
                           {grouped(group.exchanges)},
                           {short_amount(group.input_tokens + group.output_tokens)},
                           {wide ? window_text(group.first_us, group.last_us)
                                 : counted(days_touched(group.first_us, group.last_us), "day")},
                           {percent_text(static_cast<double>(group.asks_for_reasoning), total)},
                           {group.confidence, group.confidence == "high" ? Ink::alarm : Ink::caution}};
  row.push_back({capability_mix(group.capabilities, 2)});
  return row;
}

void put_campaign_table(TerminalPage& page, const ScanResult& result) {
  if (result.insufficient) {
    page.heading("NO ANSWER");
    page.paragraph(2, result.shortfall);
    return;
  }
  if (result.campaigns.empty()) {
    page.heading("NO ALLEGED CAMPAIGN");
    page.paragraph(
        2, fmt::format("{} and none was shown to be both run as one and harvesting. That is no proof of "
                       "absence: see LIMITS.",
                       counted(result.groups_tested, "group was tested", "groups were tested")));
    return;
  }
  const std::size_t count = result.campaigns.size();
  page.heading(fmt::format("{} ALLEGED CAMPAIGN{}", count, count == 1 ? "" : "S"),
               "run as one, and harvesting; reasons below");
  std::vector<std::vector<Cell>> rows;
  for (std::size_t i = 0; i < count && i < kGroupsListed; ++i) {
    rows.push_back(campaign_row(result.campaigns[i], page.width() >= 110));
  }
  page.table(2,
             {{"campaign"},
              {"accounts", true},
              {"exchanges", true},
              {"tokens", true},
              {"window"},
              {"reasoning", true},
              {"confidence"},
              {"mix"}},
             rows);
  if (count > kGroupsListed) page.line(2, {{fmt::format("and {} more", count - kGroupsListed), Ink::faint}});
  page.blank();
  page.paragraph(2, error_rate_sentence(result), Ink::faint);
  page.paragraph(2, evidence_meaning(), Ink::faint);
}

void put_details(TerminalPage& page, const ScanResult& result, const TerminalOptions& options) {
  const std::size_t shown = std::min(options.groups_detailed, result.campaigns.size());
  for (std::size_t i = 0; i < shown; ++i) put_group(page, result, result.campaigns[i], options);
}

void put_linked_only(TerminalPage& page, std::string_view words, std::string_view note,
                     const std::vector<GroupFinding>& groups) {
  if (groups.empty()) return;
  page.heading(words, note);
  for (std::size_t i = 0; i < groups.size() && i < kGroupsListed; ++i) {
    const GroupFinding& group = groups[i];
    page.paragraph(2,
                   fmt::format("{}, {}, run as one e = {}, harvest e = {}", accounts_text(group),
                               counted(group.exchanges, "exchange"), evidence_text(group.log10_e_run),
                               evidence_text(group.log10_e_harvest)),
                   Ink::plain, {group.id + "  ", Ink::caution});
    if (!group.summary.empty()) page.paragraph(4, group.summary);
    for (const ExplanationFinding& explanation : group.explanations) {
      if (explanation.fits) {
        page.paragraph(4, fmt::format("{}: {}", explanation.name, explanation.sentence), Ink::plain,
                       {std::string(fit_words(explanation)) + "  ", Ink::calm});
      }
    }
  }
  if (groups.size() > kGroupsListed) {
    page.line(2, {{fmt::format("and {} more; all stand in --format json", groups.size() - kGroupsListed),
                   Ink::faint}});
  }
}

// Cleared groups about which one of the two was shown, the strongest first; most are cleared of both.
void put_cleared(TerminalPage& page, const ScanResult& result) {
  std::vector<const GroupFinding*> partly;
  for (const GroupFinding& group : result.cleared) {
    if (std::max(group.log10_e_run, group.log10_e_harvest) >= kRaised) partly.push_back(&group);
  }
  std::stable_sort(partly.begin(), partly.end(), [](const GroupFinding* a, const GroupFinding* b) {
    return std::max(a->log10_e_run, a->log10_e_harvest) > std::max(b->log10_e_run, b->log10_e_harvest);
  });
  for (std::size_t i = 0; i < partly.size() && i < kClearedShown; ++i) {
    page.paragraph(
        2,
        fmt::format("{} Run as one e = {}, harvest e = {}.", partly[i]->summary,
                    evidence_text(partly[i]->log10_e_run), evidence_text(partly[i]->log10_e_harvest)),
        Ink::plain, {partly[i]->id + "  ", Ink::calm});
  }
  if (partly.size() > kClearedShown)
    page.line(2,
              {{fmt::format("and {} more with one of the two", partly.size() - kClearedShown), Ink::faint}});
}

void put_masked_and_anomalies(TerminalPage& page, const ScanResult& result) {
  if (const std::uint64_t cleared = cleared_groups(result); cleared > 0) {
    page.heading("TESTED AND CLEARED",
                 counted(cleared, "group") + " not shown to be both run as one and harvesting");
    put_cleared(page, result);
  }
  if (!result.masked.empty()) {
    page.heading("MASKED", "found, and not shown because of the allow list");
    for (const MaskedFinding& masked : result.masked) {
      page.paragraph(2, fmt::format("{}: {} in {}{}; {}; allowed by {} until {}",
                                    masked.account_or_organisation, counted(masked.accounts, "account"),
                                    masked.group_id, masked.whole_group ? " (masked as a whole)" : "",
                                    masked.reason, masked.owner, masked.expiry));
    }
  }
  if (result.anomalies.empty()) return;
  page.heading("ANOMALIES", "records that were skipped; the rest was used");
  for (const AnomalyFinding& anomaly : result.anomalies) {
    page.line(2, {{grouped(anomaly.count) + " ", Ink::caution}, {words_of_code(anomaly.kind), Ink::plain}});
    for (const std::string& place : anomaly.places) page.paragraph(4, place, Ink::faint);
  }
}

void put_close(TerminalPage& page, const ScanResult& result, const TerminalOptions& options) {
  if (!result.limits.empty()) {
    page.heading("LIMITS", "what this scan could not see");
    for (const std::string& limit : result.limits) page.paragraph(2, limit, Ink::plain, {"· ", Ink::faint});
  }
  if (!result.campaigns.empty()) {
    page.heading("BEFORE YOU ACT");
    page.paragraph(2, appeal_route());
  }
  page.heading("NEXT");
  constexpr std::string_view kReportNote = "every account, with its evidence";
  const std::string arguments = options.log_arguments + options.scan_options;
  if (!options.report_path.empty()) page.command(2, "open " + shell_quoted(options.report_path), kReportNote);
  if (options.log_arguments.empty()) {
    page.paragraph(2, "Save the log to a file to look further: standard input cannot be read a second time.");
    return;
  }
  if (options.report_path.empty())
    page.command(2, "stillwatch scan " + arguments + " --report report.html", kReportNote);
  const auto groups = groups_shown(result);
  if (!groups.empty() && !groups.front()->members.empty()) {
    const std::string& account = groups.front()->members.front().account_id;
    page.command(2, "stillwatch explain " + shell_quoted(account) + ' ' + arguments, "one account");
  } else if (groups.empty()) {
    page.command(2, "stillwatch validate " + options.log_arguments, "which fields would open more signals");
  }
}

}  // namespace

std::string terminal_report(const ScanResult& result, const TerminalOptions& options) {
  TerminalPage page(options);
  put_title(page, result);
  put_coverage(page, result);
  put_campaign_table(page, result);
  put_details(page, result, options);
  put_linked_only(page, "POOLS", "linked, purpose undetermined: these accuse nobody", result.pools);
  put_linked_only(page, "SINGLE CUSTOMERS", "to be looked at by a person: these accuse nobody",
                  result.single_customers);
  put_masked_and_anomalies(page, result);
  put_close(page, result, options);
  return page.text();
}

}  // namespace stillwatch
