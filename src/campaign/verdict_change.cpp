#include "campaign/verdict_change.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <tuple>
#include <utility>

#include "base/statistics.h"
#include "campaign/group_totals.h"
#include "campaign/membership.h"
#include "campaign/nearest_explanation.h"

namespace stillwatch {
namespace {

// The accounts of a group as e-BH compares them, with one of them to be changed.
class Membership {
 public:
  Membership(const SignalContext& context, const GroupDecision& decision, std::uint32_t account, double fdr)
      : fdr_(fdr) {
    for (const MemberTest& member :
         test_members(context, decision.evidence, purpose_of(decision.signals), fdr)) {
      if (member.joined) continue;
      if (member.account == account) own_ = log_e_.size();
      log_e_.push_back(member.log10_e * std::numbers::ln10);
    }
  }
  [[nodiscard]] bool is_inside() const { return own_ < log_e_.size(); }
  [[nodiscard]] bool named() const { return is_inside() && e_bh(log_e_, fdr_, log_e_.size())[own_]; }
  [[nodiscard]] bool named_with(double log10_e) const {
    if (!is_inside()) return false;
    std::vector<double> changed = log_e_;
    changed[own_] = log10_e * std::numbers::ln10;
    return e_bh(changed, fdr_, changed.size())[own_];
  }
  // What e-BH asks of a member with as many named.
  [[nodiscard]] double log10_bar() const {
    if (log_e_.empty()) return 0.0;
    const auto named = e_bh(log_e_, fdr_, log_e_.size());
    const auto count = std::max<std::ptrdiff_t>(1, std::count(named.begin(), named.end(), true));
    return std::log10(static_cast<double>(log_e_.size()) / (fdr_ * static_cast<double>(count)));
  }

 private:
  double fdr_;
  std::vector<double> log_e_;
  std::size_t own_ = std::numeric_limits<std::size_t>::max();
};

struct Case {
  const SignalContext& context;
  const std::vector<GroupDecision>& decisions;
  std::size_t group;
  double fdr;
  [[nodiscard]] const GroupDecision& decision() const { return decisions[group]; }
  [[nodiscard]] OutcomeWithout without(const std::vector<std::string>& signals) const {
    return outcome_without(context, decisions, group, signals, fdr);
  }
};

Withdrawal withdrawn_signals(const Case& one, const Membership& members, Question question,
                             std::vector<std::string> signals) {
  const OutcomeWithout left = one.without(signals);
  Withdrawal withdrawal;
  withdrawal.signals = std::move(signals);
  withdrawal.log10_e = question == Question::run_as_one ? left.log10_e_run : left.log10_e_harvest;
  withdrawal.group_outcome = left.outcome;
  withdrawal.named = left.outcome == Outcome::campaign && members.named();
  return withdrawal;
}

// Signals of a question that count and speak, the strongest first.
std::vector<std::string> speaking(const GroupDecision& decision, Question question) {
  std::vector<std::pair<double, std::string>> strength;
  for (const SignalFinding& signal : decision.signals) {
    if (signal.applies && signal.counted && signal.question == question && signal.log10_e >= kSpeaks)
      strength.emplace_back(-signal.log10_e, signal.signal);
  }
  std::sort(strength.begin(), strength.end());
  std::vector<std::string> names;
  for (const auto& [weakness, name] : strength) names.push_back(name);
  return names;
}

void withdraw_signals(const Case& one, const Membership& members, std::vector<Withdrawal>& withdrawals) {
  const Outcome decided = one.decision().outcome;
  for (const Question question : {Question::run_as_one, Question::harvest}) {
    const auto names = speaking(one.decision(), question);
    bool changes = false;
    for (const std::string& name : names) {
      withdrawals.push_back(withdrawn_signals(one, members, question, {name}));
      changes = changes || withdrawals.back().group_outcome != decided;
    }
    for (std::size_t n = 2; !changes && n <= names.size(); ++n) {
      Withdrawal together = withdrawn_signals(
          one, members, question, {names.begin(), names.begin() + static_cast<std::ptrdiff_t>(n)});
      changes = together.group_outcome != decided;
      if (changes) withdrawals.push_back(std::move(together));
    }
  }
}

// With what e-value the account would be left, and whether it would be named.
Withdrawal withdrawn_own(const Case& one, const Membership& members, const char* what,
                         std::uint64_t conversations, const std::vector<TriedConversation>& left) {
  Withdrawal withdrawal;
  withdrawal.own = what;
  withdrawal.conversations = conversations;
  withdrawal.log10_e = test_conversations(left, purpose_of(one.decision().signals)).log10_e;
  withdrawal.group_outcome = one.decision().outcome;
  withdrawal.named = withdrawal.group_outcome == Outcome::campaign && members.named_with(withdrawal.log10_e);
  return withdrawal;
}

// Conversations that speak for membership: those of the template that the account filled least often first,
// and last those that only bring answers back, issue such, or go on without them.
std::vector<std::size_t> weightiest_first(const std::vector<TriedConversation>& tried) {
  std::map<std::uint32_t, std::uint64_t> filled;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < tried.size(); ++i) {
    const TriedConversation& one = tried[i];
    if (one.match == kNoTemplate && !one.returns && !one.supplies && !one.unclaimed) continue;
    ++filled[tried[i].match];
    order.push_back(i);
  }
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto key = [&](std::size_t i) {
      const std::uint32_t match = tried[i].match;
      return std::tuple(match == kNoTemplate, filled[match], match);
    };
    return key(a) != key(b) ? key(a) < key(b) : a < b;
  });
  return order;
}

// The fewest of them, in that order, without which the account is not named.
void withdraw_conversations(const Case& one, const Membership& members,
                            const std::vector<TriedConversation>& tried,
                            std::vector<Withdrawal>& withdrawals) {
  std::vector<TriedConversation> left = tried;
  std::uint64_t taken = 0;
  for (const std::size_t i : weightiest_first(tried)) {
    left[i].match = kNoTemplate;
    left[i].returns = left[i].supplies = left[i].unclaimed = false;
    ++taken;
    if (members.named_with(test_conversations(left, purpose_of(one.decision().signals)).log10_e)) continue;
    withdrawals.push_back(withdrawn_own(one, members, "conversations", taken, left));
    return;
  }
}

void withdraw_own(const Case& one, const Membership& members, std::uint32_t account,
                  std::vector<Withdrawal>& withdrawals) {
  if (one.decision().outcome != Outcome::campaign || !members.named()) return;
  const auto tried = tried_conversations(one.context, one.decision().evidence, account);
  const auto without = [&](const char* what, const auto& speaks, const auto& silence) {
    std::vector<TriedConversation> left = tried;
    const auto speaking = static_cast<std::uint64_t>(std::count_if(tried.begin(), tried.end(), speaks));
    for (TriedConversation& conversation : left) silence(conversation);
    if (speaking != 0) withdrawals.push_back(withdrawn_own(one, members, what, speaking, left));
  };
  without(
      "templates", [](const auto& c) { return c.match != kNoTemplate; },
      [](auto& c) { c.match = kNoTemplate; });
  without(
      "returns", [](const auto& c) { return c.returns || c.supplies; },
      [](auto& c) { c.returns = c.supplies = false; });
  without("unclaimed", [](const auto& c) { return c.unclaimed; }, [](auto& c) { c.unclaimed = false; });
  withdraw_conversations(one, members, tried, withdrawals);
}

std::vector<TieKind> ties_into(const SignalContext& context, const Group& group,
                               const std::vector<AccountLink>& links) {
  std::map<std::string, TieKind> kinds;
  for (const AccountLink& link : links) {
    const auto other = account_named(context.table, link.account_id);
    if (!other || !std::binary_search(group.accounts.begin(), group.accounts.end(), *other)) continue;
    TieKind& kind = kinds[link.kind];
    kind.kind = link.kind;
    ++kind.accounts;
    kind.weight += link.weight;
  }
  std::vector<TieKind> ties;
  for (auto& [name, kind] : kinds) ties.push_back(std::move(kind));
  std::stable_sort(ties.begin(), ties.end(),
                   [](const TieKind& a, const TieKind& b) { return a.weight > b.weight; });
  return ties;
}

}  // namespace

AppealFacts appeal_facts(const SignalContext& context, const std::vector<GroupDecision>& decisions,
                         std::size_t group, std::uint32_t account, const std::vector<AccountLink>& links,
                         double fdr) {
  const Case one{context, decisions, group, fdr};
  const Membership members(context, one.decision(), account, fdr);
  const OutcomeWithout decided = one.without({});
  AppealFacts facts;
  facts.log10_bar_run = decided.log10_bar_run;
  facts.log10_bar_campaign = decided.log10_bar_campaign;
  facts.log10_bar_member = members.log10_bar();
  facts.explanations = own_explanations(context, one.decision(), account);
  if (one.decision().outcome != Outcome::cleared) withdraw_signals(one, members, facts.withdrawals);
  withdraw_own(one, members, account, facts.withdrawals);
  facts.ties = ties_into(context, *one.decision().evidence.group, links);
  return facts;
}

}  // namespace stillwatch
