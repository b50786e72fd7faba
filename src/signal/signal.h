// The interface of a signal, and the explicit list of all of them.
//
//   for (const SignalInfo& signal : all_signals()) {
//     SignalFinding finding = signal.test(context, evidence);
//   }
//
// A signal is one measurable indicator on a group, in a folder of its own, with a stated null hypothesis, a
// p-value and an e-value. Evidence that forms groups (templates and carried text of fold 0) is never tested;
// signals look at fold 1, at times, or at facts that linking does not read. Every test must hold its level on
// the groups that the pipeline itself selects from honest traffic (`./dev bench calibration`). Tests are pure
// and deterministic: randomness comes from the group's key. Thread-safe.
#pragma once

#include <span>
#include <string_view>

#include "signal/group_evidence.h"
#include "signal/signal_finding.h"

namespace stillwatch {

inline constexpr double kSpeaks = 1.0;  // log10 of the e-value from which a finding speaks for its claim

enum class Maturity : std::uint8_t {
  experimental,  // runs, never accuses
  candidate,     // shown, and counted as evidence; not yet proven on an independent operator's log
  stable,        // may drive action
};

struct SignalInfo {
  std::string_view name;       // stable: in JSON, docs and configuration
  std::string_view catalogue;  // S01 ... S26 of docs/signals/README.md
  Question question;
  Maturity maturity;
  std::string_view title;
  std::string_view null_hypothesis;
  std::string_view measure;      // what is computed and how it becomes p and e
  std::string_view honest_twin;  // who looks the same without fault, and what protects them
  std::string_view blind;        // what the signal cannot see, and how it is evaded
  std::string_view needs;        // canonical fields, comma-separated
  SignalFinding (*test)(const SignalContext&, const GroupEvidence&);
  // It holds the group against other accounts of the log: what nobody else asks, how often others coincide.
  // Where the group is most of those who could say so, it is not counted (campaign/stratum.h).
  bool needs_others = false;
};

[[nodiscard]] std::span<const SignalInfo> all_signals();

// A finding without sentence and facts, by its e-value (p = 1 / e) or by its p-value (e is calibrated from
// it).
[[nodiscard]] SignalFinding finding_by_e(const SignalInfo& info, double log_e);
[[nodiscard]] SignalFinding finding_by_p(const SignalInfo& info, double p);

// A finding that says why the signal did not run: p = 1, e = 1.
[[nodiscard]] SignalFinding not_applicable(const SignalInfo& info, std::string_view why);

}  // namespace stillwatch
