#include "campaign/link_graph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "account/trace_users.h"
#include "base/parallel.h"

namespace stillwatch {
namespace {

constexpr std::size_t kPasses = 16;
constexpr std::uint64_t kVerbatimDomain = 0x5645524241540000ULL;
constexpr double kCarryWeight =
    1.0;  // a carried text counts more than a shared template of two accounts (1 / ln 7 = 0.51)

using TraceNode = std::pair<std::uint64_t, std::uint32_t>;

// The runs of one pass: sorted unique (trace, node) pairs whose trace at least two and at most `most` nodes
// leave.
std::vector<TraceNode> shared_traces(const ExchangeTable& table, const AccountNodes& nodes, std::size_t pass,
                                     std::size_t most) {
  std::vector<TraceNode> pairs;
  for (const ExchangeRow& row : table.rows()) {
    if (fold_of(row) != 0 || !row.has_new_text()) continue;
    const std::uint32_t node = nodes.node_of[row.account];
    for_each_template_trace(table, row, [&](std::uint64_t trace) {
      if (trace >> 60 == pass) pairs.emplace_back(trace, node);
    });
    const std::uint64_t verbatim = row.prompt ^ kVerbatimDomain;
    if (verbatim >> 60 == pass) pairs.emplace_back(verbatim, node);
  }
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  std::size_t kept = 0;
  for (std::size_t i = 0; i < pairs.size();) {
    std::size_t end = i;
    while (end < pairs.size() && pairs[end].first == pairs[i].first) ++end;
    if (end - i >= 2 && end - i <= most) {
      for (std::size_t j = i; j < end; ++j) pairs[kept++] = pairs[j];
    }
    i = end;
  }
  pairs.resize(kept);
  pairs.shrink_to_fit();
  return pairs;
}

void add_carries(const ExchangeTable& table, const std::vector<Carry>& carries, const AccountNodes& nodes,
                 BipartiteGraph& graph) {
  const auto rows = table.rows();
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> pairs;
  for (const Carry& carry : carries) {
    if (fold_of(rows[carry.bringer]) != 0) continue;
    std::uint32_t a = nodes.node_of[rows[carry.bringer].account];
    std::uint32_t b = nodes.node_of[rows[carry.issuer].account];
    if (a == b) continue;
    if (a > b) std::swap(a, b);
    ++pairs[{a, b}];
  }
  for (const auto& [pair, count] : pairs) {
    const auto weight = static_cast<float>(kCarryWeight * std::log1p(count));
    graph.edges.push_back({pair.first, graph.traces, weight});
    graph.edges.push_back({pair.second, graph.traces, weight});
    ++graph.traces;
  }
}

}  // namespace

AccountNodes merge_organisations(const ExchangeTable& table) {
  AccountNodes nodes;
  std::map<std::string, std::uint32_t> organisations;
  for (std::uint32_t a = 0; a < table.account_count(); ++a) {
    const AccountFacts& facts = table.facts(a);
    auto node = static_cast<std::uint32_t>(nodes.accounts.size());
    if (!facts.organisation.empty() && facts.organisation_verified) {
      node = organisations.try_emplace(facts.organisation, node).first->second;
    }
    if (node == nodes.accounts.size()) nodes.accounts.emplace_back();
    nodes.accounts[node].push_back(a);
    nodes.node_of.push_back(node);
  }
  return nodes;
}

BipartiteGraph link_accounts(const ExchangeTable& table, const CarriedText& carried,
                             const AccountNodes& nodes, unsigned threads) {
  const std::size_t most = std::max<std::size_t>(30, nodes.accounts.size() / 4);
  std::array<std::vector<TraceNode>, kPasses> parts;
  parallel_for(kPasses, threads,
               [&](std::size_t pass, unsigned) { parts[pass] = shared_traces(table, nodes, pass, most); });
  BipartiteGraph graph;
  graph.accounts = static_cast<std::uint32_t>(nodes.accounts.size());
  for (const auto& pairs : parts) {
    for (std::size_t i = 0; i < pairs.size();) {
      std::size_t end = i;
      while (end < pairs.size() && pairs[end].first == pairs[i].first) ++end;
      const auto weight = static_cast<float>(1.0 / std::log(static_cast<double>(end - i) + 5.0));
      for (; i < end; ++i) graph.edges.push_back({pairs[i].second, graph.traces, weight});
      ++graph.traces;
    }
  }
  add_carries(table, carried.continuations, nodes, graph);
  add_carries(table, carried.returns, nodes, graph);
  return graph;
}

}  // namespace stillwatch
