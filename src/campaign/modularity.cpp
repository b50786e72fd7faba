#include "campaign/modularity.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "base/memory_bound.h"

namespace stillwatch {

// One round of local moving: every node goes to the neighbouring community with the largest gain, until few
// move. Communities have the numbers of places.
class LocalMoving {
 public:
  explicit LocalMoving(const ModularityNetwork& net)
      : net_(net), community_(net.size()), touched_(most_arcs(net)), held_(net.size()) {
    std::iota(community_.begin(), community_.end(), 0U);
    for (std::uint32_t p = 0; p < net.size(); ++p)
      held_[p] = {net.degrees_[p].accounts, net.degrees_[p].traces, 0.0};
  }

  // Of one node, and one more.
  static std::size_t most_arcs(const ModularityNetwork& net) {
    std::uint32_t most = 0;
    for (std::uint32_t p = 0; p < net.size(); ++p) most = std::max(most, net.first_[p + 1] - net.first_[p]);
    return std::size_t{most} + 1;
  }

  bool run() {
    constexpr std::uint32_t kAhead = 12;  // nodes, of a few arcs each
    bool any = false;
    for (int sweep = 0; sweep < 32; ++sweep) {
      std::size_t moved = 0;
      for (std::uint32_t place = 0; place < net_.size(); ++place) {
        MemoryBound::touch();  // communities of neighbours lie anywhere
        if (place + kAhead < net_.size()) fetch_ahead(place + kAhead);
        moved += move(place) ? 1 : 0;
      }
      any = any || moved != 0;
      if (moved <= net_.size() / 1000) break;
    }
    return any;
  }

  // By place.
  [[nodiscard]] const std::vector<std::uint32_t>& community() const { return community_; }

 private:
  struct Held {
    double accounts, traces;  // sums of the degrees of those in the community
    double links;             // to the node that is looked at
  };

  void fetch_ahead(std::uint32_t place) const {
    constexpr std::uint32_t kMostArcs = 8;
    const std::uint32_t first = net_.first_[place];
    const std::uint32_t last = std::min(net_.first_[place + 1], first + kMostArcs);
    for (std::uint32_t a = first; a < last; ++a) __builtin_prefetch(&community_[net_.arcs_[a].to]);
  }

  [[nodiscard]] double gain(const ModularityNetwork::Degrees& node, const Held& to) const {
    const double expected = node.accounts * to.traces + node.traces * to.accounts;
    return to.links - expected / net_.total_;
  }

  // Adds up the links of a node by community; how many communities it touches.
  std::uint32_t find_links(std::uint32_t node) {
    const std::uint32_t* const community = community_.data();
    std::uint32_t* const touched = touched_.data();
    Held* const held = held_.data();
    std::uint32_t count = 0;
    const ModularityNetwork::Arc* const last = net_.arcs_.data() + net_.first_[node + 1];
    for (const auto* arc = net_.arcs_.data() + net_.first_[node]; arc != last; ++arc) {
      const std::uint32_t to = community[arc->to];
      touched[count] = to;
      count += held[to].links == 0.0 ? 1U : 0U;
      held[to].links += arc->weight;
    }
    return count;
  }

  bool move(std::uint32_t node) {
    const std::uint32_t from = community_[node];
    const std::span touched = std::span(touched_).first(find_links(node));
    const ModularityNetwork::Degrees& degrees = net_.degrees_[node];
    held_[from].accounts -= degrees.accounts;
    held_[from].traces -= degrees.traces;
    std::uint32_t best = from;
    double best_gain = gain(degrees, held_[from]) + 1e-12;
    for (const std::uint32_t to : touched) {
      const double g = gain(degrees, held_[to]);
      if (g > best_gain) {
        best_gain = g;
        best = to;
      }
    }
    for (const std::uint32_t to : touched) held_[to].links = 0.0;
    held_[best].accounts += degrees.accounts;
    held_[best].traces += degrees.traces;
    community_[node] = best;
    return best != from;
  }

  const ModularityNetwork& net_;
  std::vector<std::uint32_t> community_, touched_;
  std::vector<Held> held_;
};

void ModularityNetwork::draw_order(std::uint32_t nodes, Random& random) {
  std::vector<std::uint32_t> order(nodes);
  std::iota(order.begin(), order.end(), 0U);
  for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  place_.resize(nodes);
  for (std::uint32_t p = 0; p < nodes; ++p) place_[order[p]] = p;
  degrees_.resize(nodes);
}

// How many arcs are put in their places in one pass over the edges. They are written anywhere among those of
// a pass: where all would take more than half of what pages may have, a pass stays below an eighth of that.
static std::size_t arcs_of_a_pass(std::size_t all, std::size_t bytes_of_one) {
  constexpr std::size_t kMostPasses = 64;
  std::size_t passes = 1;
  if (MemoryBound::is_short_for(all * bytes_of_one)) {
    while (passes < kMostPasses && MemoryBound::is_short_for(all * bytes_of_one / passes * 4)) passes *= 2;
  }
  return (all + passes - 1) / passes;
}

// `edges` calls visit(Edge) for every edge, the same every time; ends are nodes, and different ones.
template <class Edges>
void ModularityNetwork::lay_out(const Edges& edges) {
  first_.assign(place_.size() + 1, 0);
  edges([&](const Edge& edge) {
    ++first_[place_[edge.a] + 1];
    ++first_[place_[edge.b] + 1];
  });
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  arcs_.resize(first_.back());
  std::vector<std::uint32_t> at(first_.begin(), first_.end() - 1);
  const std::size_t most = arcs_of_a_pass(arcs_.size(), sizeof(Arc));
  for (std::uint32_t begin = 0, end = 0; begin < place_.size(); begin = end) {
    const auto above = std::upper_bound(first_.begin() + begin + 1, first_.end(), first_[begin] + most);
    end = std::max(begin + 1, static_cast<std::uint32_t>(above - first_.begin() - 1));
    edges([&](const Edge& edge) {
      const std::uint32_t a = place_[edge.a], b = place_[edge.b];
      if (a - begin < end - begin) arcs_[at[a]++] = {b, edge.weight};
      if (b - begin < end - begin) arcs_[at[b]++] = {a, edge.weight};
    });
  }
}

template <class Edges>
void ModularityNetwork::lay_out_bipartite(const Edges& edges) {
  lay_out(edges);
  edges([&](const Edge& edge) {  // from an account to a trace
    degrees_[place_[edge.a]].accounts += edge.weight;
    degrees_[place_[edge.b]].traces += edge.weight;
    total_ += edge.weight;
  });
}

ModularityNetwork::ModularityNetwork(const GraphView& graph, Random& random) {
  draw_order(graph.accounts + graph.traces, random);
  lay_out_bipartite([&](const auto& visit) {
    for (const LinkEdge& edge : graph.edges)
      visit(Edge{edge.account, graph.accounts + edge.trace, edge.weight});
  });
}

ModularityNetwork::ModularityNetwork(const GraphView& graph, const TraceEnds& ends, Random& random) {
  draw_order(graph.accounts + graph.traces, random);
  lay_out_bipartite([&](const auto& visit) {
    for (std::size_t e = 0; e < graph.edges.size(); ++e)
      visit(Edge{graph.edges[e].account, graph.accounts + ends.trace[e], ends.weight[e]});
  });
}

ModularityNetwork ModularityNetwork::aggregate(const std::vector<std::uint32_t>& label, std::uint32_t count,
                                               Random& random) const {
  std::vector<std::uint32_t> begin(count + 1, 0), members(size()), label_at(size());
  for (std::uint32_t n = 0; n < size(); ++n) {
    ++begin[label[n] + 1];
    label_at[place_[n]] = label[n];
  }
  std::partial_sum(begin.begin(), begin.end(), begin.begin());
  std::vector<std::uint32_t> at(begin.begin(), begin.end() - 1);
  for (std::uint32_t n = 0; n < size(); ++n) members[at[label[n]]++] = place_[n];
  std::vector<Edge> edges;
  std::vector<double> links(count, 0.0);
  std::vector<std::uint32_t> touched;
  for (std::uint32_t from = 0; from < count; ++from) {
    touched.clear();
    for (std::uint32_t m = begin[from]; m < begin[from + 1]; ++m) {
      for (std::uint32_t a = first_[members[m]]; a < first_[members[m] + 1]; ++a) {
        const std::uint32_t to = label_at[arcs_[a].to];
        if (to <= from) continue;  // each pair once; links inside a community do not move it
        if (links[to] == 0.0) touched.push_back(to);
        links[to] += arcs_[a].weight;
      }
    }
    for (const std::uint32_t to : touched) {
      edges.push_back({from, to, static_cast<float>(links[to])});
      links[to] = 0.0;
    }
  }
  ModularityNetwork small;
  small.draw_order(count, random);
  small.lay_out([&](const auto& visit) {
    for (const Edge& edge : edges) visit(edge);
  });
  for (std::uint32_t n = 0; n < size(); ++n) {
    Degrees& sum = small.degrees_[small.place_[label[n]]];
    sum.accounts += degrees_[place_[n]].accounts;
    sum.traces += degrees_[place_[n]].traces;
  }
  small.total_ = total_;
  return small;
}

double ModularityNetwork::modularity(const std::vector<std::uint32_t>& label) const {
  std::vector<Degrees> sums(size());
  std::vector<std::uint32_t> label_at(size());
  for (std::uint32_t n = 0; n < size(); ++n) label_at[place_[n]] = label[n];
  double inside = 0.0;
  for (std::uint32_t n = 0; n < size(); ++n) {
    const std::uint32_t place = place_[n];
    sums[label[n]].accounts += degrees_[place].accounts;
    sums[label[n]].traces += degrees_[place].traces;
    if (degrees_[place].accounts == 0.0) continue;  // a trace: its edges are counted with the accounts
    for (std::uint32_t a = first_[place]; a < first_[place + 1]; ++a) {
      if (label_at[arcs_[a].to] == label[n]) inside += arcs_[a].weight;
    }
  }
  double expected = 0.0;
  for (const Degrees& sum : sums) expected += sum.accounts * sum.traces;
  return total_ > 0.0 ? inside / total_ - expected / (total_ * total_) : 0.0;
}

std::uint32_t renumber(std::vector<std::uint32_t>& labels) {
  constexpr std::uint32_t kNone = ~0U;
  std::vector<std::uint32_t> name(labels.size(), kNone);
  std::uint32_t next = 0;
  for (std::uint32_t& label : labels) {
    if (name[label] == kNone) name[label] = next++;
    label = name[label];
  }
  return next;
}

std::vector<std::uint32_t> partition(const ModularityNetwork& whole, Random& random) {
  std::vector<std::uint32_t> result(whole.size());
  std::iota(result.begin(), result.end(), 0U);
  ModularityNetwork held;
  const ModularityNetwork* net = &whole;
  for (int level = 0; level < 20; ++level) {
    LocalMoving moving(*net);
    if (!moving.run()) break;
    std::vector<std::uint32_t> label(net->size());
    for (std::uint32_t n = 0; n < label.size(); ++n) label[n] = moving.community()[net->place_[n]];
    const std::uint32_t count = renumber(label);
    for (std::uint32_t& r : result) r = label[r];
    if (count == net->size()) break;
    held = net->aggregate(label, count, random);
    net = &held;
  }
  return result;
}

}  // namespace stillwatch
