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
constexpr std::size_t kLeastStarts = 3;  // per account

// Sums from which the collision rates follow, with or without one account.
struct Collisions {
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

// Conversations of fold 1 by account and category: the template where one matches, else the topic bucket.
// Prompts that two or more members ask verbatim are left out: they speak of shared homework, not of shared
// interests.
Collisions count_collisions(const SignalContext& context, const GroupEvidence& evidence) {
  const auto rows = context.table.rows();
  std::map<std::uint64_t, std::uint32_t> asker;  // prompt -> member, or kNoTemplate when shared
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const ExchangeRow& row = rows[evidence.tested[i]];
    if (!row.starts_conversation()) continue;
    const auto [at, inserted] = asker.try_emplace(row.prompt, evidence.member_of_tested[i]);
    if (!inserted && at->second != evidence.member_of_tested[i]) at->second = kNoTemplate;
  }
  std::vector<std::map<std::uint32_t, double>> counts(evidence.group->member_count());
  for (std::size_t i = 0; i < evidence.tested.size(); ++i) {
    const ExchangeRow& row = rows[evidence.tested[i]];
    if (!row.starts_conversation() || asker[row.prompt] == kNoTemplate) continue;
    const std::uint32_t category =
        evidence.matched[i] != kNoTemplate ? 256 + evidence.matched[i] : std::uint32_t{row.topic};
    counts[evidence.member_of_tested[i]][category] += 1.0;
  }
  Collisions collisions;
  for (auto& account : counts) {
    if (Collisions::own(account).count >= kLeastStarts) collisions.add(std::move(account));
  }
  return collisions;
}

SignalFinding test(const SignalContext& context, const GroupEvidence& evidence) {
  const Collisions collisions = count_collisions(context, evidence);
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
    "Members are independent people: at least 5 % of the variation in what is asked (template or topic, per "
    "conversation) "
    "lies between accounts.",
    "Intra-class correlation of the category of conversation starts in fold 1, from collision rates inside "
    "and across "
    "accounts; a one-sided t-test against 5 % with the jackknife over accounts as its error; e by the "
    "mixture calibrator. "
    "Prompts asked verbatim by two or more members are left out.",
    "Enterprises, CI fleets and resellers are one work queue too: this signal says 'run as one', never "
    "'harvest'. Classrooms "
    "are protected by leaving shared prompts out, framework users by their different mixes.",
    "Queues that are split by topic over the accounts, cover traffic from each account's own profile.",
    "gen_ai.input.messages",
    &test};

}  // namespace stillwatch::work_queue
