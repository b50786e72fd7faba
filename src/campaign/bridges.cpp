#include "campaign/bridges.h"

#include <algorithm>
#include <limits>

namespace stillwatch {
namespace {

constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

class Search {
 public:
  Search(std::uint32_t nodes, const std::vector<TiedPair>& pairs)
      : pairs_(pairs),
        first_(nodes + 1, 0),
        order_(nodes, kNone),
        low_(nodes, 0),
        below_(nodes, 1),
        cut_(pairs.size()) {
    for (const TiedPair& pair : pairs_) {
      ++first_[pair.a + 1];
      ++first_[pair.b + 1];
    }
    for (std::uint32_t n = 0; n < nodes; ++n) first_[n + 1] += first_[n];
    arcs_.resize(first_.back());
    std::vector<std::uint32_t> at(first_.begin(), first_.end() - 1);
    for (std::uint32_t p = 0; p < pairs_.size(); ++p) {
      arcs_[at[pairs_[p].a]++] = p;
      arcs_[at[pairs_[p].b]++] = p;
    }
  }

  // Which pairs are cut: bridges, seen once, between two large sides.
  const std::vector<bool>& cut(std::uint32_t least_side) {
    for (std::uint32_t n = 0; n < order_.size(); ++n) {
      if (order_[n] == kNone) walk(n, least_side);
    }
    return cut_;
  }

  [[nodiscard]] std::uint32_t other(std::uint32_t pair, std::uint32_t node) const {
    return pairs_[pair].a == node ? pairs_[pair].b : pairs_[pair].a;
  }

  // The nodes that hang together with `root`, without the pairs that are cut.
  void collect(std::uint32_t root, std::vector<bool>& taken, std::vector<std::uint32_t>& part) const {
    part.assign(1, root);
    taken[root] = true;
    for (std::size_t i = 0; i < part.size(); ++i) {
      for (std::uint32_t a = first_[part[i]]; a < first_[part[i] + 1]; ++a) {
        const std::uint32_t next = other(arcs_[a], part[i]);
        if (cut_[arcs_[a]] || taken[next]) continue;
        taken[next] = true;
        part.push_back(next);
      }
    }
    std::sort(part.begin(), part.end());
  }

 private:
  struct Frame {
    std::uint32_t node, by, arc;  // by: the pair that led here
  };

  // Depth first, without recursion: a chain of accounts may be long.
  void walk(std::uint32_t root, std::uint32_t least_side) {
    std::vector<Frame> stack{{root, kNone, first_[root]}};
    std::vector<std::pair<std::uint32_t, std::uint32_t>> bridges;  // pair, nodes below it
    order_[root] = low_[root] = next_order_++;
    while (!stack.empty()) {
      Frame& frame = stack.back();
      if (frame.arc < first_[frame.node + 1]) {
        const std::uint32_t pair = arcs_[frame.arc++], to = other(pair, frame.node);
        if (pair == frame.by) continue;
        if (order_[to] != kNone) {
          low_[frame.node] = std::min(low_[frame.node], order_[to]);
          continue;
        }
        order_[to] = low_[to] = next_order_++;
        stack.push_back({to, pair, first_[to]});
        continue;
      }
      const Frame done = frame;
      stack.pop_back();
      if (stack.empty()) break;
      const std::uint32_t parent = stack.back().node;
      low_[parent] = std::min(low_[parent], low_[done.node]);
      below_[parent] += below_[done.node];
      if (low_[done.node] > order_[parent]) bridges.emplace_back(done.by, below_[done.node]);
    }
    const std::uint32_t whole = below_[root];
    for (const auto& [pair, side] : bridges)
      cut_[pair] = pairs_[pair].seen == 1 && side >= least_side && whole - side >= least_side;
  }

  const std::vector<TiedPair>& pairs_;
  std::vector<std::uint32_t> first_, arcs_, order_, low_, below_;
  std::vector<bool> cut_;
  std::uint32_t next_order_ = 0;
};

}  // namespace

std::vector<std::vector<std::uint32_t>> parts_without_bridges(std::uint32_t nodes,
                                                              const std::vector<TiedPair>& pairs,
                                                              std::uint32_t least_side) {
  Search search(nodes, pairs);
  search.cut(least_side);
  std::vector<std::vector<std::uint32_t>> parts;
  std::vector<bool> taken(nodes, false);
  std::vector<std::uint32_t> part;
  for (std::uint32_t n = 0; n < nodes; ++n) {
    if (taken[n]) continue;
    search.collect(n, taken, part);
    if (part.size() >= least_side) parts.push_back(part);
  }
  return parts;
}

}  // namespace stillwatch
