// Dense parts of a weighted bipartite graph (accounts on one side, rare traces on the other).
//
//   BipartiteGraph graph{account_count, trace_count, edges};
//   std::vector<std::vector<std::uint32_t>> groups = find_communities(graph, options);
//
// Maximises Barber's bipartite modularity ("Modularity and community detection in bipartite networks", Phys.
// Rev. E 2007) by local moving and aggregation (Blondel et al. 2008), splits each part into its connected
// components (the guarantee that Traag et al., "From Louvain to Leiden", 2019, ask for), and then splits each
// part again on its own null as long as the split is better than that of degree-preserving shuffles of the
// part: so that two small groups that share one trace do not stay fused because the whole graph is large (the
// resolution limit). Modularity subtracts what popular traces and busy accounts share by chance: a trace that
// everybody uses pairs nobody.
//
// The whole is judged in the same way, so that one block that dominates the graph is not shattered.
//
// Account pairs are never formed: cost O(edges) per sweep. The whole is partitioned on one thread, its parts
// on all. Deterministic for the same graph and seed, whatever the number of threads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace stillwatch {

struct LinkEdge {
  std::uint32_t account = 0;
  std::uint32_t trace = 0;
  float weight = 0.0F;
};

struct BipartiteGraph {
  std::uint32_t accounts = 0;
  std::uint32_t traces = 0;
  std::vector<LinkEdge> edges;  // no (account, trace) twice
};

// A graph whose edges lie elsewhere.
struct GraphView {
  std::uint32_t accounts = 0;
  std::uint32_t traces = 0;
  std::span<const LinkEdge> edges;
  GraphView() = default;
  GraphView(const BipartiteGraph& graph)  // NOLINT(google-explicit-constructor): as a span of a vector
      : accounts(graph.accounts), traces(graph.traces), edges(graph.edges) {}
};

struct CommunityOptions {
  std::uint64_t seed = 1;
  unsigned threads = 1;
  int deepest_split = 8;
  int shuffles = 2;          // degree-preserving shuffles that a split must beat; of a large part, one
  double least_gain = 0.05;  // by how much its modularity must beat theirs
};

// Communities with at least two accounts, each ascending, in order of their first account.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> find_communities(const BipartiteGraph& graph,
                                                                       const CommunityOptions& options);

}  // namespace stillwatch
