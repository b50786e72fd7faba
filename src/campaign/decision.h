// From signals to outcomes: two questions, tested apart, with false discoveries controlled over all groups.
//
//   std::vector<GroupDecision> decisions = decide(context, groups, options);
//
// Per group, each question has an e-value: the average of the e-values of its signals (valid under any
// dependence between them; signals that do not apply count as e = 1). "Campaign" means both questions are
// answered, so its e-value is the smaller of the two, and e-BH over all groups controls the share of false
// ones at `fdr` (Wang and Ramdas 2022). Pools are e-BH over the first question alone. Every honest
// explanation is held against the facts: where one fits (one declared organisation, at most five keys, a
// fixed list asked again, shared homework), the group cannot be accused whatever its e-value. It is set aside
// before e-BH, with e = 0 and still counted among the tested, so that what is set aside never lowers the bar
// for what is named. Set aside in the same way, as conditions on top of the e-values: a group that honest
// groups of its size match too often (honest_reference.h), and one that its later days speak against
// (later_days.h). Signals that hold a group against other accounts are not counted where it is most of those
// (stratum.h).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "campaign/honest_reference.h"
#include "campaign/later_days.h"
#include "campaign/scan_result.h"
#include "campaign/stratum.h"
#include "signal/signal.h"

namespace stillwatch {

struct DecisionOptions {
  double fdr = 0.01;
  double rank_level = 0.01;  // of the conditions beside the e-values; above fdr where a look spends a share
  unsigned threads = 0;
};

struct GroupDecision {
  GroupEvidence evidence;
  std::vector<SignalFinding> signals;  // in the order of all_signals()
  std::vector<ExplanationFinding> explanations;
  double log10_e_run = 0.0, log10_e_harvest = 0.0;
  StratumShare stratum;
  ReferenceRank rank, run_rank;    // by the smaller e-value, and by that of the first question
  std::size_t scoring_in_log = 0;  // other groups of this scan whose smaller e-value is as high
  LaterDays later;                 // asked only where it would be named
  Outcome outcome = Outcome::cleared;
  std::size_t run_families = 0;  // independent families of evidence above 1 / fdr
  double rank_level = 0.01;      // DecisionOptions
};

[[nodiscard]] std::vector<GroupDecision> decide(const SignalContext& context,
                                                const std::vector<Group>& groups,
                                                const DecisionOptions& options);

// What the rule would have said of one group without some of its signals, all other groups as they are: the
// withdrawn signals count as e = 1, as if they had not run, and the explanations that read them are held
// against the facts again. `withdrawn` may be empty: then it says what was decided, with its bars. Groups
// are not formed anew. Cost: e-BH over all groups, and some passes over the group's tested rows.
struct OutcomeWithout {
  Outcome outcome = Outcome::cleared;
  double log10_e_run = 0.0, log10_e_harvest = 0.0;
  double log10_bar_run = 0.0, log10_bar_campaign = 0.0;  // that e-BH set with as many groups found
};
[[nodiscard]] OutcomeWithout outcome_without(const SignalContext& context,
                                             const std::vector<GroupDecision>& decisions, std::size_t changed,
                                             std::span<const std::string> withdrawn, double fdr);

// The honest explanations that are considered, in the order of GroupDecision::explanations.
[[nodiscard]] std::vector<std::string> honest_explanations();

[[nodiscard]] const SignalFinding& finding_of(const std::vector<SignalFinding>& signals,
                                              std::string_view name);

}  // namespace stillwatch
