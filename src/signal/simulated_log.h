// For tests: a table of exchanges made from simulated fingerprints, without text, and a check that a signal
// keeps its level.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/statistics.h"
#include "signal/signal.h"

namespace stillwatch {

inline constexpr std::int64_t kSecondUs = 1'000'000;
inline constexpr std::int64_t kSimulatedStartUs =
    1'767'600'000LL * kSecondUs / 86'400'000'000LL * 86'400'000'000LL;

// Collects simulated exchanges, then answers as a scan's tables do.
class SimulatedLog {
 public:
  struct Entry {
    std::string account;
    double time_s = 0;  // from the start of the log
    TextFingerprints prints;
    int status = 200;
    double took_s = 0;  // 0: the log does not say
    RequestParameters parameters{};
  };

  explicit SimulatedLog(std::uint64_t seed) : random_(seed) {}

  [[nodiscard]] Random& random() { return random_; }

  // A conversation start in the given fold (both by chance when -1) with a prompt of its own.
  Entry& start(const std::string& account, double time_s, int fold = -1) {
    Entry& entry = entries_.emplace_back();
    entry.account = account;
    entry.time_s = time_s;
    entry.prints.root = random_.next() | 1;
    if (fold >= 0)
      entry.prints.root = (entry.prints.root << 1 >> 1) | (static_cast<std::uint64_t>(fold) << 63);
    entry.prints.prompt = random_.next() | 1;
    entry.prints.issued = random_.next() | 1;
    entry.prints.flags = kConversationStart;
    entry.prints.prompt_words = 30;
    entry.prints.answer_words = 100;
    return entry;
  }

  AccountFactsTable& facts() { return facts_; }

  struct Built {
    ExchangeTable table;
    CarriedText carried;
    TraceUsers users{{}};
    std::unordered_map<std::string, std::uint64_t> payments;
    Group group;
    [[nodiscard]] SignalContext context() const { return {table, carried, users, payments}; }
  };

  // The group is every account whose name begins with `prefix`.
  [[nodiscard]] std::unique_ptr<Built> build(const std::string& prefix) {
    std::vector<ExchangeTableBuilder> parts;
    parts.emplace_back("simulated");
    std::uint64_t number = 0;
    for (const Entry& entry : entries_) {
      const std::string id = std::to_string(++number);
      Exchange exchange;
      exchange.id = id;
      exchange.account = entry.account;
      exchange.request_model = "m";
      exchange.time_us = kSimulatedStartUs + static_cast<std::int64_t>(entry.time_s * 1e6);
      if (entry.took_s > 0)
        exchange.time_end_us = exchange.time_us + static_cast<std::int64_t>(entry.took_s * 1e6);
      exchange.status = entry.status;
      exchange.parameters = entry.parameters;
      exchange.place.offset = number;
      parts.front().add(exchange, entry.prints);
    }
    std::sort(facts_.rows.begin(), facts_.rows.end(),
              [](const auto& a, const auto& b) { return a.account < b.account; });
    auto built = std::make_unique<Built>();
    built->table = ExchangeTable::merge(std::move(parts), facts_, 1);
    built->carried = find_carried_text(built->table, 1);
    built->users = count_trace_users(find_shared_traces(built->table, 0, 1));
    for (std::uint32_t a = 0; a < built->table.account_count(); ++a) {
      if (built->table.account_name(a).rfind(prefix, 0) == 0) built->group.accounts.push_back(a);
      if (!built->table.facts(a).payment.empty()) ++built->payments[built->table.facts(a).payment];
    }
    std::erase_if(built->payments, [](const auto& of_means) { return of_means.second < 2; });
    built->group.key = random_.next();
    return built;
  }

 private:
  Random random_;
  std::vector<Entry> entries_;
  AccountFactsTable facts_;
};

[[nodiscard]] inline SignalFinding run_signal(const SignalInfo& info, const SimulatedLog::Built& built) {
  const GroupEvidence evidence = gather_evidence(built.context(), built.group);
  return info.test(built.context(), evidence);
}

// Each simulated group costs about four times as much under sanitizers, where memory errors are looked for
// and not levels: every fourth group is enough.
#ifdef STILLWATCH_SANITIZED
inline constexpr int kRunsDivisor = 4;
#else
inline constexpr int kRunsDivisor = 1;
#endif

// Runs the signal on `release_runs` simulated groups (fewer under sanitizers) for which its null hypothesis
// is true, and checks P(p <= t) <= t at t = 0.1 and 0.01 within four standard errors, that p is never 0, and
// that the e-values are on average at most 1 within four.
inline void expect_calibrated(
    const SignalInfo& info, int release_runs,
    const std::function<std::unique_ptr<SimulatedLog::Built>(std::uint64_t seed)>& simulate) {
  const int runs = release_runs / kRunsDivisor;
  int tenth = 0, hundredth = 0, applied = 0;
  double sum = 0.0, square = 0.0;
  for (int run = 0; run < runs; ++run) {
    const SignalFinding finding = run_signal(info, *simulate(1000 + static_cast<std::uint64_t>(run)));
    ASSERT_GT(finding.p, 0.0) << "seed " << 1000 + run;
    applied += finding.applies ? 1 : 0;
    tenth += finding.p <= 0.1 ? 1 : 0;
    hundredth += finding.p <= 0.01 ? 1 : 0;
    const double e = std::pow(10.0, finding.log10_e);
    sum += e;
    square += e * e;
  }
  EXPECT_GT(applied, runs / 2) << "the simulated groups are too small for the signal to run";
  const double mean = sum / runs;
  const double error = std::sqrt(std::max(0.0, square / runs - mean * mean) / runs);
  EXPECT_LE(tenth, 0.1 * runs + 4 * std::sqrt(0.09 * runs));
  EXPECT_LE(hundredth, 0.01 * runs + 4 * std::sqrt(0.0099 * runs));
  EXPECT_LE(mean, 1.0 + 4 * error);
}

}  // namespace stillwatch
