#include "campaign/stragglers.h"

#include <algorithm>
#include <map>

namespace stillwatch {
namespace {

constexpr std::uint32_t kNoPart = ~0U;

std::vector<std::uint32_t> part_of_nodes(std::size_t nodes,
                                         const std::vector<std::vector<std::uint32_t>>& parts) {
  std::vector<std::uint32_t> part_of(nodes, kNoPart);
  for (std::uint32_t p = 0; p < parts.size(); ++p) {
    for (const std::uint32_t node : parts[p]) part_of[node] = p;
  }
  return part_of;
}

// By trace: the part that owns it, or kNoPart.
std::vector<std::uint32_t> owners_of_traces(const BipartiteGraph& graph,
                                            const std::vector<std::uint32_t>& part_of) {
  std::vector<LinkEdge> edges = graph.edges;
  std::sort(edges.begin(), edges.end(),
            [](const LinkEdge& a, const LinkEdge& b) { return a.trace < b.trace; });
  std::vector<std::uint32_t> owner(graph.traces, kNoPart);
  std::vector<std::uint32_t> parts;
  for (std::size_t i = 0; i < edges.size();) {
    std::size_t end = i;
    parts.clear();
    for (; end < edges.size() && edges[end].trace == edges[i].trace; ++end)
      parts.push_back(part_of[edges[end].account]);
    std::sort(parts.begin(), parts.end());
    for (std::size_t p = 0; p < parts.size();) {
      const auto last =
          static_cast<std::size_t>(std::upper_bound(parts.begin(), parts.end(), parts[p]) - parts.begin());
      if (parts[p] != kNoPart && last - p >= 3 && 5 * (last - p) >= 4 * parts.size())
        owner[edges[i].trace] = parts[p];
      p = last;
    }
    i = end;
  }
  return owner;
}

struct Shared {
  double weight = 0.0;
  std::map<std::uint32_t, std::pair<std::uint32_t, double>> own;  // part -> traces of its own, their weight
};

}  // namespace

void attach_stragglers(const BipartiteGraph& graph, std::vector<std::vector<std::uint32_t>>& parts) {
  const std::vector<std::uint32_t> part_of = part_of_nodes(graph.accounts, parts);
  const std::vector<std::uint32_t> owner = owners_of_traces(graph, part_of);
  std::vector<Shared> shared(graph.accounts);
  for (const LinkEdge& edge : graph.edges) {
    Shared& of_node = shared[edge.account];
    of_node.weight += edge.weight;
    if (owner[edge.trace] == kNoPart || owner[edge.trace] == part_of[edge.account]) continue;
    auto& [count, weight] = of_node.own[owner[edge.trace]];
    ++count;
    weight += edge.weight;
  }
  std::vector<std::vector<std::uint32_t>> moved(parts.size());
  for (std::uint32_t node = 0; node < graph.accounts; ++node) {
    for (const auto& [part, own] : shared[node].own) {
      if (own.first < kLeastOwn || 5.0 * own.second < shared[node].weight) continue;
      if (part_of[node] != kNoPart) std::erase(parts[part_of[node]], node);
      moved[part].push_back(node);
      break;
    }
  }
  for (std::size_t p = 0; p < parts.size(); ++p) {
    parts[p].insert(parts[p].end(), moved[p].begin(), moved[p].end());
    std::sort(parts[p].begin(), parts[p].end());
  }
  std::erase_if(parts, [](const auto& part) { return part.size() < 2; });
}

}  // namespace stillwatch
