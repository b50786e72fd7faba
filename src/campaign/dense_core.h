// The densest part of a set of accounts and the traces they share.
//
//   DenseCores cores(graph);                        // once per graph
//   for (auto& part : cores.split(community)) ...   // dense cores first, what is left last
//
// Score of a set: weight of its edges over the number of its accounts and traces (FRAUDAR; Hooi et al., KDD
// 2016). The greedy peel removes the node with the least weighted degree again and again and keeps the best
// set on the way: at least half as dense as the densest (Charikar 2000). A community whose core is at least
// twice as dense as the whole is two things: the core, and people who share a little with it and with each
// other. Cost: O(edges log nodes) per round, at most six rounds; 8 bytes an edge, and some 50 for those of
// the part that is split.
#pragma once

#include <cstdint>
#include <vector>

#include "campaign/communities.h"

namespace stillwatch {

class DenseCores {
 public:
  explicit DenseCores(const BipartiteGraph& graph);

  // Disjoint parts of `accounts` (ascending), each ascending, each with at least two accounts that share a
  // trace.
  [[nodiscard]] std::vector<std::vector<std::uint32_t>> split(
      const std::vector<std::uint32_t>& accounts) const;

 private:
  struct Peeled {
    std::vector<std::uint32_t> accounts;  // of the best set
    double density = 0.0, density_of_all = 0.0;
  };
  struct Local;
  [[nodiscard]] Local local_graph(const std::vector<std::uint32_t>& accounts) const;
  [[nodiscard]] Peeled peel(const std::vector<std::uint32_t>& accounts) const;
  [[nodiscard]] std::vector<std::uint32_t> trim(const std::vector<std::uint32_t>& accounts) const;

  std::vector<std::uint32_t> first_;  // edges of account a: [first_[a], first_[a + 1])
  struct Edge {
    std::uint32_t trace;
    float weight;
  };
  std::vector<Edge> edges_;
};

}  // namespace stillwatch
