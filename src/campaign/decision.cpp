#include "campaign/decision.h"

#include <algorithm>
#include <array>
#include <cmath>

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

GroupDecision test_group(const SignalContext& context, const Group& group, double fdr) {
  GroupDecision decision;
  decision.evidence = gather_evidence(context, group);
  for (const SignalInfo& signal : all_signals())
    decision.signals.push_back(signal.test(context, decision.evidence));
  decision.log10_e_run = question_log10_e(decision.signals, Question::run_as_one);
  decision.log10_e_harvest = question_log10_e(decision.signals, Question::harvest);
  decision.run_families = significant_families(decision.signals, fdr);
  return decision;
}

std::vector<bool> discoveries(const std::vector<double>& log10_e, double fdr) {
  std::vector<double> log_e;
  for (const double value : log10_e) log_e.push_back(value * std::numbers::ln10);
  return e_bh(log_e, fdr, log_e.size());
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
  std::vector<double> both, run, harvest;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    both.push_back(std::min(decisions[g].log10_e_run, decisions[g].log10_e_harvest));
    run.push_back(decisions[g].log10_e_run);
    harvest.push_back(decisions[g].log10_e_harvest);
  }
  const auto is_campaign = discoveries(both, options.fdr);
  const auto is_run = discoveries(run, options.fdr);
  const auto is_harvest = discoveries(harvest, options.fdr);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    GroupDecision& decision = decisions[g];
    const auto considered = consider_explanations(context, decision.evidence, decision.signals, is_run[g]);
    decision.explanations = considered.list;
    const bool declared = !groups[g].organisation.empty() || considered.one_organisation;
    if (declared) {
      decision.outcome = is_harvest[g] ? Outcome::single_customer : Outcome::cleared;
    } else if (is_campaign[g]) {
      decision.outcome = considered.forbids_accusation ? Outcome::single_customer : Outcome::campaign;
    } else if (is_run[g]) {
      decision.outcome = Outcome::pool;
    }
  }
  return decisions;
}

}  // namespace stillwatch
