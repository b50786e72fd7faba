#include "campaign/link_graph.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

namespace stillwatch {
namespace {

constexpr double kCarryWeight =
    1.0;  // a carried text counts more than a shared template of two accounts (1 / ln 7 = 0.51)

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

Group group_of(const AccountNodes& nodes, const std::vector<std::uint32_t>& part) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> accounts;  // account, member
  for (std::uint32_t member = 0; member < part.size(); ++member) {
    for (const std::uint32_t account : nodes.accounts[part[member]]) accounts.emplace_back(account, member);
  }
  std::sort(accounts.begin(), accounts.end());
  Group group;
  for (const auto& [account, member] : accounts) {
    group.accounts.push_back(account);
    group.member_of.push_back(member);
  }
  group.members = static_cast<std::uint32_t>(part.size());
  return group;
}

BipartiteGraph link_accounts(const ExchangeTable& table, const SharedTraces& shared,
                             const CarriedText& carried, const AccountNodes& nodes) {
  const std::size_t most = std::max<std::size_t>(30, nodes.accounts.size() / 4);
  BipartiteGraph graph;
  graph.accounts = static_cast<std::uint32_t>(nodes.accounts.size());
  std::vector<std::uint32_t> users;
  shared.for_each([&](std::uint64_t, std::span<const TraceUse> uses) {
    users.clear();
    for (const TraceUse& use : uses) users.push_back(nodes.node_of[use.account]);
    std::sort(users.begin(), users.end());
    users.erase(std::unique(users.begin(), users.end()), users.end());
    if (users.size() < 2 || users.size() > most) return;
    const auto weight = static_cast<float>(1.0 / std::log(static_cast<double>(users.size()) + 5.0));
    for (const std::uint32_t user : users) graph.edges.push_back({user, graph.traces, weight});
    ++graph.traces;
  });
  add_carries(table, carried.continuations, nodes, graph);
  add_carries(table, carried.returns, nodes, graph);
  return graph;
}

}  // namespace stillwatch
