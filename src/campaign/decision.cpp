#include "campaign/decision.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "base/parallel.h"
#include "base/statistics.h"
#include "campaign/explanations.h"

namespace stillwatch {
namespace {

struct Family {
  std::array<std::string_view, 4> signals;
};
constexpr std::array kRunFamilies = {
    Family{{"alternation", "evenness", "synchrony", "turn_taking"}},
    Family{{"duplication", "", "", ""}},
    Family{{"issued_continuation", "hand_off", "answer_supply", "split_conversation"}},
    Family{{"shared_identifiers", "succession", "", ""}},
};

// log10 of the average e-value of a question's signals that count.
double question_log10_e(const std::vector<SignalFinding>& signals, Question question) {
  std::vector<double> log_e;
  for (const SignalFinding& signal : signals) {
    if (signal.counted && signal.question == question) log_e.push_back(signal.log10_e * std::numbers::ln10);
  }
  return log_mean_exp(log_e) / std::numbers::ln10;
}

std::size_t significant_families(const std::vector<SignalFinding>& signals, double fdr) {
  const double bar = -std::log10(fdr);
  return static_cast<std::size_t>(
      std::count_if(kRunFamilies.begin(), kRunFamilies.end(), [&](const Family& family) {
        return std::any_of(family.signals.begin(), family.signals.end(), [&](std::string_view name) {
          return !name.empty() && finding_of(signals, name).log10_e >= bar;
        });
      }));
}

// Groups by the number of their exchanges, the largest first: what takes longest must not begin last.
std::vector<std::size_t> largest_first(const SignalContext& context, const std::vector<Group>& groups) {
  std::vector<std::size_t> exchanges(groups.size(), 0), order(groups.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (const std::uint32_t account : groups[g].accounts)
      exchanges[g] += context.table.rows_of(account).size();
  }
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return exchanges[a] > exchanges[b]; });
  return order;
}

void sum_up(const Group& group, const DecisionOptions& options, GroupDecision& decision) {
  decision.rank_level = options.rank_level;
  decision.log10_e_run = question_log10_e(decision.signals, Question::run_as_one);
  decision.log10_e_harvest = question_log10_e(decision.signals, Question::harvest);
  decision.run_families = significant_families(decision.signals, options.fdr);
  const std::uint32_t members = group.member_count();
  decision.rank =
      honest_rank(RankedBy::campaign, members, std::min(decision.log10_e_run, decision.log10_e_harvest));
  decision.run_rank = honest_rank(RankedBy::run_as_one, members, decision.log10_e_run);
}

// Every signal on every group: the pairs are handed out one by one, so that one large group, which may be
// most of the log, keeps all threads at work.
std::vector<GroupDecision> test_groups(const SignalContext& context, const std::vector<Group>& groups,
                                       std::span<const std::size_t> order, const DecisionOptions& options) {
  std::vector<GroupDecision> decisions(groups.size());
  const Strata strata(context.table);
  const auto signals = all_signals();
  std::vector<std::shared_ptr<ArrayPool>> pools(worker_count(options.threads));
  for (auto& pool : pools) pool = std::make_shared<ArrayPool>();
  parallel_for(groups.size(), options.threads, [&](std::size_t i, unsigned worker) {
    const std::size_t g = order[i];
    decisions[g].evidence = gather_evidence(context, groups[g], {}, pools[worker]);
    decisions[g].stratum = strata.share_of(groups[g]);
    decisions[g].signals.resize(signals.size());
  });
  parallel_for(groups.size() * signals.size(), options.threads, [&](std::size_t i, unsigned) {
    GroupDecision& decision = decisions[order[i / signals.size()]];
    const SignalInfo& signal = signals[i % signals.size()];
    SignalFinding& finding = decision.signals[i % signals.size()];
    finding = signal.needs_others && decision.stratum.undecidable()
                  ? not_applicable(signal, decision.stratum.sentence)
                  : signal.test(context, decision.evidence);
    finding.counted = signal.maturity != Maturity::experimental;
  });
  for (std::size_t g = 0; g < groups.size(); ++g) sum_up(groups[g], options, decisions[g]);
  return decisions;
}

// All that the rule for outcomes reads of a group.
struct Standing {
  double log10_e_run = 0.0, log10_e_harvest = 0.0;
  bool declared = false, explained = false;
  // Beside the e-values: does the group stand out among honest ones, by the first question and by both; and
  // do its later days speak against it?
  bool run_exceptional = true, exceptional = true, refuted = false;
  [[nodiscard]] double log10_e_both() const { return std::min(log10_e_run, log10_e_harvest); }
};

bool is_explained(const std::vector<ExplanationFinding>& explanations) {
  return std::any_of(explanations.begin(), explanations.end(),
                     [](const ExplanationFinding& e) { return e.fits; });
}

Standing standing_of(const SignalContext& context, const GroupDecision& decision) {
  const Group& group = *decision.evidence.group;
  return {decision.log10_e_run,
          decision.log10_e_harvest,
          !group.organisation.empty() || declares_one_organisation(context, group),
          is_explained(decision.explanations),
          decision.run_rank.exceptional(decision.rank_level),
          decision.rank.exceptional(decision.rank_level),
          decision.later.answer == LaterDays::Answer::refuted};
}

// e-BH over all groups, in which only the eligible ones can be found: what a rule has set aside counts as e =
// 0, so that it takes no part in the number of findings that lowers the bar.
template <class Value, class Eligible>
std::vector<bool> discoveries(const std::vector<Standing>& standings, double fdr, const Value& log10_e,
                              const Eligible& eligible) {
  std::vector<double> log_e;
  for (std::size_t g = 0; g < standings.size(); ++g) {
    log_e.push_back(eligible(g) ? log10_e(standings[g]) * std::numbers::ln10
                                : -std::numeric_limits<double>::infinity());
  }
  return e_bh(log_e, fdr, log_e.size());
}

std::vector<bool> shown_as_run(const std::vector<Standing>& standings, double fdr) {
  const auto run = [](const Standing& s) { return s.log10_e_run; };
  return discoveries(standings, fdr, run,
                     [&](std::size_t g) { return !standings[g].declared && standings[g].run_exceptional; });
}

std::vector<Outcome> outcomes_of(const std::vector<Standing>& standings, const std::vector<bool>& is_run,
                                 double fdr) {
  const auto harvest = [](const Standing& s) { return s.log10_e_harvest; };
  const auto both = [](const Standing& s) { return s.log10_e_both(); };
  const auto may_be_run = [&](std::size_t g) { return is_run[g] && !standings[g].declared; };
  const auto is_campaign = discoveries(standings, fdr, both, [&](std::size_t g) {
    return may_be_run(g) && !standings[g].explained && standings[g].exceptional && !standings[g].refuted;
  });
  const auto to_review = discoveries(standings, fdr, both,
                                     [&](std::size_t g) { return may_be_run(g) && standings[g].explained; });
  const auto declared_harvest =
      discoveries(standings, fdr, harvest, [&](std::size_t g) { return standings[g].declared; });
  std::vector<Outcome> outcomes(standings.size(), Outcome::cleared);
  for (std::size_t g = 0; g < standings.size(); ++g) {
    if (is_campaign[g]) {
      outcomes[g] = Outcome::campaign;
    } else if (to_review[g] || declared_harvest[g]) {
      outcomes[g] = Outcome::single_customer;
    } else if (is_run[g]) {
      outcomes[g] = Outcome::pool;
    }
  }
  return outcomes;
}

double log10_e_both(const GroupDecision& decision) {
  return std::min(decision.log10_e_run, decision.log10_e_harvest);
}

void rank_in_log(std::vector<GroupDecision>& decisions) {
  std::vector<double> scores;
  for (const GroupDecision& decision : decisions) scores.push_back(log10_e_both(decision));
  std::sort(scores.begin(), scores.end());
  for (GroupDecision& decision : decisions) {
    const auto as_high =
        scores.end() - std::lower_bound(scores.begin(), scores.end(), log10_e_both(decision));
    decision.scoring_in_log = static_cast<std::size_t>(as_high) - 1;
  }
}

// Asks the groups that would be named again, of their later days alone.
void ask_later_days(const SignalContext& context, unsigned threads, std::span<const std::size_t> order,
                    const std::vector<Outcome>& outcomes, std::vector<GroupDecision>& decisions) {
  std::vector<std::size_t> named;
  std::vector<LaterQuestion> questions;
  for (const std::size_t g : order) {
    if (outcomes[g] != Outcome::campaign) continue;
    named.push_back(g);
    questions.push_back({&decisions[g].evidence, decisions[g].signals, decisions[g].stratum.undecidable()});
  }
  auto answers = confirm_on_later_days(context, questions, threads);
  for (std::size_t i = 0; i < named.size(); ++i) decisions[named[i]].later = std::move(answers[i]);
}

}  // namespace

const SignalFinding& finding_of(const std::vector<SignalFinding>& signals, std::string_view name) {
  static const SignalFinding kNone;
  const auto at =
      std::find_if(signals.begin(), signals.end(), [&](const auto& s) { return s.signal == name; });
  return at != signals.end() ? *at : kNone;
}

std::vector<GroupDecision> decide(const SignalContext& context, const std::vector<Group>& groups,
                                  const DecisionOptions& options) {
  const std::vector<std::size_t> order = largest_first(context, groups);
  std::vector<GroupDecision> decisions = test_groups(context, groups, order, options);
  rank_in_log(decisions);
  std::vector<Standing> standings(groups.size());
  for (std::size_t g = 0; g < groups.size(); ++g) standings[g] = standing_of(context, decisions[g]);
  const auto is_run = shown_as_run(standings, options.fdr);
  parallel_for(groups.size(), options.threads, [&](std::size_t i, unsigned) {
    const std::size_t g = order[i];
    decisions[g].explanations =
        consider_explanations(context, decisions[g].evidence, decisions[g].signals, is_run[g]);
  });
  for (std::size_t g = 0; g < groups.size(); ++g)
    standings[g].explained = is_explained(decisions[g].explanations);
  ask_later_days(context, options.threads, order, outcomes_of(standings, is_run, options.fdr), decisions);
  // Fewer are eligible now than a moment ago, so whoever is found here was found, and asked again, there.
  for (std::size_t g = 0; g < groups.size(); ++g)
    standings[g].refuted = decisions[g].later.answer == LaterDays::Answer::refuted;
  const auto outcomes = outcomes_of(standings, is_run, options.fdr);
  for (std::size_t g = 0; g < groups.size(); ++g) decisions[g].outcome = outcomes[g];
  return decisions;
}

OutcomeWithout outcome_without(const SignalContext& context, const std::vector<GroupDecision>& decisions,
                               std::size_t changed, std::span<const std::string> withdrawn, double fdr) {
  std::vector<SignalFinding> signals = decisions[changed].signals;
  for (SignalFinding& signal : signals) {
    if (std::find(withdrawn.begin(), withdrawn.end(), signal.signal) == withdrawn.end()) continue;
    signal.applies = false;
    signal.p = 1.0;
    signal.log10_e = 0.0;
  }
  std::vector<Standing> standings(decisions.size());
  for (std::size_t g = 0; g < decisions.size(); ++g) standings[g] = standing_of(context, decisions[g]);
  Standing& left = standings[changed];
  left.log10_e_run = question_log10_e(signals, Question::run_as_one);
  left.log10_e_harvest = question_log10_e(signals, Question::harvest);
  const std::uint32_t members = decisions[changed].evidence.group->member_count();
  left.run_exceptional =
      honest_rank(RankedBy::run_as_one, members, left.log10_e_run).exceptional(decisions[changed].rank_level);
  left.exceptional = honest_rank(RankedBy::campaign, members, left.log10_e_both())
                         .exceptional(decisions[changed].rank_level);
  const auto is_run = shown_as_run(standings, fdr);
  if (!withdrawn.empty()) {
    standings[changed].explained =
        is_explained(consider_explanations(context, decisions[changed].evidence, signals, is_run[changed]));
  }
  const auto outcomes = outcomes_of(standings, is_run, fdr);
  OutcomeWithout without;
  without.outcome = outcomes[changed];
  without.log10_e_run = standings[changed].log10_e_run;
  without.log10_e_harvest = standings[changed].log10_e_harvest;
  const auto bar = [&](std::size_t found) {
    return std::log10(static_cast<double>(decisions.size()) /
                      (fdr * static_cast<double>(std::max<std::size_t>(found, 1))));
  };
  without.log10_bar_run = bar(static_cast<std::size_t>(std::count(is_run.begin(), is_run.end(), true)));
  without.log10_bar_campaign =
      bar(static_cast<std::size_t>(std::count(outcomes.begin(), outcomes.end(), Outcome::campaign)));
  return without;
}

}  // namespace stillwatch
