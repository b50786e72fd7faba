// The whole list: the scan, `--help`, the docs and the coverage table are made from it.
#include <array>
#include <numbers>
#include <string>

#include "base/statistics.h"
#include "signal/alternation/alternation.h"
#include "signal/answer_supply/answer_supply.h"
#include "signal/capability_concentration/capability_concentration.h"
#include "signal/constant_rate/constant_rate.h"
#include "signal/countermeasure_probing/countermeasure_probing.h"
#include "signal/crossed_tasks/crossed_tasks.h"
#include "signal/distribution_shift/distribution_shift.h"
#include "signal/duplication/duplication.h"
#include "signal/early_history/early_history.h"
#include "signal/evenness/evenness.h"
#include "signal/hand_off/hand_off.h"
#include "signal/injected_opening/injected_opening.h"
#include "signal/intent/intent.h"
#include "signal/issued_continuation/issued_continuation.h"
#include "signal/issued_return/issued_return.h"
#include "signal/relay_mix/relay_mix.h"
#include "signal/shared_identifiers/shared_identifiers.h"
#include "signal/shared_settings/shared_settings.h"
#include "signal/sign_up_burst/sign_up_burst.h"
#include "signal/signal.h"
#include "signal/split_conversation/split_conversation.h"
#include "signal/steady_templates/steady_templates.h"
#include "signal/succession/succession.h"
#include "signal/synchrony/synchrony.h"
#include "signal/template_spread/template_spread.h"
#include "signal/turn_taking/turn_taking.h"
#include "signal/unclaimed_answers/unclaimed_answers.h"
#include "signal/work_queue/work_queue.h"

namespace stillwatch {

std::span<const SignalInfo> all_signals() {
  static const std::array signals = {
      template_spread::kInfo,
      issued_return::kInfo,
      unclaimed_answers::kInfo,
      early_history::kInfo,
      crossed_tasks::kInfo,
      steady_templates::kInfo,
      injected_opening::kInfo,
      work_queue::kInfo,
      duplication::kInfo,
      alternation::kInfo,
      evenness::kInfo,
      turn_taking::kInfo,
      synchrony::kInfo,
      issued_continuation::kInfo,
      answer_supply::kInfo,
      split_conversation::kInfo,
      hand_off::kInfo,
      shared_identifiers::kInfo,
      succession::kInfo,
      intent::kInfo,
      capability_concentration::kInfo,
      distribution_shift::kInfo,
      constant_rate::kInfo,
      sign_up_burst::kInfo,
      shared_settings::kInfo,
      countermeasure_probing::kInfo,
      relay_mix::kInfo,
  };
  return signals;
}

SignalFinding finding_by_e(const SignalInfo& info, double log_e) {
  return {std::string(info.name), info.question, true, p_of_log_e(log_e), log_e / std::numbers::ln10, {}, {}};
}

SignalFinding finding_by_p(const SignalInfo& info, double p) {
  return {std::string(info.name), info.question, true, p, calibrated_log_e(p) / std::numbers::ln10, {}, {}};
}

SignalFinding not_applicable(const SignalInfo& info, std::string_view why) {
  SignalFinding finding;
  finding.signal = info.name;
  finding.question = info.question;
  finding.sentence = "Not tested: " + std::string(why) + ".";
  return finding;
}

}  // namespace stillwatch
