#include "campaign/carry_groups.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>

#include "campaign/bridges.h"

namespace stillwatch {
namespace {

constexpr std::uint32_t kNoNode = ~0U;

using Pairs = std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t>;

// Every two nodes between which something of this kind passed in fold 0, with how often.
Pairs tied_pairs(const SignalContext& context, const AccountNodes& nodes, const std::vector<Carry>& carries) {
  const auto rows = context.table.rows();
  const auto& public_roots = context.carried.public_conversations;
  Pairs pairs;
  for (const Carry& carry : carries) {
    const ExchangeRow& row = rows[carry.bringer];
    if (fold_of(row) != 0) continue;
    if (&carries == &context.carried.continuations &&
        std::binary_search(public_roots.begin(), public_roots.end(), row.root))
      continue;
    const std::uint32_t a = nodes.node_of[row.account], b = nodes.node_of[rows[carry.issuer].account];
    if (a != b) ++pairs[{std::min(a, b), std::max(a, b)}];
  }
  return pairs;
}

// Strangers quote an answer now and then: returns link two accounts when each shares them with several.
void drop_chance_returns(Pairs& returns) {
  constexpr std::uint32_t kLeastPartners = 3;
  std::map<std::uint32_t, std::uint32_t> partners;
  for (const auto& [pair, seen] : returns) {
    ++partners[pair.first];
    ++partners[pair.second];
  }
  std::erase_if(returns, [&](const auto& entry) {
    return partners[entry.first.first] < kLeastPartners || partners[entry.first.second] < kLeastPartners;
  });
}

// Dense parts with few ties between them come apart; a sparse one that hangs together by chance alone stays
// whole.
void split_dense(const std::vector<std::uint32_t>& part, const Pairs& pairs, const CommunityOptions& how,
                 std::vector<std::vector<std::uint32_t>>& parts) {
  const auto local = [&](std::uint32_t node) {
    const auto at = std::lower_bound(part.begin(), part.end(), node);
    return at != part.end() && *at == node ? static_cast<std::uint32_t>(at - part.begin()) : kNoNode;
  };
  BipartiteGraph graph;
  graph.accounts = static_cast<std::uint32_t>(part.size());
  for (const auto& [pair, seen] : pairs) {
    const std::uint32_t a = local(pair.first), b = local(pair.second);
    if (a == kNoNode || b == kNoNode) continue;
    const auto weight = static_cast<float>(std::log1p(seen));
    graph.edges.push_back({a, graph.traces, weight});
    graph.edges.push_back({b, graph.traces, weight});
    ++graph.traces;
  }
  for (auto& community : find_communities(graph, how)) {
    if (community.size() < kLeastCarryGroup) continue;
    for (std::uint32_t& member : community) member = part[member];
    parts.push_back(std::move(community));
  }
}

std::vector<std::vector<std::uint32_t>> carry_parts(const SignalContext& context, const AccountNodes& nodes,
                                                    const CommunityOptions& how) {
  Pairs pairs = tied_pairs(context, nodes, context.carried.returns);
  drop_chance_returns(pairs);
  // What was taken over is mostly entered midway as well: the larger count, not the sum.
  for (const auto* carries : {&context.carried.continuations, &context.carried.entries}) {
    for (const auto& [pair, seen] : tied_pairs(context, nodes, *carries)) {
      std::uint32_t& known = pairs[pair];
      known = std::max(known, seen);
    }
  }
  std::vector<TiedPair> edges;
  edges.reserve(pairs.size());
  for (const auto& [pair, seen] : pairs) edges.push_back({pair.first, pair.second, seen});
  std::vector<std::vector<std::uint32_t>> parts;
  for (const auto& part :
       parts_without_bridges(static_cast<std::uint32_t>(nodes.accounts.size()), edges, kLeastCarryGroup))
    split_dense(part, pairs, how, parts);
  return parts;
}

}  // namespace

void add_carry_groups(const SignalContext& context, const AccountNodes& nodes, const CommunityOptions& how,
                      std::vector<std::vector<std::uint32_t>>& parts) {
  for (const std::vector<std::uint32_t>& component : carry_parts(context, nodes, how)) {
    std::vector<std::uint32_t> whole = component;
    for (auto& part : parts) {
      std::vector<std::uint32_t> common;
      std::set_intersection(part.begin(), part.end(), component.begin(), component.end(),
                            std::back_inserter(common));
      if (5 * common.size() < 3 * part.size()) continue;
      whole.insert(whole.end(), part.begin(), part.end());
      part.clear();
    }
    std::erase_if(parts, [](const auto& part) { return part.empty(); });
    std::sort(whole.begin(), whole.end());
    whole.erase(std::unique(whole.begin(), whole.end()), whole.end());
    parts.push_back(std::move(whole));
  }
}

}  // namespace stillwatch
