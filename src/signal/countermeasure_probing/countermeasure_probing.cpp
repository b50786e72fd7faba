#include "signal/countermeasure_probing/countermeasure_probing.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "account/parameter_hash.h"
#include "base/key_numbers.h"
#include "base/random.h"
#include "base/statistics.h"
#include "signal/shares_by_member.h"

namespace stillwatch::countermeasure_probing {
namespace {

constexpr double kHonestShare = 0.2;    // of an account's requests
constexpr std::uint32_t kRepeated = 3;  // times that an account asks a prompt

// How a member asks a prompt.
struct Asked {
  std::uint64_t settings = 0;  // of the first time
  std::uint32_t times = 0;
  bool varied = false;    // under other settings too
  bool measured = false;  // with a seed or at temperature 0
  [[nodiscard]] bool sweeps() const { return times >= kRepeated && (varied || measured); }
};

// By member and prompt: what a class asks, each with one's own settings, is no sweep.
class Prompts {
 public:
  void add(std::uint32_t member, const ExchangeRow& row) {
    const std::uint32_t number = keys_.number(key(member, row));
    if (number == asked_.size()) asked_.push_back({.settings = row.parameters});
    Asked& asked = asked_[number];
    ++asked.times;
    asked.varied = asked.varied || asked.settings != row.parameters;
    asked.measured = asked.measured || (row.settings & (kSeeded | kGreedy)) != 0;
  }
  [[nodiscard]] bool sweeps(std::uint32_t member, const ExchangeRow& row) const {
    const std::uint32_t number = keys_.find(key(member, row));
    return number != KeyNumbers::kNone && asked_[number].sweeps();
  }

 private:
  static std::uint64_t key(std::uint32_t member, const ExchangeRow& row) {
    return row.prompt ^ mix64(member);
  }
  KeyNumbers keys_;
  std::vector<Asked> asked_;  // by number
};

// What failed is asked again by any client.
bool failed(const ExchangeRow& row) { return row.status >= 400; }

Prompts prompts_of(const SignalContext& context, const GroupEvidence& evidence) {
  Prompts prompts;
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const ExchangeRow& row = context.table.rows()[evidence.tested[i]];
    if (!failed(row)) prompts.add(evidence.member_of_tested[i], row);
  }
  return prompts;
}

struct Probing {
  std::vector<double> shares;  // of the requests of each member that has any
  std::size_t by_settings = 0, by_repeats = 0;
  [[nodiscard]] double mean() const {
    return std::accumulate(shares.begin(), shares.end(), 0.0) /
           static_cast<double>(std::max<std::size_t>(1, shares.size()));
  }
};

Probing probing_of(const SignalContext& context, const GroupEvidence& evidence) {
  const Prompts prompts = prompts_of(context, evidence);
  std::vector<double> probed(evidence.group->member_count(), 0.0), asked(probed.size(), 0.0);
  Probing probing;
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const ExchangeRow& row = context.table.rows()[evidence.tested[i]];
    const std::uint32_t member = evidence.member_of_tested[i];
    asked[member] += 1.0;
    const bool by_settings = (row.settings & (kLogProbabilities | kLogitBias | kSeveralChoices)) != 0;
    const bool by_repeats = !failed(row) && prompts.sweeps(member, row);
    probing.by_settings += by_settings ? 1 : 0;
    probing.by_repeats += by_repeats ? 1 : 0;
    probed[member] += by_settings || by_repeats ? 1.0 : 0.0;
  }
  for (std::size_t m = 0; m < asked.size(); ++m) {
    if (asked[m] > 0) probing.shares.push_back(probed[m] / asked[m]);
  }
  return probing;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const Probing probing = probing_of(context, evidence);
  if (probing.shares.size() <= kHonestTeam) {
    return not_applicable(kInfo,
                          fmt::format("{} members have requests to test; a team of up to {} is forgiven",
                                      probing.shares.size(), kHonestTeam));
  }
  const double log_e = forgiving_mean_log_e(probing.shares, kHonestShare, kHonestTeam);
  SignalFinding finding = finding_by_e(kInfo, log_e);
  finding.sentence = fmt::format(
      "Of the requests that were set aside for testing, {:.0f} % per account (on average over {} accounts) "
      "measure how "
      "answers vary or how probable they are: {} by their settings (token probabilities, token biases, "
      "several answers), "
      "{} repeat a prompt under other settings, with a seed or at temperature 0. An honest product or team "
      "is allowed "
      "{:.0f} %; evaluations and regression tests do the same.",
      100 * probing.mean(), probing.shares.size(), probing.by_settings, probing.by_repeats,
      100 * kHonestShare);
  finding.facts = {{"mean_share", probing.mean()},
                   {"honest_share", kHonestShare},
                   {"by_settings", static_cast<double>(probing.by_settings)},
                   {"by_repeats", static_cast<double>(probing.by_repeats)},
                   {"tested_requests", static_cast<double>(evidence.tested.size())}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "countermeasure_probing",
    "S23",
    Question::harvest,
    Maturity::experimental,
    "Requests that measure how answers vary, as tests for marks and filters do",
    "The group is a product, unrelated people or a team: on average apart from fifteen "
    "members (a team may do as it "
    "likes) at most 20 % of an account's requests probe.",
    "On fold 1, a request probes if it asks for token probabilities or for several answers or biases tokens, "
    "or if its "
    "account asks its prompt three times or more (failed requests left out), under at least two settings or "
    "with a seed "
    "or at temperature 0. The share of each account is a value in [0, 1]; the e-value is a bet against a "
    "mean of 20 % "
    "after the fifteen largest values are left out (accounts are the unit), p = 1/e. Words are not read.",
    "Evaluations, regression tests and research on models repeat prompts under seeds and read probabilities, "
    "with as "
    "many accounts as they like; a framework that always asks for probabilities makes all of its users "
    "probe. "
    "Therefore shown, and never counted as evidence.",
    "Probes in other words each time, at default settings, once or twice on each account, or by at most "
    "fifteen "
    "accounts; logs without settings. Comparing one prompt across accounts looks like homework.",
    "gen_ai.input.messages, gen_ai.request.temperature, gen_ai.request.seed",
    &test};

}  // namespace stillwatch::countermeasure_probing
