// Modularity of a bipartite graph, and partitions that make it large: local moving and aggregation.
//
//   Random random(seed);
//   const ModularityNetwork net(graph, random);              // random: in which order nodes are visited
//   std::vector<std::uint32_t> label = partition(net, random);   // by node: accounts first, then traces
//   double q = net.modularity(label);                         // Barber's, in [-1, 1]
//
// Local moving (Blondel et al. 2008) visits nodes in random order and reads the communities of all their
// neighbours: most of its time would go to waiting for memory. So a network is laid out in the order of
// visits, what is known of a community lies in one place, and the neighbours of nodes that come soon are
// fetched ahead. Nothing of this changes which node goes where: sums are taken in the order of the graph's
// edges. Memory: 16 bytes an edge and some 60 a node while it runs. Not thread-safe while it runs; different
// networks may run side by side. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "base/random.h"
#include "campaign/communities.h"

namespace stillwatch {

// Ends of a graph's edges at the traces, by edge: other ends than its own make another graph.
struct TraceEnds {
  std::vector<std::uint32_t> trace;
  std::vector<float> weight;
};

class ModularityNetwork {
 public:
  // Draws the order of visits from `random`. Nodes are accounts, then traces.
  ModularityNetwork(const GraphView& graph, Random& random);
  // Of the graph with these ends.
  ModularityNetwork(const GraphView& graph, const TraceEnds& ends, Random& random);

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(degrees_.size()); }
  // `label`: below size(), by node.
  [[nodiscard]] double modularity(const std::vector<std::uint32_t>& label) const;

 private:
  friend class LocalMoving;
  friend std::vector<std::uint32_t> partition(const ModularityNetwork& whole, Random& random);
  struct Arc {
    std::uint32_t to;  // a place
    float weight;
  };
  struct Degrees {
    double accounts = 0.0, traces = 0.0;  // of the accounts, and of the traces, that the node stands for
  };
  struct Edge {
    std::uint32_t a, b;
    float weight;
  };

  ModularityNetwork() = default;
  void draw_order(std::uint32_t nodes, Random& random);
  template <class Edges>
  void lay_out(const Edges& edges);
  template <class Edges>
  void lay_out_bipartite(const Edges& edges);
  // Every community one node, numbered by its label, which is below `count`.
  [[nodiscard]] ModularityNetwork aggregate(const std::vector<std::uint32_t>& label, std::uint32_t count,
                                            Random& random) const;

  std::vector<std::uint32_t> place_;  // of a node, in the order of visits
  std::vector<std::uint32_t> first_;  // by place: arcs [first_[p], first_[p + 1]), in the order of edges
  std::vector<Arc> arcs_;
  std::vector<Degrees> degrees_;  // by place
  double total_ = 0.0;            // weight of all edges of the bipartite graph
};

// Community of every node, as one of the numbers below the network's size.
[[nodiscard]] std::vector<std::uint32_t> partition(const ModularityNetwork& whole, Random& random);

// Renumbers labels, each below their number, to 0..n-1 in order of first appearance; n.
std::uint32_t renumber(std::vector<std::uint32_t>& labels);

}  // namespace stillwatch
