#include "report/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "report/number_text.h"

namespace stillwatch {
namespace {

struct OutcomeWords {
  Outcome outcome;
  std::string_view group, member, caveat;
};

constexpr std::array<OutcomeWords, 6> kOutcomes = {{
    {Outcome::campaign, "alleged campaign", "alleged member",
     "An allegation drawn from traffic: evidence of common operation and of harvest, not proof of who "
     "operates the "
     "accounts, nor that any model was trained."},
    {Outcome::pool, "pool, purpose undetermined", "linked, not accused",
     "The accounts look run as one. That alone is no offence: firms, resellers and people with a few keys do "
     "the same. "
     "Nobody here is accused of harvesting."},
    {Outcome::single_customer, "single customer, to review", "same customer, not accused",
     "One openly declared organisation, or a handful of keys, whose use a person should look at. Nobody here "
     "is accused."},
    {Outcome::victim, "credential looks stolen or resold", "possible victim, not accused",
     "The account's own traffic is consistent with its owner; the linked part looks like somebody else's use "
     "of its "
     "credential."},
    {Outcome::adjacent, "adjacent", "adjacent, not accused",
     "Linked to members, but without evidence of its own that it is run with them."},
    {Outcome::cleared, "tested and cleared", "cleared",
     "Tested: that the accounts are run as one and harvest was not shown."},
}};

const OutcomeWords& words(Outcome outcome) { return kOutcomes[static_cast<std::size_t>(outcome)]; }

constexpr std::array<std::string_view, kCapabilityCount> kCapabilities = {
    "other",   "coding",  "agentic",     "data_analysis", "mathematics", "reasoning",
    "grading", "writing", "translation", "summarising",   "role_play",   "knowledge"};

constexpr std::array<std::string_view, kCapabilityCount> kCapabilityWords = {
    "other",   "coding",  "agentic use", "data analysis", "mathematics", "reasoning",
    "grading", "writing", "translation", "summarising",   "role play",   "knowledge"};

}  // namespace

std::string_view outcome_words(Outcome outcome) { return words(outcome).group; }
std::string_view member_outcome_words(Outcome outcome) { return words(outcome).member; }
std::string_view outcome_caveat(Outcome outcome) { return words(outcome).caveat; }

std::string_view capability_code(Capability capability) {
  return kCapabilities[static_cast<std::size_t>(capability)];
}
std::string_view capability_words(Capability capability) {
  return kCapabilityWords[static_cast<std::size_t>(capability)];
}

std::string_view question_code(Question question) {
  return question == Question::run_as_one ? "run_as_one" : "harvest";
}
std::string_view question_words(Question question) {
  return question == Question::run_as_one ? "Are these accounts run as one?" : "Is it harvest?";
}

std::string words_of_code(std::string_view code) {
  std::string out(code);
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

std::string_view fit_words(const ExplanationFinding& explanation) {
  if (explanation.tested) return explanation.fits ? "fits" : "does not fit";
  return explanation.fits ? "taken to fit" : "not tested";
}

std::string link_words(const LinkFinding& link) {
  if (link.kind == "template") return counted(link.count, "template") + " in common";
  if (link.kind == "verbatim_prompt") return counted(link.count, "prompt") + " asked word for word by both";
  if (link.kind == "issued_turn")
    return counted(link.count, "answer") + " issued to one and brought by the other";
  if (link.kind == "hand_off")
    return counted(link.count, "conversation") + " went on at the other after a refusal";
  if (link.kind == "payment") return "one means of payment";
  return words_of_code(link.kind);
}

std::string account_lines_text(const Reason& reason) {
  const auto& accounts = reason.account_lines;
  std::string text;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    text += i == 0 ? "" : i + 1 == accounts.size() ? " and " : ", ";
    text += accounts[i];
  }
  if (text.empty()) return text;
  return (accounts.size() == 1 ? "account table, line of " : "account table, lines of ") + text;
}

std::string_view confidence_words(std::string_view confidence) {
  if (confidence == "high") return "independent families of evidence agree, far beyond the bar";
  if (confidence == "moderate") return "well beyond the bar that the error rate sets";
  if (confidence == "low") return "just beyond the bar that the error rate sets; look closely before acting";
  return "not graded";
}

std::string error_rate_sentence(const ScanResult& result) {
  std::string explanations;
  for (std::size_t i = 0; i < result.null_explanations.size(); ++i) {
    if (i != 0) explanations += i + 1 == result.null_explanations.size() ? " or " : ", ";
    explanations += result.null_explanations[i];
  }
  std::string text = fmt::format(
      "{} tested. Of the campaigns named, at most {} are expected to be honest groups (false discovery rate, "
      "e-BH over "
      "all groups tested)",
      counted(result.groups_tested, "group was", "groups were"), percent_text(result.fdr, 1.0));
  text += explanations.empty()
              ? "."
              : fmt::format(
                    ", as long as one of these explanations describes every honest group: {}. "
                    "Nothing is claimed about explanations that are not on this list.",
                    explanations);
  return text;
}

std::string_view evidence_meaning() {
  return "e: evidence from data that did not form the group. Under any honest explanation within the stated "
         "bounds e is at most 1 on average, so that an e of 1,000 comes up in at most 1 of 1,000 honest "
         "groups. "
         "p: an upper bound on how often an honest group would look at least this unusual.";
}

std::string_view appeal_route() {
  return "Before anybody acts: a person reads the cited exchanges; the account holder is told what is "
         "alleged, on which "
         "grounds, and how and until when to answer; somebody who did not decide reviews the answer. Where "
         "an honest "
         "explanation is shown, enter the account or organisation in the allow list (--allow FILE: subject, "
         "reason, "
         "owner, expiry) and scan again: the finding is then masked, and the report says so. The finding "
         "stays "
         "checkable: the same inputs, configuration and seed give the same report.";
}

std::uint64_t named_accounts(const GroupFinding& group) {
  return static_cast<std::uint64_t>(
      std::count_if(group.members.begin(), group.members.end(),
                    [&](const MemberFinding& member) { return member.outcome == group.outcome; }));
}

std::string accounts_text(const GroupFinding& group) {
  const std::uint64_t named = named_accounts(group), others = group.members.size() - named;
  if (named == 0 || others == 0) return counted(group.members.size(), "account");
  return fmt::format("{} of {} linked", counted(named, "account"), grouped(group.members.size()));
}

std::string counts_sentence(const GroupFinding& group) {
  const std::uint64_t named = named_accounts(group), others = group.members.size() - named;
  if (named == 0 || others == 0) return {};
  return fmt::format(
      "Of {} linked accounts, {} evidence of {} own and {} counted here; {} only linked, and neither {} nor "
      "counted. The signals count members with requests set aside for testing, and the accounts of a "
      "verified "
      "organisation as one, so that their numbers of accounts may differ.",
      grouped(group.members.size()), named == 1 ? "1 has" : grouped(named) + " have",
      named == 1 ? "its" : "their",
      group.outcome == Outcome::campaign ? (named == 1 ? "is named and" : "are named and")
                                         : (named == 1 ? "is" : "are"),
      others == 1 ? "1 other is" : grouped(others) + " others are",
      group.outcome == Outcome::campaign ? "accused" : "shown to belong to it");
}

std::uint64_t cleared_groups(const ScanResult& result) {
  std::set<std::string_view> elsewhere;
  for (const GroupFinding* group : groups_shown(result)) elsewhere.insert(group->id);
  for (const MaskedFinding& masked : result.masked) elsewhere.insert(masked.group_id);
  const auto listed = static_cast<std::uint64_t>(elsewhere.size());
  return std::max<std::uint64_t>(result.groups_tested - std::min(listed, result.groups_tested),
                                 result.cleared.size());
}

std::uint64_t coverage_total(const ScanResult& result, const FieldCoverage& field) {
  return field.field.starts_with("accounts.") ? result.accounts : result.exchanges;
}

std::string chance_text(double chance) {
  return chance > 0.9995 ? "above 99.9%" : fmt::format("{:.1f}%", 100.0 * chance);
}

std::string measured_pools() {
  const NamedPools& measured = HonestReference::shipped().named_pools();
  return fmt::format("{} of {} honest pools of generated worlds was named; at most {:.2g} % of such, at 95 %",
                     measured.named == 0 ? std::string("none") : grouped(measured.named),
                     grouped(measured.pools), 100.0 * measured.at_most());
}

std::string chance_meaning() {
  return fmt::format(
      "if every campaign were found, and honest pools got so far as often as e allows, or as the calibration "
      "leaves possible ({})",
      measured_pools());
}

std::vector<std::string> condition_sentences(const GroupFinding& group) {
  std::vector<std::string> sentences;
  const ReferenceRank& rank = group.rank;
  if (rank.groups > 0) {
    const std::string sizes = rank.most_members == std::numeric_limits<std::uint32_t>::max()
                                  ? fmt::format("{} or more", grouped(rank.least_members))
                                  : fmt::format("{} to {}", rank.least_members, rank.most_members);
    sentences.push_back(fmt::format(
        "Rank among {} honest reference groups of {} members: p = {} ({} of them at most score as "
        "high). In this scan, {} score{} as high.",
        grouped(rank.groups), sizes, p_text(rank.p), grouped(rank.at_least),
        group.scoring_in_scan == 0 ? "no other group" : counted(group.scoring_in_scan, "other group"),
        group.scoring_in_scan <= 1 ? "s" : ""));
  }
  if (!group.later.sentence.empty()) sentences.push_back(group.later.sentence);
  if (!group.undecidable.empty()) sentences.push_back("Partly " + group.undecidable);
  return sentences;
}

std::string_view input_path(const ScanResult& result, const SourcePlace& place) {
  return place.input < result.inputs.size() ? std::string_view(result.inputs[place.input].path)
                                            : "unknown input";
}

std::string place_text(const ScanResult& result, const SourcePlace& place) {
  return fmt::format("{}:{} (byte {})", input_path(result, place), place.line, place.offset);
}

std::vector<CapabilityCount> capabilities_by_count(
    const std::array<std::uint64_t, kCapabilityCount>& exchanges) {
  std::vector<CapabilityCount> counts;
  for (std::size_t i = 0; i < exchanges.size(); ++i) {
    if (exchanges[i] > 0) counts.push_back({static_cast<Capability>(i), exchanges[i]});
  }
  std::sort(counts.begin(), counts.end(), [](const CapabilityCount& a, const CapabilityCount& b) {
    return a.exchanges != b.exchanges ? a.exchanges > b.exchanges : a.capability < b.capability;
  });
  return counts;
}

std::vector<const GroupFinding*> groups_shown(const ScanResult& result) {
  std::vector<const GroupFinding*> groups;
  for (const auto* list : {&result.campaigns, &result.pools, &result.single_customers}) {
    for (const GroupFinding& group : *list) groups.push_back(&group);
  }
  return groups;
}

}  // namespace stillwatch
