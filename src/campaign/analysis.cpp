#include "campaign/analysis.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "campaign/grouping.h"

namespace stillwatch {
namespace {

// Means of payment of at least two accounts: most are of one alone.
std::unordered_map<std::string, std::uint64_t> count_payment_users(const ExchangeTable& table) {
  std::vector<std::string_view> payments;
  for (std::uint32_t a = 0; a < table.account_count(); ++a) {
    if (!table.facts(a).payment.empty()) payments.push_back(table.facts(a).payment);
  }
  std::sort(payments.begin(), payments.end());
  std::unordered_map<std::string, std::uint64_t> users;
  for (auto at = payments.begin(); at != payments.end();) {
    const auto end = std::find_if(at, payments.end(), [&](std::string_view other) { return other != *at; });
    if (end - at > 1) users.emplace(*at, end - at);
    at = end;
  }
  return users;
}

}  // namespace

Analysis::Analysis(const ExchangeTable& table, std::string_view secret, std::uint64_t seed, double fdr,
                   unsigned threads, const std::function<void(std::string_view)>& stage,
                   std::optional<double> rank_level, std::size_t memory)
    : table_(&table), fdr_(fdr), users_({}) {
  const auto begin = [&](std::string_view name) {
    if (stage) stage(name);
  };
  begin("link");
  carried_ = find_carried_text(table, threads, memory);
  SharedTraces shared = find_shared_traces(table, 0, threads, memory);
  users_ = count_trace_users(shared);
  payment_users_ = count_payment_users(table);
  left_out_ = public_traces(shared, merge_organisations(table));
  begin("group");
  GroupingOptions grouping;
  grouping.seed = seed;
  grouping.threads = threads;
  groups_ = form_groups(context(), std::move(shared), secret, grouping);
  begin("test");
  habits_.emplace(table, threads);
  requests_.emplace(table, threads);
  decisions_ = decide(context(), groups_, {fdr, rank_level.value_or(fdr), threads});
}

}  // namespace stillwatch
