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
  std::array<std::string_view, 4> signals;
};
constexpr std::array kRunFamilies = {
    Family{{"alternation", "evenness", "synchrony", ""}},
    Family{{"work_queue", "duplication", "", ""}},
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

GroupDecision test_group(const SignalContext& context, const Group& group, double fdr) {
  GroupDecision decision;
  decision.evidence = gather_evidence(context, group);
  for (const SignalInfo& signal : all_signals()) {
    decision.signals.push_back(signal.test(context, decision.evidence));
    decision.signals.back().counted = signal.maturity != Maturity::experimental;
  }
  decision.log10_e_run = question_log10_e(decision.signals, Question::run_as_one);
  decision.log10_e_harvest = question_log10_e(decision.signals, Question::harvest);
  decision.run_families = significant_families(decision.signals, fdr);
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
  parallel_for(groups.size(), options.threads,
               [&](std::size_t g, unsigned) { decisions[g] = test_group(context, groups[g], options.fdr); });
  std::vector<bool> declared(groups.size()), explained(groups.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    declared[g] = !groups[g].organisation.empty() || declares_one_organisation(context, groups[g]);
  }
  const auto run = [](const GroupDecision& d) { return d.log10_e_run; };
  const auto harvest = [](const GroupDecision& d) { return d.log10_e_harvest; };
  const auto is_run = discoveries(decisions, options.fdr, run, [&](std::size_t g) { return !declared[g]; });
  parallel_for(groups.size(), options.threads, [&](std::size_t g, unsigned) {
    decisions[g].explanations =
        consider_explanations(context, decisions[g].evidence, decisions[g].signals, is_run[g]);
  });
  for (std::size_t g = 0; g < groups.size(); ++g) {
    explained[g] = std::any_of(decisions[g].explanations.begin(), decisions[g].explanations.end(),
                               [](const ExplanationFinding& e) { return e.fits; });
  }
  const auto is_campaign = discoveries(decisions, options.fdr, log10_e_both, [&](std::size_t g) {
    return is_run[g] && !declared[g] && !explained[g];
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
