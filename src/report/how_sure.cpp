#include "report/how_sure.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/number_text.h"
#include "report/wording.h"

namespace stillwatch {
namespace {

// What the membership test means for an account that a group has, or has not, named by it.
std::string membership_result(const ScanResult& result, const TestedIn& tested) {
  const std::string rate = percent_text(result.fdr, 1.0);
  if (tested.member_outcome == Outcome::campaign) {
    return fmt::format(
        "It passed: of the accounts that the group names, at most {} are expected to be wrongly named, given "
        "that the group is one.",
        rate);
  }
  if (tested.member_outcome == Outcome::victim) {
    return fmt::format(
        "It passed the test, at an error rate of {}, and is not accused for what else was found.", rate);
  }
  if (tested.member_outcome == Outcome::adjacent) {
    return fmt::format("It did not pass at an error rate of {}: nothing was shown about this account itself.",
                       rate);
  }
  return "Whatever it shows, an account of this group is not accused.";
}

// How likely it is that a group which is named like this one is a campaign.
std::string chance_sentence(const TestedIn& tested) {
  const auto chances = chances_of_campaign(std::min(tested.log10_e_run, tested.log10_e_harvest),
                                           HonestReference::shipped().named_pools());
  return fmt::format(
      "How likely it is that a group named like {} is a campaign depends on how common honest pools are: {} "
      "at 1 "
      "for each campaign, {} at 10, {} at 1,000 ({}). It is no chance about this account.",
      tested.group_id, chance_text(chances[0]), chance_text(chances[1]), chance_text(chances[2]),
      chance_meaning());
}

std::string tested_sentence(const ScanResult& result, const TestedIn& tested) {
  std::string text = fmt::format("{} ({}), the group as a whole: run as one e = {}, harvest e = {}. ",
                                 tested.group_id, outcome_words(tested.group_outcome),
                                 evidence_text(tested.log10_e_run), evidence_text(tested.log10_e_harvest));
  if (!tested.member_tested) {
    return text +
           "Because the group was cleared, its accounts were not tested one by one: nothing was measured "
           "about this account's membership.";
  }
  if (tested.tested_conversations == 0) {
    text +=
        "None of the account's own conversations was set aside for testing, so that its membership could not "
        "be "
        "tested. ";
  } else {
    text += fmt::format(
        "Of the account's own conversations {} set aside for testing, {} match the group's "
        "templates: e = {}, p = {}. ",
        counted(tested.tested_conversations, "was", "were"), grouped(tested.matched_conversations),
        evidence_text(tested.log10_e), p_text(tested.p));
  }
  return text + membership_result(result, tested);
}

}  // namespace

std::vector<std::string> how_sure(const ScanResult& result, const AccountExplanation& account) {
  std::vector<std::string> sentences;
  if (!account.seen)
    sentences.emplace_back("Nothing was tested: no exchange of this account is in the inputs.");
  for (const TestedIn& tested : account.groups) {
    sentences.push_back(tested_sentence(result, tested));
    if (tested.group_outcome == Outcome::campaign) sentences.push_back(chance_sentence(tested));
  }
  if (account.seen && account.groups.empty()) {
    sentences.push_back("Nothing was tested about this account" +
                        (account.untested_because.empty() ? "." : ": " + account.untested_because));
  }
  sentences.push_back(error_rate_sentence(result));
  return sentences;
}

}  // namespace stillwatch
