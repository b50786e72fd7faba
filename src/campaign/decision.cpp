#include "campaign/decision.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "base/parallel.h"
#include "base/statistics.h"
#include "campaign/explanations.h"

namespace stillwatch {
namespace {

struct Family {
  std::array<std::string_view, 3> signals;
};
constexpr std::array kRunFamilies = {
    Family{{"alternation", "evenness", "synchrony"}},
    Family{{"work_queue", "duplication", ""}},
    Family{{"issued_continuation", "hand_off", ""}},
    Family{{"shared_identifiers", "succession", ""}},
};

// log10 of the average e-value of a question's signals.
double question_log10_e(const std::vector<SignalFinding>& signals, Question question) {
  std::vector<double> log_e;
  for (const SignalFinding& signal : signals) {
    if (signal.question == question) log_e.push_back(signal.log10_e * std::numbers::ln10);
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

GroupDecision test_group(const SignalContext& context, const Strata& strata, const Group& group, double fdr) {
  GroupDecision decision;
  decision.evidence = gather_evidence(context, group);
  decision.stratum = strata.share_of(group);
  for (const SignalInfo& signal : all_signals()) {
    decision.signals.push_back(signal.needs_others && decision.stratum.undecidable()
                                   ? not_applicable(signal, decision.stratum.sentence)
                                   : signal.test(context, decision.evidence));
  }
  decision.log10_e_run = question_log10_e(decision.signals, Question::run_as_one);
  decision.log10_e_harvest = question_log10_e(decision.signals, Question::harvest);
  decision.run_families = significant_families(decision.signals, fdr);
  const std::uint32_t members = group.member_count();
  decision.rank =
      honest_rank(RankedBy::campaign, members, std::min(decision.log10_e_run, decision.log10_e_harvest));
  decision.run_rank = honest_rank(RankedBy::run_as_one, members, decision.log10_e_run);
  return decision;
}

// e-BH over all groups, in which only the eligible ones can be found: what a rule has set aside counts as e =
// 0, so that it takes no part in the number of findings that lowers the bar.
template <class Value, class Eligible>
std::vector<bool> discoveries(const std::vector<GroupDecision>& decisions, double fdr, const Value& log10_e,
                              const Eligible& eligible) {
  std::vector<double> log_e;
  for (std::size_t g = 0; g < decisions.size(); ++g) {
    log_e.push_back(eligible(g) ? log10_e(decisions[g]) * std::numbers::ln10
                                : -std::numeric_limits<double>::infinity());
  }
  return e_bh(log_e, fdr, log_e.size());
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

// Asks the groups that would be named again, and sets aside those that their later days speak against.
void ask_later_days(const SignalContext& context, unsigned threads, const std::vector<bool>& would_be_named,
                    std::vector<GroupDecision>& decisions) {
  parallel_for(decisions.size(), threads, [&](std::size_t g, unsigned) {
    if (!would_be_named[g]) return;
    decisions[g].later =
        confirm_on_later_days(context, decisions[g].evidence, decisions[g].stratum.undecidable());
  });
}

}  // namespace

const SignalFinding& finding_of(const std::vector<SignalFinding>& signals, std::string_view name) {
  static const SignalFinding kNone;
  const auto at =
      std::find_if(signals.begin(), signals.end(), [&](const auto& s) { return s.signal == name; });
  return at != signals.end() ? *at : kNone;
}

double fact_of(const SignalFinding& finding, std::string_view name) {
  for (const auto& [key, value] : finding.facts) {
    if (key == name) return value;
  }
  return 0.0;
}

std::vector<GroupDecision> decide(const SignalContext& context, const std::vector<Group>& groups,
                                  const DecisionOptions& options) {
  std::vector<GroupDecision> decisions(groups.size());
  const Strata strata(context.table);
  parallel_for(groups.size(), options.threads, [&](std::size_t g, unsigned) {
    decisions[g] = test_group(context, strata, groups[g], options.fdr);
  });
  rank_in_log(decisions);
  std::vector<bool> declared(groups.size()), explained(groups.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    declared[g] = !groups[g].organisation.empty() || declares_one_organisation(context, groups[g]);
  }
  const auto run = [](const GroupDecision& d) { return d.log10_e_run; };
  const auto harvest = [](const GroupDecision& d) { return d.log10_e_harvest; };
  const auto is_run = discoveries(decisions, options.fdr, run, [&](std::size_t g) {
    return !declared[g] && decisions[g].run_rank.exceptional(options.fdr);
  });
  parallel_for(groups.size(), options.threads, [&](std::size_t g, unsigned) {
    decisions[g].explanations =
        consider_explanations(context, decisions[g].evidence, decisions[g].signals, is_run[g]);
  });
  for (std::size_t g = 0; g < groups.size(); ++g) {
    explained[g] = std::any_of(decisions[g].explanations.begin(), decisions[g].explanations.end(),
                               [](const ExplanationFinding& e) { return e.fits; });
  }
  const auto accusable = [&](std::size_t g) {
    return is_run[g] && !declared[g] && !explained[g] && decisions[g].rank.exceptional(options.fdr);
  };
  ask_later_days(context, options.threads, discoveries(decisions, options.fdr, log10_e_both, accusable),
                 decisions);
  // Fewer are eligible now than a moment ago, so whoever is found here was found, and asked again, there.
  const auto is_campaign = discoveries(decisions, options.fdr, log10_e_both, [&](std::size_t g) {
    return accusable(g) && decisions[g].later.answer != LaterDays::Answer::refuted;
  });
  const auto to_review = discoveries(decisions, options.fdr, log10_e_both, [&](std::size_t g) {
    return is_run[g] && !declared[g] && explained[g];
  });
  const auto declared_harvest =
      discoveries(decisions, options.fdr, harvest, [&](std::size_t g) { return declared[g]; });
  for (std::size_t g = 0; g < groups.size(); ++g) {
    Outcome& outcome = decisions[g].outcome;
    if (is_campaign[g]) {
      outcome = Outcome::campaign;
    } else if (to_review[g] || declared_harvest[g]) {
      outcome = Outcome::single_customer;
    } else if (is_run[g]) {
      outcome = Outcome::pool;
    }
  }
  return decisions;
}

}  // namespace stillwatch
