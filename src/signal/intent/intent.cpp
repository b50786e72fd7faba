#include "signal/intent/intent.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/statistics.h"
#include "signal/shares_by_member.h"
#include "text/intent/intent_model.h"

namespace stillwatch::intent {
namespace {

constexpr std::size_t kHonestTemplates = 8;  // a product or an evaluation asks with few prompts
constexpr double kHonestShare = 0.2;         // of an account's requests, beyond those

// Ranks below which a template is one of the group's commonest.
std::uint32_t forgiven_templates(const Signature& signature) {
  std::uint32_t forgiven = 0;
  std::size_t shared = 0;
  while (forgiven < signature.templates.size() && shared < kHonestTemplates)
    shared += signature.templates[forgiven++].accounts >= 3 ? 1 : 0;
  return forgiven;
}

struct Intents {
  std::vector<double> shares;  // of the requests of each member that has any: counted, beyond the templates
  std::uint64_t counted = 0;
  std::array<std::uint64_t, kIntentCount> requests{};  // tested requests of each intent, on templates or not
};

Intents intents_of(const SignalContext& context, const GroupEvidence& evidence) {
  const auto rows = context.table.rows();
  const std::uint32_t forgiven = forgiven_templates(evidence.signature);
  SharesByMember shares(evidence.group->member_count());
  Intents intents;
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const ExchangeRow& row = rows[evidence.tested[i]];
    const std::uint32_t member = evidence.member_of_tested[i];
    ++intents.requests[static_cast<std::size_t>(row.intent)];
    const bool counts = is_counted(row.intent) && evidence.matched[i] >= forgiven;
    shares.add(member, counts);
    intents.counted += counts ? 1 : 0;
  }
  intents.shares = shares.values();
  return intents;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const Intents intents = intents_of(context, evidence);
  if (intents.shares.size() <= kHonestTeam) {
    return not_applicable(kInfo,
                          fmt::format("{} members have requests to test; a team of up to {} is forgiven",
                                      intents.shares.size(), kHonestTeam));
  }
  const auto [members, mean, log_e] = bet_against(intents.shares, kHonestShare);
  const auto share = [&](Intent intent) {
    return static_cast<double>(intents.requests[static_cast<std::size_t>(intent)]) /
           static_cast<double>(std::max<std::size_t>(1, evidence.tested.size()));
  };
  SignalFinding finding = finding_by_e(kInfo, log_e);
  finding.sentence = fmt::format(
      "Of the requests that were set aside for testing, {:.0f} % per account (on average over {} accounts) "
      "are "
      "worded as requests for written-out reasoning or for grades, outside the group's {} commonest "
      "templates; an "
      "honest product, evaluation or team is allowed {:.0f} %. Of all tested requests, {:.0f} % read as "
      "asking for "
      "reasoning and {:.0f} % for grades.",
      100 * mean, intents.shares.size(), kHonestTemplates, 100 * kHonestShare,
      100 * share(Intent::reasoning_elicitation), 100 * share(Intent::rubric_grading));
  finding.facts = {{"mean_share", mean},
                   {"honest_share", kHonestShare},
                   {"counted_requests", static_cast<double>(intents.counted)},
                   {"tested_requests", static_cast<double>(evidence.tested.size())}};
  for (std::size_t i = 1; i < kIntentCount; ++i) {
    finding.facts.emplace_back(fmt::format("share_{}", name_of(static_cast<Intent>(i))),
                               share(static_cast<Intent>(i)));
  }
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "intent",
    "S04, S05",
    Question::harvest,
    Maturity::experimental,
    "Requests for reasoning or grades, beyond a few templates",
    "The group is a product, an evaluation, an audit of reasoning or unrelated people: on average apart from "
    "fifteen members (a team may do as it likes) at most 20 % of an account's requests are read as reasoning "
    "elicitation or rubric grading outside the group's eight commonest templates.",
    "A small linear model (docs/decisions/0008-intent-model.md) reads each request. On fold 1, the share of "
    "such "
    "requests of each account is a value in [0, 1]; the e-value is a bet against a mean of 20 % after the "
    "fifteen "
    "largest values are left out (accounts are the unit), p = 1/e. Trace cleaning, task generation and safe "
    "rewriting are shown and never counted: no real text of them exists to judge the model on. Tool "
    "trajectories "
    "are shown and never counted: every agent's work is made of them.",
    "Evaluation teams grade, companies audit reasoning, teachers ask for shown work, tutoring products ask "
    "for "
    "steps: all of them with few templates, or with few accounts.",
    "Campaigns that ask with at most eight templates, that ask for answers without reasoning, that word "
    "their "
    "requests as nobody did in the model's texts, or that hide in more than 75 % cover traffic.",
    "gen_ai.input.messages",
    &test};

}  // namespace stillwatch::intent
