#include "campaign/analysis.h"

#include "campaign/grouping.h"

namespace stillwatch {
namespace {

std::unordered_map<std::string, std::uint64_t> count_payment_users(const ExchangeTable& table) {
  std::unordered_map<std::string, std::uint64_t> users;
  for (std::uint32_t a = 0; a < table.account_count(); ++a) {
    if (!table.facts(a).payment.empty()) ++users[table.facts(a).payment];
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
  SharedTraces shared = find_shared_traces(table, 0, threads);
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
