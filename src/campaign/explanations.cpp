#include "campaign/explanations.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "campaign/counted_words.h"
#include "campaign/decision.h"

namespace stillwatch {
namespace {

constexpr std::int64_t kDayUs = 86'400'000'000;

// Is k of n at least the share, where rounding of the share must not decide?
bool is_at_least(std::uint64_t k, double share, std::uint64_t n) {
  return static_cast<double>(k) >= share * static_cast<double>(n) - 1e-9;
}

ExplanationFinding independent_people(bool run_shown) {
  return {"independent people", !run_shown,
          run_shown ? "how the accounts interlock is not what independent people produce (see the signals on "
                      "'run as one')."
                    : "nothing shows that the accounts are run as one."};
}

// The largest share of members that declare one organisation.
std::pair<bool, std::size_t> largest_organisation(const SignalContext& context, const Group& group) {
  std::map<std::string, std::size_t> declared;
  for (const std::uint32_t a : group.accounts) {
    const AccountFacts& facts = context.table.facts(a);  // what the traffic alone says is nobody's word
    if (!facts.organisation.empty() && !facts.organisation_from_traffic) ++declared[facts.organisation];
  }
  std::size_t most = 0;
  for (const auto& [organisation, count] : declared) most = std::max(most, count);
  return {is_at_least(most, kDeclaredShare, group.accounts.size()), most};
}

ExplanationFinding one_organisation(const SignalContext& context, const Group& group) {
  const auto [fits, most] = largest_organisation(context, group);
  return {"one organisation", fits,
          fmt::format("{} of {} accounts declare the same organisation{}.", most, group.accounts.size(),
                      fits ? "; an openly declared relation is not a covert one" : "")};
}

ExplanationFinding few_keys(const Group& group) {
  const bool fits = group.member_count() <= kFewKeys;
  return {"one person with a few keys", fits,
          fmt::format("{}; pools of 2 to {} keys are common and mostly harmless.",
                      counted_words(group.member_count(), "member"), kFewKeys)};
}

// Share of the requests set aside for testing that fill a template of the group's own.
double templated_share(const GroupEvidence& evidence) {
  if (evidence.matched.empty()) return 0.0;
  const auto filled = std::count_if(evidence.matched.begin(), evidence.matched.end(),
                                    [](std::uint32_t t) { return t != kNoTemplate; });
  return static_cast<double>(filled) / static_cast<double>(evidence.matched.size());
}

// Do conversations go on without our answers, and before these were complete? Who goes on from something else
// did not rewrite what we answered.
bool goes_on_from_elsewhere(const std::vector<SignalFinding>& signals) {
  const SignalFinding& unclaimed = finding_of(signals, "unclaimed_answers");
  return fact_of(unclaimed, "mean_share") > kUnclaimedShare && unclaimed.log10_e >= kElsewhereLog10E;
}

ExplanationFinding framework(const GroupEvidence& evidence, const std::vector<SignalFinding>& signals) {
  const std::size_t templates = evidence.signature.templates.size();
  if (templates == 0 && goes_on_from_elsewhere(signals)) {
    return {"users of one framework", false,
            "the group has no template of its own, and its conversations go on before our answers are "
            "complete; a framework's users wait for theirs."};
  }
  // Users of a framework do not know of each other: they take no turns.
  const bool in_turns = finding_of(signals, "turn_taking").p <= 0.01;
  if (templates == 0 && !in_turns) {
    return {"users of one framework", true,
            "not tested: the group has no template of its own by which a framework could be told.", false};
  }
  const double share = templated_share(evidence);
  return {
      "users of one framework", templates <= kFewTemplates && share >= kExplainedShare && !in_turns,
      fmt::format(
          "the group has {} of its own, which {:.0f} % of its requests fill; a framework gives its users "
          "up to {}, which are {:.0f} % of their requests or more, and each uses them in its own way ({}).",
          counted_words(templates, "template"), 100 * share, kFewTemplates, 100 * kExplainedShare,
          in_turns ? "here they take turns" : "that they do not is not shown here")};
}

ExplanationFinding classroom(const SignalContext& context, const GroupEvidence& evidence) {
  const auto rows = context.table.rows();
  std::vector<std::pair<std::uint64_t, std::uint32_t>> asked;  // prompt, member
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const ExchangeRow& row = rows[evidence.tested[i]];
    if (row.starts_conversation()) asked.emplace_back(row.prompt, evidence.member_of_tested[i]);
  }
  std::sort(asked.begin(), asked.end());
  const std::size_t starts = asked.size();
  std::size_t shared = 0;
  for (std::size_t i = 0; i < asked.size();) {
    std::size_t end = i, members = 0;
    for (; end < asked.size() && asked[end].first == asked[i].first; ++end)
      members += end == i || asked[end].second != asked[end - 1].second ? 1 : 0;
    shared += members >= 3 ? end - i : 0;
    i = end;
  }
  if (starts == 0) return {"classroom", false, "not tested: no beginning of a conversation to test.", false};
  const double share = static_cast<double>(shared) / static_cast<double>(starts);
  const bool fits = share >= kHomeworkShare;
  return {
      "classroom", fits,
      fmt::format("{:.0f} % of the conversations begin with a question that three or more members ask word "
                  "for word; homework gives 30 % and more.",
                  100 * share)};
}

ExplanationFinding evaluation_team(const SignalContext& context, const GroupEvidence& evidence) {
  const auto rows = context.table.rows();
  std::vector<std::pair<std::uint64_t, std::int64_t>> asked;  // prompt, day
  asked.reserve(evidence.tested.size());
  for (const std::uint32_t r : evidence.tested) asked.emplace_back(rows[r].prompt, rows[r].time_us / kDayUs);
  std::sort(asked.begin(), asked.end());
  std::size_t again = 0;
  std::int64_t first_day = 0;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    if (i == 0 || asked[i].first != asked[i - 1].first) first_day = asked[i].second;
    again += asked[i].second != first_day ? 1 : 0;
  }
  if (evidence.tested.empty())
    return {"evaluation team", false, "not tested: no request was set aside for testing.", false};
  const double share = static_cast<double>(again) / static_cast<double>(evidence.tested.size());
  const bool fits = share >= kRepeatedShare;
  return {
      "evaluation team", fits,
      fmt::format("{:.0f} % of the tested requests repeat a prompt of an earlier day; a fixed list that is "
                  "run again gives 30 % and more.",
                  100 * share)};
}

// Customers bring templates of their own, so up to a half it does not count how many there are, but whether
// they are worked off around the clock, as one queue is.
ExplanationFinding reseller(const std::vector<SignalFinding>& signals, bool run_shown) {
  const SignalFinding& spread = finding_of(signals, "template_spread");
  const SignalFinding& steady = finding_of(signals, "steady_templates");
  const SignalFinding& crossed = finding_of(signals, "crossed_tasks");
  const SignalFinding& issued = finding_of(signals, "issued_return");
  const SignalFinding& left = finding_of(signals, "unclaimed_answers");
  const auto mean = [](const SignalFinding& signal) { return fact_of(signal, "mean_share"); };
  const bool elsewhere = goes_on_from_elsewhere(signals);
  const bool fits = run_shown && std::max({mean(steady), mean(crossed), mean(issued)}) <= kCustomerShare &&
                    mean(spread) <= kProgramShare && !elsewhere;
  const auto share = [&](const SignalFinding& signal, std::string_view words) {
    return signal.applies ? fmt::format("{:.1f} % of the requests {}", 100 * mean(signal), words)
                          : fmt::format("how many requests {} was not tested", words);
  };
  return {"reseller with real users", fits,
          fmt::format(
              "{} (programs among the customers make up to {:.0f} %); {}, {}, and {}; customers' own "
              "requests stay "
              "below 5 % on these three{}; {}.",
              share(spread, "sweep templates of the group's own"), 100 * kProgramShare,
              share(steady, "fill such templates around the clock"),
              share(crossed, "put one text under many wordings"), share(issued, "bring back issued answers"),
              run_shown ? "" : ", but nothing shows that one operator passes them on",
              left.applies
                  ? fmt::format("{:.0f} % of the conversations go on without our answers{}", 100 * mean(left),
                                elsewhere ? ", and before these were complete: what was not received "
                                            "cannot have been rewritten"
                                          : "; who rewrites what he receives may do so")
                  : "whether conversations go on from our answers was not tested"),
          !fits || (spread.applies && issued.applies)};
}

ExplanationFinding batch_job(const GroupEvidence& evidence, const std::vector<SignalFinding>& signals) {
  std::uint64_t all = 0, top = 0;
  for (std::size_t t = 0; t < evidence.signature.templates.size(); ++t) {
    all += evidence.signature.templates[t].exchanges;
    top += t < kFewTemplates ? evidence.signature.templates[t].exchanges : 0;
  }
  const double returned = fact_of(finding_of(signals, "issued_return"), "mean_share");
  const double share = templated_share(evidence);
  const bool fits = all > 0 && share >= kExplainedShare && is_at_least(top, kFewTemplatesShare, all) &&
                    returned <= kCustomerShare;
  if (all == 0) {
    return {"batch job or CI fleet", fits, "not tested: no request fills a template of the group's own.",
            false};
  }
  return {
      "batch job or CI fleet", fits,
      fmt::format("the eight commonest templates hold {:.0f} % of the templated requests, which are {:.0f} % "
                  "of all; jobs and CI fleets work with few (90 % and more of {:.0f} % and more).",
                  100.0 * static_cast<double>(top) / static_cast<double>(all), 100 * share,
                  100 * kExplainedShare)};
}

}  // namespace

std::vector<std::string> honest_explanations() {
  return {"independent people", "one organisation", "one person with a few keys", "users of one framework",
          "classroom",          "evaluation team",  "reseller with real users",   "batch job or CI fleet"};
}

bool declares_one_organisation(const SignalContext& context, const Group& group) {
  return largest_organisation(context, group).first;
}

std::vector<ExplanationFinding> consider_explanations(const SignalContext& context,
                                                      const GroupEvidence& evidence,
                                                      const std::vector<SignalFinding>& signals,
                                                      bool run_shown) {
  return {independent_people(run_shown), one_organisation(context, *evidence.group),
          few_keys(*evidence.group),     framework(evidence, signals),
          classroom(context, evidence),  evaluation_team(context, evidence),
          reseller(signals, run_shown),  batch_job(evidence, signals)};
}

}  // namespace stillwatch
