#include "campaign/communities.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <numeric>

#include "base/parallel.h"
#include "base/random.h"

namespace stillwatch {
namespace {

// A node of the working graph: a set of accounts and traces, with the sums of their degrees.
struct Network {
  std::vector<std::uint32_t> first;  // adjacency of node n: arcs [first[n], first[n + 1])
  struct Arc {
    std::uint32_t to;
    float weight;
  };
  std::vector<Arc> arcs;
  std::vector<double> account_degree, trace_degree;
  double total = 0.0;  // weight of all edges of the bipartite graph
  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(account_degree.size()); }
};

Network network_of(std::uint32_t nodes, const std::vector<std::array<std::uint32_t, 2>>& ends,
                   const std::vector<double>& weights) {
  Network net;
  net.first.assign(nodes + 1, 0);
  for (const auto& end : ends) {
    ++net.first[end[0] + 1];
    if (end[1] != end[0]) ++net.first[end[1] + 1];
  }
  std::partial_sum(net.first.begin(), net.first.end(), net.first.begin());
  net.arcs.resize(net.first.back());
  std::vector<std::uint32_t> at(net.first.begin(), net.first.end() - 1);
  for (std::size_t e = 0; e < ends.size(); ++e) {
    net.arcs[at[ends[e][0]]++] = {ends[e][1], static_cast<float>(weights[e])};
    if (ends[e][1] != ends[e][0]) net.arcs[at[ends[e][1]]++] = {ends[e][0], static_cast<float>(weights[e])};
  }
  net.account_degree.assign(nodes, 0.0);
  net.trace_degree.assign(nodes, 0.0);
  return net;
}

Network network_of(const BipartiteGraph& graph) {
  std::vector<std::array<std::uint32_t, 2>> ends;
  std::vector<double> weights;
  ends.reserve(graph.edges.size());
  weights.reserve(graph.edges.size());
  for (const LinkEdge& edge : graph.edges) {
    ends.push_back({edge.account, graph.accounts + edge.trace});
    weights.push_back(edge.weight);
  }
  Network net = network_of(graph.accounts + graph.traces, ends, weights);
  for (const LinkEdge& edge : graph.edges) {
    net.account_degree[edge.account] += edge.weight;
    net.trace_degree[graph.accounts + edge.trace] += edge.weight;
    net.total += edge.weight;
  }
  return net;
}

// One round of local moving: every node goes to the neighbouring community with the largest gain, until few
// move.
class LocalMoving {
 public:
  LocalMoving(const Network& net, Random& random)
      : net_(net),
        community_(net.size()),
        accounts_(net.account_degree),
        traces_(net.trace_degree),
        links_(net.size()) {
    std::iota(community_.begin(), community_.end(), 0U);
    order_.resize(net.size());
    std::iota(order_.begin(), order_.end(), 0U);
    for (std::size_t i = order_.size(); i > 1; --i) std::swap(order_[i - 1], order_[random.below(i)]);
  }

  bool run() {
    bool any = false;
    for (int sweep = 0; sweep < 32; ++sweep) {
      std::size_t moved = 0;
      for (const std::uint32_t node : order_) moved += move(node) ? 1 : 0;
      any = any || moved != 0;
      if (moved <= net_.size() / 1000) break;
    }
    return any;
  }

  [[nodiscard]] const std::vector<std::uint32_t>& community() const { return community_; }

 private:
  [[nodiscard]] double gain(std::uint32_t node, std::uint32_t to) const {
    const double expected = net_.account_degree[node] * traces_[to] + net_.trace_degree[node] * accounts_[to];
    return links_[to] - expected / net_.total;
  }

  bool move(std::uint32_t node) {
    const std::uint32_t from = community_[node];
    touched_.clear();
    for (std::uint32_t a = net_.first[node]; a < net_.first[node + 1]; ++a) {
      if (net_.arcs[a].to == node) continue;
      const std::uint32_t to = community_[net_.arcs[a].to];
      if (links_[to] == 0.0) touched_.push_back(to);
      links_[to] += net_.arcs[a].weight;
    }
    accounts_[from] -= net_.account_degree[node];
    traces_[from] -= net_.trace_degree[node];
    std::uint32_t best = from;
    double best_gain = gain(node, from) + 1e-12;
    for (const std::uint32_t to : touched_) {
      const double g = gain(node, to);
      if (g > best_gain) {
        best_gain = g;
        best = to;
      }
    }
    for (const std::uint32_t to : touched_) links_[to] = 0.0;
    accounts_[best] += net_.account_degree[node];
    traces_[best] += net_.trace_degree[node];
    community_[node] = best;
    return best != from;
  }

  const Network& net_;
  std::vector<std::uint32_t> community_, order_, touched_;
  std::vector<double> accounts_, traces_, links_;
};

// Renumbers labels to 0..n-1 in order of first appearance.
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

Network aggregate(const Network& net, const std::vector<std::uint32_t>& label, std::uint32_t count) {
  std::vector<std::array<std::uint32_t, 2>> ends;
  std::vector<double> weights;
  std::vector<std::uint32_t> order(net.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return label[a] < label[b]; });
  std::vector<double> links(count, 0.0);
  std::vector<std::uint32_t> touched;
  for (std::size_t i = 0; i < order.size();) {
    const std::uint32_t from = label[order[i]];
    touched.clear();
    for (; i < order.size() && label[order[i]] == from; ++i) {
      for (std::uint32_t a = net.first[order[i]]; a < net.first[order[i] + 1]; ++a) {
        const std::uint32_t to = label[net.arcs[a].to];
        if (to <= from) continue;  // each pair once; links inside a community do not move it
        if (links[to] == 0.0) touched.push_back(to);
        links[to] += net.arcs[a].weight;
      }
    }
    for (const std::uint32_t to : touched) {
      ends.push_back({from, to});
      weights.push_back(links[to]);
      links[to] = 0.0;
    }
  }
  Network small = network_of(count, ends, weights);
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    small.account_degree[label[n]] += net.account_degree[n];
    small.trace_degree[label[n]] += net.trace_degree[n];
  }
  small.total = net.total;
  return small;
}

// Community of every account (first) and trace (after them).
std::vector<std::uint32_t> partition(const Network& whole, Random& random) {
  std::vector<std::uint32_t> result(whole.size());
  std::iota(result.begin(), result.end(), 0U);
  Network net = whole;
  for (int level = 0; level < 20; ++level) {
    LocalMoving moving(net, random);
    if (!moving.run()) break;
    std::vector<std::uint32_t> label = moving.community();
    const std::uint32_t count = renumber(label);
    for (std::uint32_t& r : result) r = label[r];
    if (count == net.size()) break;
    net = aggregate(net, label, count);
  }
  return result;
}

double modularity(const Network& net, const std::vector<std::uint32_t>& label) {
  std::vector<double> accounts(net.size(), 0.0), traces(net.size(), 0.0);
  double inside = 0.0;
  for (std::uint32_t n = 0; n < net.size(); ++n) {
    accounts[label[n]] += net.account_degree[n];
    traces[label[n]] += net.trace_degree[n];
    for (std::uint32_t a = net.first[n]; a < net.first[n + 1]; ++a) {
      if (net.arcs[a].to > n && label[net.arcs[a].to] == label[n]) inside += net.arcs[a].weight;
    }
  }
  double expected = 0.0;
  for (std::uint32_t c = 0; c < net.size(); ++c) expected += accounts[c] * traces[c];
  return net.total > 0.0 ? inside / net.total - expected / (net.total * net.total) : 0.0;
}

// Splits every community into its connected components.
void split_components(const Network& net, std::vector<std::uint32_t>& label) {
  constexpr std::uint32_t kNone = ~0U;
  std::vector<std::uint32_t> component(net.size(), kNone), stack;
  std::uint32_t next = 0;
  for (std::uint32_t start = 0; start < net.size(); ++start) {
    if (component[start] != kNone) continue;
    component[start] = next;
    stack.push_back(start);
    while (!stack.empty()) {
      const std::uint32_t node = stack.back();
      stack.pop_back();
      for (std::uint32_t a = net.first[node]; a < net.first[node + 1]; ++a) {
        const std::uint32_t to = net.arcs[a].to;
        if (component[to] != kNone || label[to] != label[node]) continue;
        component[to] = next;
        stack.push_back(to);
      }
    }
    ++next;
  }
  label = component;
}

// Trace ends permuted: every account and every trace keeps its number of edges.
double shuffled_modularity(const BipartiteGraph& graph, Random& random) {
  BipartiteGraph decoy = graph;
  for (std::size_t i = decoy.edges.size(); i > 1; --i) {
    const std::size_t j = random.below(i);
    std::swap(decoy.edges[i - 1].trace, decoy.edges[j].trace);
    std::swap(decoy.edges[i - 1].weight, decoy.edges[j].weight);
  }
  const Network net = network_of(decoy);
  return modularity(net, partition(net, random));
}

struct Part {
  std::vector<std::uint32_t> accounts;  // original numbers
  BipartiteGraph graph;                 // renumbered
  int depth = 0;
};

std::vector<Part> split(const Part& part, std::vector<std::uint32_t> label) {
  const std::uint32_t count = renumber(label);
  std::vector<Part> parts(count);
  std::vector<std::uint32_t> local(label.size());
  for (std::uint32_t n = 0; n < label.size(); ++n) {
    Part& to = parts[label[n]];
    if (n < part.graph.accounts) {
      local[n] = to.graph.accounts++;
      to.accounts.push_back(part.accounts[n]);
    } else {
      local[n] = to.graph.traces++;
    }
    to.depth = part.depth + 1;
  }
  for (const LinkEdge& edge : part.graph.edges) {
    const std::uint32_t trace = part.graph.accounts + edge.trace;
    if (label[edge.account] != label[trace]) continue;
    parts[label[trace]].graph.edges.push_back({local[edge.account], local[trace], edge.weight});
  }
  return parts;
}

// Whether a partition is better than those of the part's shuffles. All are made side by side.
bool beats_shuffles(const Part& part, const Network& net, const CommunityOptions& options, unsigned threads,
                    std::vector<std::uint32_t>& label) {
  if (part.depth >= options.deepest_split || part.accounts.size() < 4) return false;
  const Random random = Random(options.seed).fork(fmt::format("{}/{}", part.depth, part.accounts.front()));
  // The modularity of shuffles of a large part hardly varies: one is enough.
  constexpr std::size_t kLargePart = 50'000;  // edges
  const int shuffles =
      part.graph.edges.size() >= kLargePart ? std::min(1, options.shuffles) : options.shuffles;
  std::vector<double> shuffled(static_cast<std::size_t>(shuffles), 0.0);
  parallel_for(1 + shuffled.size(), threads, [&](std::size_t round, unsigned) {
    Random own = random.fork(fmt::format("{}", round));
    if (round == 0) {
      label = partition(net, own);
    } else {
      shuffled[round - 1] = shuffled_modularity(part.graph, own);
    }
  });
  double bar = 0.0;
  for (const double decoy : shuffled) bar = std::max(bar, decoy);
  return modularity(net, label) > bar + options.least_gain;
}

// The parts of a part, or nothing when it is better left whole. What is not connected is never left together.
std::vector<Part> try_split(const Part& part, const CommunityOptions& options, unsigned threads) {
  const Network net = network_of(part.graph);
  std::vector<std::uint32_t> label;
  if (!beats_shuffles(part, net, options, threads, label)) {
    if (part.depth > 0) return {};
    label.assign(net.size(), 0);
  }
  split_components(net, label);
  return split(part, std::move(label));
}

}  // namespace

std::vector<std::vector<std::uint32_t>> find_communities(const BipartiteGraph& graph,
                                                         const CommunityOptions& options) {
  std::vector<std::vector<std::uint32_t>> found;
  std::vector<Part> open(1);
  open.front().accounts.resize(graph.accounts);
  std::iota(open.front().accounts.begin(), open.front().accounts.end(), 0U);
  open.front().graph = graph;
  while (!open.empty()) {
    std::erase_if(open, [](const Part& part) { return part.accounts.size() < 2; });
    std::vector<std::vector<Part>> pieces(open.size());
    const unsigned inner = open.size() == 1 ? options.threads : 1;
    parallel_for(open.size(), options.threads,
                 [&](std::size_t p, unsigned) { pieces[p] = try_split(open[p], options, inner); });
    std::vector<Part> next;
    for (std::size_t p = 0; p < open.size(); ++p) {
      if (pieces[p].empty()) found.push_back(std::move(open[p].accounts));
      std::move(pieces[p].begin(), pieces[p].end(), std::back_inserter(next));
    }
    open = std::move(next);
  }
  for (auto& community : found) std::sort(community.begin(), community.end());
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace stillwatch
