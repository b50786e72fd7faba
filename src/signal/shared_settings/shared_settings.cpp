#include "signal/shared_settings/shared_settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <vector>

#include "base/statistics.h"
#include "signal/matched_accounts.h"

namespace stillwatch::shared_settings {
namespace {

constexpr std::size_t kLeastMatched = 8;  // members
constexpr std::size_t kOthers = 300;      // that say which settings are common
constexpr std::size_t kLeastOthers = 100;
constexpr std::size_t kCommonOneIn = 100;  // settings that one in so many accounts uses are a default

// How many of some other accounts use each setting as their habit.
class Usage {
 public:
  void add(std::uint64_t settings) {
    ++uses_[settings];
    ++accounts_;
  }
  [[nodiscard]] std::size_t accounts() const { return accounts_; }
  // ln(accounts / users), one user added on both sides; 0 for defaults and for requests without settings.
  [[nodiscard]] double weight(std::uint64_t settings) const {
    const auto at = uses_.find(settings);
    const std::size_t users = at == uses_.end() ? 0 : at->second;
    if (settings == 0 || kCommonOneIn * users >= accounts_) return 0.0;
    return std::log(static_cast<double>(accounts_ + 1) / static_cast<double>(users + 1));
  }

 private:
  std::unordered_map<std::uint64_t, std::size_t> uses_;
  std::size_t accounts_ = 0;
};

class Habits {
 public:
  Habits(const SignalContext& context, const GroupEvidence& evidence)
      : context_(context), evidence_(evidence) {}
  const Habit& of(std::uint32_t account) {
    if (context_.habits != nullptr && evidence_.from_us == kBeginningOfTime)
      return context_.habits->of(account);
    const auto [at, inserted] = known_.try_emplace(account);
    if (inserted) at->second = habit_of(context_.table, account, evidence_.from_us);
    return at->second;
  }

 private:
  const SignalContext& context_;
  const GroupEvidence& evidence_;
  std::unordered_map<std::uint32_t, Habit> known_;
};

// Pairs of accounts of the set with the same settings, each by how rare these are.
double shared_weight(Habits& habits, const Usage& usage, std::span<const std::uint32_t> set) {
  std::map<std::uint64_t, std::size_t> users;
  for (const std::uint32_t account : set) ++users[habits.of(account).settings];
  double sum = 0.0;
  for (const auto& [settings, count] : users) {
    if (count < 2) continue;
    const auto n = static_cast<double>(count);
    sum += usage.weight(settings) * n * (n - 1.0) / 2.0;
  }
  return sum;
}

// The settings or tools that most of the set's accounts share, without those that are not given.
struct Shared {
  std::uint64_t value = 0;
  std::size_t accounts = 0;
};
Shared most_shared(Habits& habits, std::span<const std::uint32_t> set, std::uint64_t Habit::* kind) {
  std::map<std::uint64_t, std::size_t> users;
  for (const std::uint32_t account : set) ++users[habits.of(account).*kind];
  Shared most;
  for (const auto& [value, count] : users) {
    if (value != 0 && count > most.accounts) most = {value, count};
  }
  return most;
}

SignalFinding describe(const SignalContext& context, Habits& habits, const Usage& usage,
                       const MatchedSets& sets, const RelabelTest& result) {
  SignalFinding finding = finding_by_p(kInfo, result.p);
  const Shared settings = most_shared(habits, sets.group, &Habit::settings);
  const Shared tools = most_shared(habits, sets.group, &Habit::tools);
  const bool common = settings.value != 0 && usage.weight(settings.value) == 0.0;
  finding.sentence = fmt::format(
      "{} of {} accounts mostly send one set of settings{}; rare settings weigh {:.0f} over pairs of members "
      "and {:.0f} "
      "over pairs of other accounts that use the same model.",
      settings.accounts, sets.group.size(), common ? ", a common one that weighs nothing" : "",
      result.observed, result.expected);
  const std::uint32_t tool_users = tools.value == 0 ? 0 : context.trace_users.count(tools_trace(tools.value));
  if (tools.accounts >= 2) {
    finding.sentence += fmt::format(
        " {} of them mostly offer one set of tools, which {} accounts of the log offer; tools are linked "
        "by, and not tested.",
        tools.accounts, tool_users);
  }
  finding.facts = {{"members", static_cast<double>(sets.group.size())},
                   {"sharing_settings", static_cast<double>(settings.accounts)},
                   {"common_settings", common ? 1.0 : 0.0},
                   {"weight", result.observed},
                   {"expected_weight", result.expected},
                   {"sharing_tools", static_cast<double>(tools.accounts)},
                   {"tool_users", static_cast<double>(tool_users)},
                   {"others", static_cast<double>(usage.accounts())},
                   {"draws", static_cast<double>(result.draws)}};
  return finding;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  Random random(evidence.seed ^ 0x73657474696e6773ULL);
  OtherAccounts others(context.table, *evidence.group);
  Habits habits(context, evidence);
  Usage usage;
  for (std::size_t look = 0; look < kOthers; ++look) {
    const auto other = others.draw(random);
    if (!other) break;
    if (habits.of(*other).known) usage.add(habits.of(*other).settings);
  }
  if (usage.accounts() < kLeastOthers) {
    return not_applicable(kInfo,
                          fmt::format("{} other accounts; {} are needed to say which settings are common",
                                      usage.accounts(), kLeastOthers));
  }
  const auto model_of = [&](std::uint32_t account) -> std::optional<std::uint64_t> {
    const Habit& habit = habits.of(account);
    if (!habit.known) return std::nullopt;
    return habit.model;
  };
  MatchedSets sets = match_sets(*evidence.group, others, model_of, {}, random);
  if (sets.group.size() < kLeastMatched) {
    return not_applicable(kInfo, fmt::format("{} members have others that use the same model; {} are needed",
                                             sets.group.size(), kLeastMatched));
  }
  const RelabelTest result = relabel_test(
      sets, random, [&](std::span<const std::uint32_t> set) { return shared_weight(habits, usage, set); });
  return describe(context, habits, usage, sets, result);
}

}  // namespace

const SignalInfo kInfo{
    "shared_settings",
    "S12",
    Question::run_as_one,
    Maturity::experimental,
    "One unusual set of request settings",
    "Members choose the settings of their requests as other accounts do that use the same model: which of "
    "them are the "
    "members is chance.",
    "The settings (a keyed hash of all that a request sets; of a seed only that there is one) that an "
    "account uses most "
    "on fold 1. Pairs of members with the same settings, each weighed by ln of how rare these are among 300 "
    "other "
    "accounts; what one in a hundred of these uses is a default and weighs nothing. p from up to 999 draws "
    "in which at "
    "most 64 members are drawn anew, model by model, from themselves and twice as many further accounts "
    "(exact); e is "
    "calibrated from p. Tool schemas are shown and not tested: links are made of them.",
    "Users of one product or of a framework that sets something unusual, sharded clients of one company, a "
    "class with "
    "one notebook: linked by the wording of that program, and alike in its settings. Therefore shown, and "
    "never "
    "counted as evidence.",
    "Programs that set nothing, that send a framework's defaults or that draw settings for each account; "
    "groups of "
    "fewer than eight accounts.",
    "gen_ai.request.model, gen_ai.request.temperature, gen_ai.request.max_tokens, gen_ai.tool.definitions",
    &test};

}  // namespace stillwatch::shared_settings
