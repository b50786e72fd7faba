#include "signal/work_queue/work_queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "base/statistics.h"

namespace stillwatch::work_queue {
namespace {

// Honest people differ: at least this share of the variation in what is asked lies between accounts.
constexpr double kLeastDifference = 0.05;
constexpr std::size_t kLeastAccounts = 6;
constexpr std::size_t kLeastStarts = 3;     // per account
constexpr std::size_t kLeastTemplates = 9;  // a framework or a product gives all its users the same few

// Sums from which the collision rates follow, with or without one account.
struct Collisions {
  std::size_t starts = 0, templated = 0;                // tested conversation starts, and those on a template
  std::vector<std::map<std::uint32_t, double>> topics;  // by account: category -> conversations
  std::map<std::uint32_t, double> total;
  double within = 0, within_pairs = 0, square_of_accounts = 0, accounts_squared = 0, conversations = 0,
         square_of_total = 0;

  struct Own {
    double pairs = 0, collisions = 0, squares = 0, count = 0;
  };
  [[nodiscard]] static Own own(const std::map<std::uint32_t, double>& counts) {
    Own o;
    for (const auto& [category, n] : counts) {
      o.collisions += n * (n - 1);
      o.squares += n * n;
      o.count += n;
    }
    o.pairs = o.count * (o.count - 1);
    return o;
  }

  void add(std::map<std::uint32_t, double> counts) {
    const Own o = own(counts);
    within += o.collisions;
    within_pairs += o.pairs;
    square_of_accounts += o.squares;
    accounts_squared += o.count * o.count;
    conversations += o.count;
    for (const auto& [category, n] : counts) total[category] += n;
    topics.push_back(std::move(counts));
  }

  struct Rates {
    double inside = 0, across = 0;
    [[nodiscard]] double difference() const {
      return across < 1.0 ? (inside - across) / (1.0 - across) : 0.0;
    }
  };
  [[nodiscard]] Rates rates() const {
    double square = 0.0;
    for (const auto& [category, n] : total) square += n * n;
    return {within / within_pairs,
            (square - square_of_accounts) / (conversations * conversations - accounts_squared)};
  }
  [[nodiscard]] Rates rates_without(std::size_t account, double square) const {
    const Own o = own(topics[account]);
    for (const auto& [category, n] : topics[account]) {
      const double all = total.at(category);
      square += (all - n) * (all - n) - all * all;
    }
    const double rest = conversations - o.count;
    return {
        (within - o.collisions) / (within_pairs - o.pairs),
        (square - (square_of_accounts - o.squares)) / (rest * rest - (accounts_squared - o.count * o.count))};
  }
};

// Conversations of fold 1 that begin with a template of the group, by member and template. Prompts that two
// or more members ask verbatim are left out: they speak of shared homework, not of shared interests.
Collisions count_collisions(const SignalContext& context, const GroupEvidence& evidence) {
  const auto rows = context.table.rows();
  std::map<std::uint64_t, std::uint32_t> asker;  // prompt -> member, or kNoTemplate when shared
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const ExchangeRow& row = rows[evidence.tested[i]];
    if (!row.starts_conversation()) continue;
    const auto [at, inserted] = asker.try_emplace(row.prompt, evidence.member_of_tested[i]);
    if (!inserted && at->second != evidence.member_of_tested[i]) at->second = kNoTemplate;
  }
  std::size_t starts = 0, templated = 0;
  std::vector<std::map<std::uint32_t, double>> counts(evidence.group->member_count());
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const ExchangeRow& row = rows[evidence.tested[i]];
    if (!row.starts_conversation()) continue;
    ++starts;
    if (evidence.matched[i] == kNoTemplate) continue;
    ++templated;
    if (asker[row.prompt] == kNoTemplate) continue;
    counts[evidence.member_of_tested[i]][evidence.matched[i]] += 1.0;
  }
  Collisions collisions;
  collisions.starts = starts;
  collisions.templated = templated;
  for (auto& account : counts) {
    if (Collisions::own(account).count >= kLeastStarts) collisions.add(std::move(account));
  }
  return collisions;
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
  const auto rates = collisions.rates();
  double square = 0.0;
  for (const auto& [category, n] : collisions.total) square += n * n;
  std::vector<double> left_out(accounts);
  double mean = 0.0;
  for (std::size_t a = 0; a < accounts; ++a) {
    left_out[a] = collisions.rates_without(a, square).difference();
    mean += left_out[a] / static_cast<double>(accounts);
  }
  double variance = 0.0;  // of the jackknife
  for (const double value : left_out) variance += (value - mean) * (value - mean);
  variance *= static_cast<double>(accounts - 1) / static_cast<double>(accounts);
  const double deviation = std::max(std::sqrt(variance), 1e-3);
  const double t = (rates.difference() - kLeastDifference) / deviation;
  const double p = std::clamp(student_t_lower(t, static_cast<double>(accounts - 1)), 1e-300, 1.0);

  const double ratio = rates.across > 0 ? rates.inside / rates.across : 0.0;
  SignalFinding finding{
      std::string(kInfo.name), kInfo.question, true, p, calibrated_log_e(p) / std::numbers::ln10, {}, {}};
  finding.sentence = fmt::format(
      "Two conversations of one account are alike {:.2f} times as often as two conversations of different "
      "accounts "
      "(R = {:.2f}; {:.1f} % of the variation lies between accounts, {} accounts, {:.0f} conversations). "
      "Independent people "
      "have interests of their own: R well above 1; one work queue spread over accounts gives R = 1.",
      ratio, ratio, 100 * rates.difference(), accounts, collisions.conversations);
  finding.facts = {{"R", ratio},
                   {"difference", rates.difference()},
                   {"standard_error", deviation},
                   {"accounts", static_cast<double>(accounts)},
                   {"conversations", collisions.conversations},
                   {"least_difference", kLeastDifference}};
  return finding;
}

}  // namespace

const SignalInfo kInfo{
    "work_queue",
    "R",
    Question::run_as_one,
    Maturity::candidate,
    "One work queue over many accounts",
    "Members are independent people, even if they share templates: at least 5 % of the variation in which of "
    "them a conversation begins with lies between members.",
    "R is the rate at which two conversations of one member begin with the same template over that of two "
    "members, per conversation, on fold 1. Tested is the intra-class correlation that follows from the two "
    "rates, one-sided against 5 %, by a t-test with the jackknife over members as its error; e by the "
    "mixture "
    "calibrator. Needs nine templates of the group's own and six members with three such conversations; "
    "prompts "
    "asked verbatim by two or more members are left out, and at least half of the conversations must be "
    "templated.",
    "Enterprises, CI fleets and resellers are one work queue too: this signal says 'run as one', never "
    "'harvest'. Framework users and products have fewer than nine templates; classrooms are protected by "
    "leaving "
    "shared prompts out.",
    "Queues that are split by template over the accounts, campaigns without templates. Topics instead of "
    "templates would see those as well; on real texts the 256 topic buckets tell people apart too poorly for "
    "the "
    "test to keep its level, so they are not used.",
    "gen_ai.input.messages",
    &test};

}  // namespace stillwatch::work_queue
