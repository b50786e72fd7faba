// From a table of exchanges to decided groups: link, group, test, decide.
//
//   const Analysis analysis(table, secret, seed, /*fdr=*/0.01, threads);
//   for (std::size_t g = 0; g < analysis.groups().size(); ++g) use(analysis.groups()[g],
//   analysis.decisions()[g]);
//
// `fdr` is what this scan may spend; `rank_level` that of the conditions beside the e-values, where it
// differs (watch/look_share.h). The stages between reading and describing, also for those who bring a table
// of their own (benchmarks, calibration). `memory`: bytes that linking may take beside the table, about; 0:
// no bound. The table must outlive the object. Deterministic for the same table, secret and seed, whatever
// the number of threads.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "account/exchange_table.h"
#include "campaign/decision.h"
#include "campaign/link_graph.h"
#include "signal/account_habits.h"
#include "signal/tested_requests.h"

namespace stillwatch {

class Analysis {
 public:
  Analysis(const ExchangeTable& table, std::string_view secret, std::uint64_t seed, double fdr,
           unsigned threads, const std::function<void(std::string_view)>& stage = {},
           std::optional<double> rank_level = {}, std::size_t memory = 0);
  [[nodiscard]] SignalContext context() const {
    return {*table_,
            carried_,
            users_,
            payment_users_,
            habits_ ? &*habits_ : nullptr,
            requests_ ? &*requests_ : nullptr};
  }
  [[nodiscard]] double fdr() const { return fdr_; }
  // What more than a quarter of all accounts leave, and links nobody.
  [[nodiscard]] const PublicTraces& left_out() const { return left_out_; }
  [[nodiscard]] const std::vector<Group>& groups() const { return groups_; }
  [[nodiscard]] const std::vector<GroupDecision>& decisions() const { return decisions_; }  // by group

 private:
  const ExchangeTable* table_;
  double fdr_;
  CarriedText carried_;
  TraceUsers users_;
  std::unordered_map<std::string, std::uint64_t> payment_users_;
  PublicTraces left_out_;
  std::optional<AccountHabits> habits_;  // once groups are tested
  std::optional<TestedRequests> requests_;
  std::vector<Group> groups_;
  std::vector<GroupDecision> decisions_;
};

}  // namespace stillwatch
