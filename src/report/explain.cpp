#include "report/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/how_sure.h"
#include "report/number_text.h"
#include "report/terminal.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

constexpr std::size_t kIndent = 2;

// The first campaign that names the account; nullptr when none does.
const GroupFinding* accusing_campaign(const std::vector<Membership>& memberships) {
  const auto at = std::find_if(memberships.begin(), memberships.end(), [](const Membership& membership) {
    return membership.group->outcome == Outcome::campaign && membership.member->outcome == Outcome::campaign;
  });
  return at == memberships.end() ? nullptr : at->group;
}
bool is_accused(const std::vector<Membership>& memberships) {
  return accusing_campaign(memberships) != nullptr;
}

// Does the group say this of the account itself, or is the account only linked to those of whom it does?
bool is_named(const Membership& membership) {
  return membership.member->outcome == membership.group->outcome;
}

std::string own_facts(const MemberFinding& member) {
  std::string text = fmt::format("Of {}, {} match the group's signature.",
                                 counted(member.exchanges, "exchange"), grouped(member.harvest_exchanges));
  if (member.tested_conversations == 0)
    return text + " None of its conversations was set aside for testing: its membership could not be tested.";
  return text + fmt::format(" Its own membership, by the {} set aside for testing: e = {}, p = {}.",
                            counted(member.tested_conversations, "conversation"),
                            evidence_text(member.log10_e), p_text(member.p));
}

// Exchanges by hour of day as 24 little columns.
std::string hour_columns(const std::array<std::uint64_t, 24>& hours) {
  constexpr std::array<std::string_view, 9> kHeights = {"·", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::uint64_t most = std::max<std::uint64_t>(1, *std::max_element(hours.begin(), hours.end()));
  std::string text;
  for (const std::uint64_t exchanges : hours) {
    const std::size_t height = exchanges == 0 ? 0 : 1 + static_cast<std::size_t>(exchanges * 7 / most);
    text += kHeights[std::min<std::size_t>(height, 8)];
  }
  return text;
}

// "signed up 2026-05-02 10:00, plan team, programme research, e-mail domain acme.example".
std::string facts_text(const MemberFacts& facts) {
  std::string text;
  const auto add = [&](std::string_view words, const std::string& value) {
    if (!value.empty()) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", words, value);
  };
  add("signed up", facts.created_us != 0 ? iso_time(facts.created_us) : "");
  add("plan", facts.plan);
  add("programme", facts.programme);
  add("e-mail domain", facts.email_domain);
  add("banned", facts.banned_us != 0 ? iso_time(facts.banned_us) : "");
  return text;
}

void put_profile(TerminalPage& page, const AccountExplanation& account) {
  if (const std::string facts = facts_text(account.facts); !facts.empty()) {
    page.heading("WHO IT IS", "by the account table, for a person to judge by");
    page.paragraph(kIndent, facts);
  }
  page.heading("WHAT IT DID", "counted in the log");
  page.paragraph(kIndent, fmt::format("{} in {}, on {}, {} UTC", counted(account.exchanges, "exchange"),
                                      counted(account.conversations, "conversation"),
                                      counted(account.days_active, "day"),
                                      window_text(account.first_us, account.last_us)));
  page.paragraph(kIndent, fmt::format("{} tokens asked, {} answered, {} of these reasoning",
                                      short_amount(account.input_tokens), short_amount(account.output_tokens),
                                      short_amount(account.reasoning_tokens)));
  const auto total = static_cast<double>(account.exchanges);
  page.paragraph(kIndent, fmt::format("{} of the exchanges ask for the reasoning, {} for grading",
                                      percent_text(static_cast<double>(account.asks_for_reasoning), total),
                                      percent_text(static_cast<double>(account.asks_for_grading), total)));
  std::string models;
  for (const auto& [model, exchanges] : account.models) {
    models += fmt::format("{}{} {}", models.empty() ? "" : ", ", model,
                          percent_text(static_cast<double>(exchanges), total));
  }
  if (!models.empty()) page.paragraph(kIndent, "models: " + models);
  page.line(
      kIndent,
      {{"hours (UTC)   00 ", Ink::plain}, {hour_columns(account.hours), Ink::accent}, {" 23", Ink::plain}});
  put_capabilities(page, kIndent, account.capabilities);
}

void put_citations(TerminalPage& page, const ScanResult& result, const std::vector<Citation>& citations) {
  for (const Citation& cited : citations) {
    page.paragraph(kIndent + 2,
                   fmt::format("{}  {}  {}", cited.exchange_id, place_text(result, cited.place),
                               iso_time(cited.time_us)),
                   Ink::faint);
  }
}

// What the account itself did: the group's facts stand in a section of their own.
void put_reasons(TerminalPage& page, const ScanResult& result, const std::vector<Membership>& memberships) {
  for (const Membership& membership : memberships) {
    const MemberFinding& member = *membership.member;
    const bool named = is_named(membership);
    page.heading(named ? "WHY IT IS NAMED IN " + membership.group->id
                       : "LINKED TO " + membership.group->id + ", NOT NAMED BY IT",
                 fmt::format("{}; here: {}", outcome_words(membership.group->outcome),
                             member_outcome_words(member.outcome)));
    page.paragraph(kIndent, own_facts(member));
    for (const Reason& reason : member.reasons) {
      page.blank();
      page.paragraph(kIndent, reason.sentence, Ink::plain, {words_of_code(reason.code) + ": ", Ink::strong});
      put_citations(page, result, reason.citations);
      if (!reason.account_lines.empty()) page.paragraph(kIndent + 2, account_lines_text(reason), Ink::faint);
    }
    page.blank();
    page.paragraph(kIndent, outcome_caveat(named ? membership.group->outcome : member.outcome), Ink::faint);
  }
}

void put_tests(TerminalPage& page, const AccountExplanation& account) {
  if (!account.groups.empty()) page.heading("GROUPS IT WAS TESTED IN");
  for (const TestedIn& tested : account.groups) {
    page.paragraph(
        kIndent,
        fmt::format("{}; this account: {}", outcome_words(tested.group_outcome),
                    tested.member_tested
                        ? fmt::format("{}, e = {}, p = {}", member_outcome_words(tested.member_outcome),
                                      evidence_text(tested.log10_e), p_text(tested.p))
                        : std::string("not tested alone")),
        Ink::plain, {tested.group_id + "  ", Ink::strong});
    if (!tested.sentence.empty()) page.paragraph(kIndent + 2, tested.sentence);
  }
}

void put_links(TerminalPage& page, const ScanResult& result, const AccountExplanation& account) {
  if (account.links.empty()) {
    page.heading("LINKS");
    page.paragraph(kIndent,
                   "None: in the half of its conversations that forms groups it shares no rare template and "
                   "no rare prompt with another account, no answer went from it to another account or from "
                   "another to it, no other account uses its means of payment, and it belongs to no verified "
                   "organisation with other accounts.");
    return;
  }
  page.heading("LINKS", fmt::format("{} of {}, the strongest of each kind first; a link alone says nothing",
                                    account.links.size(), grouped(account.links_total)));
  for (const AccountLink& link : account.links) {
    page.paragraph(kIndent, fmt::format("{}: {}", words_of_code(link.kind), link.sentence), Ink::plain,
                   {link.account_id + "  ", Ink::strong});
    put_citations(page, result, link.citations);
  }
}

void put_signals(TerminalPage& page, const AccountExplanation& account, const std::string& group_id) {
  enum class Kind : std::uint8_t { found, seen, silent, untested };
  const auto kind_of = [](const SignalNote& signal) {
    if (!signal.applies) return Kind::untested;
    if (signal.found) return Kind::found;
    return !signal.counted && signal.log10_e >= kSpeaks ? Kind::seen : Kind::silent;
  };
  const auto put = [&](std::string_view words, Kind kind) {
    bool headed = false;
    for (const SignalNote& signal : account.signals) {
      if (signal.group_id != group_id || kind_of(signal) != kind) continue;
      if (!headed) page.line(kIndent, {{std::string(words), Ink::accent}});
      headed = true;
      page.paragraph(kIndent + 2, signal.sentence, Ink::plain,
                     {words_of_code(signal.signal) + ": ", Ink::strong});
    }
  };
  put("Found: speaks for the group being run as one, or harvesting", Kind::found);
  put("Seen, and never counted as evidence: honest groups do it too", Kind::seen);
  put("Looked for and not found: speaks for ordinary accounts", Kind::silent);
  put("Could not be tested, for want of data", Kind::untested);
}

// Facts of a group, which say nothing about one account alone.
void put_groups(TerminalPage& page, const AccountExplanation& account,
                const std::vector<Membership>& memberships) {
  for (const TestedIn& tested : account.groups) {
    page.heading("THE GROUP " + tested.group_id, "facts of all its accounts together, not of this one");
    for (const Membership& membership : memberships) {
      if (membership.group->id == tested.group_id) page.paragraph(kIndent, membership.group->summary);
    }
    put_signals(page, account, tested.group_id);
  }
}

void put_certainty(TerminalPage& page, const ScanResult& result, const AccountExplanation& account) {
  page.heading("HOW SURE");
  for (const std::string& sentence : how_sure(result, account)) page.paragraph(kIndent, sentence);
  page.paragraph(kIndent, evidence_meaning(), Ink::faint);
}

}  // namespace

std::vector<Membership> memberships_of(const ScanResult& result, std::string_view account_id) {
  std::vector<Membership> memberships;
  for (const GroupFinding* group : groups_shown(result)) {
    for (const MemberFinding& member : group->members) {
      if (member.account_id == account_id) memberships.push_back({group, &member});
    }
  }
  return memberships;
}

std::string standing_sentence(const ScanResult& result, const AccountExplanation& account) {
  const auto memberships = memberships_of(result, account.account_id);
  if (!account.seen && memberships.empty()) {
    return "No exchange of this account is in the inputs: nothing can be said about it.";
  }
  if (!account.masked_by.empty())
    return "Findings about this account are masked by the allow list: " + account.masked_by;
  if (memberships.empty())
    return "Nothing is alleged about this account, and no group that is shown names it.";
  const Membership& first = memberships.front();
  if (const GroupFinding* campaign = accusing_campaign(memberships); campaign != nullptr) {
    return fmt::format(
        "Alleged to be a member of campaign {}: linked to {} by the evidence below. This is an inference "
        "from traffic, with the error rate stated below, and open to appeal.",
        campaign->id, counted(named_accounts(*campaign) - 1, "other account"));
  }
  return fmt::format("{} {} ({}), as: {}. Nothing is alleged about this account.",
                     is_named(first) ? "Listed in" : "Linked to, and not named by,", first.group->id,
                     outcome_words(first.group->outcome), member_outcome_words(first.member->outcome));
}

std::string explanation_text(const ScanResult& result, const AccountExplanation& account,
                             const TerminalOptions& options) {
  TerminalPage page(options);
  const auto memberships = memberships_of(result, account.account_id);
  const bool accused = is_accused(memberships);
  page.line(0, {{account.account_id, Ink::strong},
                {account.organisation.empty() ? "" : "  of " + account.organisation, Ink::faint}});
  page.paragraph(0, standing_sentence(result, account), accused ? Ink::alarm : Ink::plain);
  put_reasons(page, result, memberships);
  if (account.seen) {
    put_profile(page, account);
    put_links(page, result, account);
    put_tests(page, account);
    put_groups(page, account, memberships);
  }
  put_certainty(page, result, account);
  if (!memberships.empty()) {
    page.heading("APPEAL");
    page.paragraph(kIndent, appeal_route());
  }
  return page.text();
}

}  // namespace stillwatch
