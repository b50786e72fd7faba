#include "signal/work_queue/work_queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

#include "base/key_numbers.h"
#include "base/random.h"
#include "base/statistics.h"
#include "signal/askers.h"

namespace stillwatch::work_queue {
namespace {

// Honest people differ: at least this share of the variation in what is asked lies between accounts.
constexpr double kLeastDifference = 0.05;
constexpr std::size_t kLeastAccounts = 6;
constexpr std::size_t kLeastStarts = 3;     // per account
constexpr std::size_t kLeastTemplates = 9;  // a framework or a product gives all its users the same few

using Topics = std::map<std::uint32_t, double>;  // template -> conversations

double total(const Topics& topics) {
  double sum = 0.0;
  for (const auto& [topic, n] : topics) sum += n;
  return sum;
}

// How often two conversations of one account are alike: unbiased, from all its pairs.
double collisions_inside(const Topics& topics) {
  const double n = total(topics);
  double alike = 0.0;
  for (const auto& [topic, count] : topics) alike += count * (count - 1.0);
  return alike / (n * (n - 1.0));
}

double collisions_across(const Topics& a, const Topics& b) {
  double alike = 0.0;
  for (const auto& [topic, count] : a) {
    const auto at = b.find(topic);
    if (at != b.end()) alike += count * at->second;
  }
  return alike / (total(a) * total(b));
}

struct Collisions {
  std::size_t starts = 0, templated = 0;  // tested conversation starts, and those on a template
  std::vector<Topics> topics;             // by account with enough conversations
};

// Conversations of fold 1 that begin with a template of the group, by member and template. Prompts that two
// or more members ask verbatim are left out: they speak of shared homework, not of shared interests.
Collisions count_collisions(const SignalContext& context, const GroupEvidence& evidence) {
  const auto rows = context.table.rows();
  KeyNumbers prompts;
  std::vector<Askers> askers;
  std::vector<std::uint32_t> asked;  // by beginning of a conversation: its prompt
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const ExchangeRow& row = rows[evidence.tested[i]];
    if (!row.starts_conversation()) continue;
    asked.push_back(prompts.number(row.prompt));
    if (asked.back() == askers.size()) askers.emplace_back();
    askers[asked.back()].add(evidence.member_of_tested[i]);
  }
  std::size_t starts = 0, templated = 0;
  std::vector<Topics> counts(evidence.group->member_count());
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    if (!rows[evidence.tested[i]].starts_conversation()) continue;
    const Askers& of_prompt = askers[asked[starts++]];
    if (evidence.matched[i] == kNoTemplate) continue;
    ++templated;
    if (!of_prompt.two()) counts[evidence.member_of_tested[i]][evidence.matched[i]] += 1.0;
  }
  Collisions collisions;
  collisions.starts = starts;
  collisions.templated = templated;
  for (auto& account : counts) {
    if (total(account) >= kLeastStarts) collisions.topics.push_back(std::move(account));
  }
  return collisions;
}

// Accounts in disjoint random pairs: what each pair shows is independent of the others.
struct PairRates {
  double inside = 0.0, across = 0.0;
  // At least 0 on average where the share of the variation that lies between the two is at least the bound.
  [[nodiscard]] double excess() const { return inside - across - kLeastDifference * (1.0 - across); }
};

std::vector<PairRates> pair_rates(const Collisions& collisions, Random random) {
  std::vector<std::size_t> order(collisions.topics.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  std::vector<PairRates> pairs;
  for (std::size_t i = 0; i + 1 < order.size(); i += 2) {
    const Topics& a = collisions.topics[order[i]];
    const Topics& b = collisions.topics[order[i + 1]];
    pairs.push_back({(collisions_inside(a) + collisions_inside(b)) / 2.0, collisions_across(a, b)});
  }
  return pairs;
}

// A bet that the excess is below 0: it is at most 1, so stakes below 1 cannot go broke. A bet that is won is
// not paid: a popular product's users win it as well.
double log_e_of(const std::vector<PairRates>& pairs) {
  constexpr std::array kStakes = {0.1, 0.25, 0.5, 0.75, 0.95};
  std::array<double, kStakes.size()> terms{};
  for (std::size_t i = 0; i < kStakes.size(); ++i) {
    for (const PairRates& pair : pairs) terms[i] += std::log1p(-kStakes[i] * pair.excess());
  }
  return log_mean_exp(terms);
}

SignalFinding finding_of(const Collisions& collisions, const std::vector<PairRates>& pairs) {
  double inside = 0.0, across = 0.0, conversations = 0.0;
  for (const PairRates& pair : pairs) {
    inside += pair.inside / static_cast<double>(pairs.size());
    across += pair.across / static_cast<double>(pairs.size());
  }
  for (const Topics& topics : collisions.topics) conversations += total(topics);
  const double ratio = across > 0 ? inside / across : 0.0;
  const double difference = across < 1.0 ? (inside - across) / (1.0 - across) : 0.0;
  const double log_e = log_e_of(pairs);
  SignalFinding finding = finding_by_e(kInfo, std::min(log_e, 0.0));
  if (across <= 0.0) {
    finding.sentence = fmt::format(
        "No two conversations of different accounts begin alike ({} accounts, {:.0f} conversations): nothing "
        "speaks "
        "for one work queue.",
        collisions.topics.size(), conversations);
    return finding;
  }
  finding.sentence = fmt::format(
      "Two conversations of one account are alike {:.2f} times as often as two conversations of different "
      "accounts "
      "(R = {:.2f}; {:.1f} % of the variation lies between accounts, {} accounts, {:.0f} conversations). "
      "Independent "
      "people have interests of their own: R well above 1. One work queue spread over accounts gives R = 1, "
      "and so "
      "do the users of one product who work alike: nothing is concluded from it.",
      ratio, ratio, 100 * difference, collisions.topics.size(), conversations);
  finding.facts = {{"R", ratio},
                   {"difference", difference},
                   {"accounts", static_cast<double>(collisions.topics.size())},
                   {"conversations", conversations},
                   {"least_difference", kLeastDifference}};
  return finding;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  if (evidence.signature.templates.size() < kLeastTemplates) {
    return not_applicable(
        kInfo,
        fmt::format(
            "{} templates of the group's own; {} are needed to tell a queue from a product's few prompts",
            evidence.signature.templates.size(), kLeastTemplates));
  }
  const Collisions collisions = count_collisions(context, evidence);
  if (2 * collisions.templated < collisions.starts) {
    return not_applicable(kInfo,
                          "fewer than half of the conversations begin with a template of the group's own");
  }
  const std::size_t accounts = collisions.topics.size();
  if (accounts < kLeastAccounts) {
    return not_applicable(
        kInfo, fmt::format("{} accounts with at least {} conversations of their own; {} are needed", accounts,
                           kLeastStarts, kLeastAccounts));
  }
  return finding_of(collisions, pair_rates(collisions, Random(evidence.seed ^ 0x7175657565ULL)));
}

}  // namespace

const SignalInfo kInfo{
    "work_queue",
    "R",
    Question::run_as_one,
    Maturity::candidate,
    "One work queue over many accounts",
    "Members are independent people, even if they share templates: at least 5 % of the variation in which of "
    "them a conversation begins with lies between members. That is known to be false for the users of one "
    "popular "
    "product (see the honest twin), which is why e never exceeds 1.",
    "R is the rate at which two conversations of one member begin with the same template over that of two "
    "members, "
    "per conversation, on fold 1. Members are paired at random, each once; of a pair, the rate inside less "
    "the rate "
    "across less 5 % of what is not alike is at least 0 on average; e is a bet that it is below, one factor "
    "for each "
    "pair. The bet counts when it is lost and never when it is won: e is at most 1, p = 1. Needs nine "
    "templates of the group's own and six members with three such conversations; "
    "prompts "
    "asked verbatim by two or more members are left out, and at least half of the conversations must be "
    "templated.",
    "Enterprises, CI fleets and resellers are one work queue too, and so is a product whose users all work "
    "alike: "
    "of the users of popular review tools in generated worlds 1 % of the variation lies between accounts. So "
    "R = 1 "
    "is no evidence, however many accounts show it; R well above 1 speaks against one operator. Classrooms "
    "are "
    "protected by leaving shared prompts out.",
    "Queues that are split by template over the accounts, campaigns without templates. Topics instead of "
    "templates would see those as well; on real texts the 256 topic buckets tell people apart too poorly for "
    "the "
    "test to keep its level, so they are not used.",
    "gen_ai.input.messages",
    &test,
    /*needs_others=*/true};

}  // namespace stillwatch::work_queue
