#include "campaign/link_graph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "base/large_blocks.h"
#include "base/parallel.h"

namespace stillwatch {
namespace {

// What so few accounts share is mostly one text asked verbatim, which leaves a dozen traces at once: traces
// with the same few users count as one for each dozen, and less for many.
constexpr std::size_t kFewUsers = 8;
constexpr double kManyToGoBy = 3.0;  // weight of an account's traces with more users from which they decide
constexpr double kTracesOfText = static_cast<double>(kMaxShapes) + 1.0;

constexpr double kCarryWeight =
    1.0;  // a carried text counts more than a shared template of two accounts (1 / ln 7 = 0.51)

// What more nodes leave is public.
std::size_t most_users(const AccountNodes& nodes) {
  return std::max<std::size_t>(30, nodes.accounts.size() / 4);
}

float weight_of(std::size_t users, double factor) {
  return static_cast<float>(factor / std::log(static_cast<double>(users) + 5.0));
}

// Users of a trace of few, ascending, as node + 1; zeros behind them. Ordered as the lists of users are.
using FewUsers = std::array<std::uint32_t, kFewUsers>;

// What some of the traces give.
struct Links {
  BipartiteGraph graph;
  std::vector<FewUsers> few;  // by trace
};

Links links_of(std::span<const TraceUse> uses, const AccountNodes& nodes, std::size_t most) {
  Links links;
  std::vector<std::uint32_t> users;
  SharedTraces::for_each_in(uses, [&](std::uint64_t, std::span<const TraceUse> of_trace) {
    users.clear();
    for (const TraceUse& use : of_trace) users.push_back(nodes.node_of[use.account]);
    std::sort(users.begin(), users.end());
    users.erase(std::unique(users.begin(), users.end()), users.end());
    if (users.size() < 2 || users.size() > most) return;
    if (users.size() <= kFewUsers) {
      FewUsers& few = links.few.emplace_back();
      std::ranges::transform(users, few.begin(), [](std::uint32_t node) { return node + 1; });
      return;
    }
    const float weight = weight_of(users.size(), 1.0);
    for (const std::uint32_t user : users) links.graph.edges.push_back({user, links.graph.traces, weight});
    ++links.graph.traces;
  });
  return links;
}

// All of them in order, sorted in ranges of their first users.
std::vector<FewUsers> in_order(std::vector<Links>& parts, std::size_t nodes, unsigned threads) {
  constexpr std::size_t kRanges = 64;
  std::array<std::size_t, kRanges + 1> begin{};
  const auto range_of = [&](const FewUsers& users) { return (users.front() - 1) * kRanges / nodes; };
  for (const Links& part : parts) {
    for (const FewUsers& users : part.few) ++begin[range_of(users) + 1];
  }
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<FewUsers> all(begin.back());
  auto at = begin;
  for (Links& part : parts) {
    for (const FewUsers& users : part.few) all[at[range_of(users)]++] = users;
    std::vector<FewUsers>().swap(part.few);
  }
  parallel_for(kRanges, threads, [&](std::size_t range, unsigned) {
    std::ranges::sort(std::span(all).subspan(begin[range], begin[range + 1] - begin[range]));
  });
  return all;
}

// Adds the traces of few users so that they do not outweigh what an account shares with many: the jobs that a
// pool asks twice go to neighbours in its order, and would cut one operator's accounts into small pieces.
void add_few_user_traces(const std::vector<FewUsers>& few, BipartiteGraph& graph) {
  constexpr double kMostOfMany = 0.25;
  std::vector<double> with_many(graph.accounts, 0.0), with_few(graph.accounts, 0.0);
  for (const LinkEdge& edge : graph.edges) with_many[edge.account] += edge.weight;
  const std::size_t first_edge = graph.edges.size();
  for (std::size_t i = 0; i < few.size();) {
    std::size_t end = i;
    while (end < few.size() && few[end] == few[i]) ++end;
    const auto users = static_cast<std::size_t>(std::find(few[i].begin(), few[i].end(), 0U) - few[i].begin());
    const auto count = static_cast<double>(end - i);
    const float weight = weight_of(users, std::max(1.0, std::sqrt(count / kTracesOfText)));
    for (std::size_t u = 0; u < users; ++u) graph.edges.push_back({few[i][u] - 1, graph.traces, weight});
    ++graph.traces;
    i = end;
  }
  for (std::size_t e = first_edge; e < graph.edges.size(); ++e)
    with_few[graph.edges[e].account] += graph.edges[e].weight;
  for (std::size_t e = first_edge; e < graph.edges.size(); ++e) {
    LinkEdge& edge = graph.edges[e];
    const double bound = kMostOfMany * with_many[edge.account];
    if (with_many[edge.account] >= kManyToGoBy && with_few[edge.account] > bound)
      edge.weight = static_cast<float>(edge.weight * bound / with_few[edge.account]);
  }
}

void add_carries(const ExchangeTable& table, const std::vector<Carry>& carries, const AccountNodes& nodes,
                 BipartiteGraph& graph) {
  const auto rows = table.rows();
  std::map<std::pair<std::uint32_t, std::uint32_t>, int> pairs;
  for (const Carry& carry : carries) {
    if (fold_of(rows[carry.bringer]) != 0) continue;
    std::uint32_t a = nodes.node_of[rows[carry.bringer].account];
    std::uint32_t b = nodes.node_of[table.account_at(carry.issuer)];
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

PublicTraces public_traces(const SharedTraces& shared, const AccountNodes& nodes) {
  const std::size_t most = most_users(nodes);
  PublicTraces found;
  std::vector<std::uint32_t> users;
  shared.for_each([&](std::uint64_t, std::span<const TraceUse> uses) {
    if (uses.size() <= most) return;  // accounts: at least as many as nodes
    users.clear();
    for (const TraceUse& use : uses) users.push_back(nodes.node_of[use.account]);
    std::sort(users.begin(), users.end());
    if (static_cast<std::size_t>(std::unique(users.begin(), users.end()) - users.begin()) <= most) return;
    ++found.traces;
    found.uses += uses.size();
  });
  return found;
}

BipartiteGraph link_accounts(const ExchangeTable& table, const SharedTraces& shared,
                             const CarriedText& carried, const AccountNodes& nodes, unsigned threads) {
  const std::size_t most = most_users(nodes);
  std::vector<Links> parts(shared.parts().size());
  parallel_for(parts.size(), threads, [&](std::size_t round, unsigned) {
    const std::size_t part = parts.size() - 1 - round;  // the large ones first
    parts[part] = links_of(shared.parts()[part], nodes, most);
  });
  BipartiteGraph graph;
  const LargeBlocks::InOrder edges_are_read_in_order;
  graph.accounts = static_cast<std::uint32_t>(nodes.accounts.size());
  std::size_t edges = 0;
  for (const Links& part : parts) edges += part.graph.edges.size() + 3 * part.few.size();
  graph.edges.reserve(edges);
  for (Links& part : parts) {
    for (const LinkEdge& edge : part.graph.edges)
      graph.edges.push_back({edge.account, graph.traces + edge.trace, edge.weight});
    graph.traces += part.graph.traces;
    std::vector<LinkEdge>().swap(part.graph.edges);
  }
  add_few_user_traces(in_order(parts, nodes.accounts.size(), threads), graph);
  add_carries(table, carried.continuations, nodes, graph);
  add_carries(table, carried.returns, nodes, graph);
  add_carries(table, carried.entries, nodes, graph);
  return graph;
}

}  // namespace stillwatch
