#include "report/wording.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/number_text.h"

namespace stillwatch {
namespace {

struct OutcomeWords {
  Outcome outcome;
  std::string_view code, group, member, caveat;
};

constexpr std::array<OutcomeWords, 6> kOutcomes = {{
    {Outcome::campaign, "campaign", "alleged campaign", "alleged member",
     "An allegation drawn from traffic: evidence of common operation and of harvest, not proof of who "
     "operates the "
     "accounts, nor that any model was trained."},
    {Outcome::pool, "pool", "pool, purpose undetermined", "linked, not accused",
     "The accounts look run as one. That alone is no offence: firms, resellers and people with a few keys do "
     "the same. "
     "Nobody here is accused of harvesting."},
    {Outcome::single_customer, "single_customer", "single customer, to review", "same customer, not accused",
     "One openly declared organisation, or a handful of keys, whose use a person should look at. Nobody here "
     "is accused."},
    {Outcome::victim, "victim", "credential looks stolen or resold", "possible victim, not accused",
     "The account's own traffic is consistent with its owner; the linked part looks like somebody else's use "
     "of its "
     "credential."},
    {Outcome::adjacent, "adjacent", "adjacent", "adjacent, not accused",
     "Linked to members, but without evidence of its own."},
    {Outcome::cleared, "cleared", "tested and cleared", "cleared", "An honest explanation fits."},
}};

const OutcomeWords& words(Outcome outcome) { return kOutcomes[static_cast<std::size_t>(outcome)]; }

constexpr std::array<std::string_view, kCapabilityCount> kCapabilities = {
    "other",   "coding",  "agentic",     "data_analysis", "mathematics", "reasoning",
    "grading", "writing", "translation", "summarising",   "role_play",   "knowledge"};

constexpr std::array<std::string_view, kCapabilityCount> kCapabilityWords = {
    "other",   "coding",  "agentic use", "data analysis", "mathematics", "reasoning",
    "grading", "writing", "translation", "summarising",   "role play",   "knowledge"};

}  // namespace

std::string_view outcome_code(Outcome outcome) { return words(outcome).code; }
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

std::string_view confidence_words(std::string_view confidence) {
  if (confidence == "high") return "several independent families of evidence agree";
  if (confidence == "moderate") return "two independent families of evidence agree";
  if (confidence == "low") return "one family of evidence; look closely before acting";
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
  return "e: how many times better the held-out evidence fits the allegation than the best honest "
         "explanation; above "
         "1 speaks for the allegation. p: how often an honest group would look at least this unusual.";
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
