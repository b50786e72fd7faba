#include "campaign/communities.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <numeric>

#include "base/memory_bound.h"
#include "base/parallel.h"
#include "base/random.h"
#include "campaign/modularity.h"

namespace stillwatch {
namespace {

// Splits every community into its connected components, numbered in order of their first node.
void split_components(const GraphView& graph, std::vector<std::uint32_t>& label) {
  std::vector<std::uint32_t> parent(label.size());
  std::iota(parent.begin(), parent.end(), 0U);
  const auto root = [&](std::uint32_t node) {
    while (parent[node] != node) node = parent[node] = parent[parent[node]];
    return node;
  };
  for (const LinkEdge& edge : graph.edges) {
    const std::uint32_t trace = graph.accounts + edge.trace;
    if (label[edge.account] != label[trace]) continue;
    const std::uint32_t a = root(edge.account), b = root(trace);
    parent[std::max(a, b)] = std::min(a, b);
  }
  for (std::uint32_t node = 0; node < label.size(); ++node) label[node] = root(node);
}

// Permutes as `random` says. Its places are drawn some steps ahead: the values lie anywhere.
template <class Value>
void shuffle(std::vector<Value>& values, Random& random) {
  constexpr std::size_t kAhead = 32;
  std::array<std::size_t, kAhead> with{};
  for (std::size_t left = values.size(); left > 1;) {
    const std::size_t steps = std::min(kAhead, left - 1);
    for (std::size_t s = 0; s < steps; ++s) {
      with[s] = random.below(left - s);
      __builtin_prefetch(&values[with[s]], 1);
    }
    for (std::size_t s = 0; s < steps; ++s) std::swap(values[left - s - 1], values[with[s]]);
    left -= steps;
  }
}

// Trace ends permuted: every account and every trace keeps its number of edges. The two arrays are permuted
// one after the other, so that each fits where both would not.
double shuffled_modularity(const GraphView& graph, Random& random) {
  TraceEnds ends;
  Random again = random;
  ends.trace.reserve(graph.edges.size());
  for (const LinkEdge& edge : graph.edges) ends.trace.push_back(edge.trace);
  shuffle(ends.trace, random);
  ends.weight.reserve(graph.edges.size());
  for (const LinkEdge& edge : graph.edges) ends.weight.push_back(edge.weight);
  shuffle(ends.weight, again);
  const ModularityNetwork net(graph, ends, random);
  ends = {};
  return net.modularity(partition(net, random));
}

struct Part {
  std::vector<std::uint32_t> accounts;                 // original numbers
  GraphView graph;                                     // renumbered
  std::shared_ptr<const std::vector<LinkEdge>> edges;  // of the graph and of others; the whole's are none's
  int depth = 0;
};

// Edges within one label by label, those of l at [first[l], first[l + 1]), in their order; one array for all,
// so that memory which is short is asked for all of it. Ends are renumbered by `local`.
std::vector<LinkEdge> inner_edges(const GraphView& graph, const std::vector<std::uint32_t>& label,
                                  const std::vector<std::uint32_t>& local, std::vector<std::size_t>& first) {
  const auto for_each = [&](const auto& visit) {
    for (const LinkEdge& edge : graph.edges) {
      const std::uint32_t trace = graph.accounts + edge.trace;
      if (label[edge.account] == label[trace]) visit(edge, trace);
    }
  };
  for_each([&](const LinkEdge&, std::uint32_t trace) { ++first[label[trace] + 1]; });
  std::partial_sum(first.begin(), first.end(), first.begin());
  std::vector<LinkEdge> edges(first.back());
  std::vector<std::size_t> at(first.begin(), first.end() - 1);
  for_each([&](const LinkEdge& edge, std::uint32_t trace) {
    edges[at[label[trace]]++] = {local[edge.account], local[trace], edge.weight};
  });
  return edges;
}

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
  std::vector<std::size_t> first(count + 1, 0);
  const auto edges =
      std::make_shared<const std::vector<LinkEdge>>(inner_edges(part.graph, label, local, first));
  for (std::uint32_t p = 0; p < count; ++p) {
    parts[p].edges = edges;
    parts[p].graph.edges = std::span(*edges).subspan(first[p], first[p + 1] - first[p]);
  }
  return parts;
}

// Whether the networks of the graph and of a shuffle at once would take far more than the memory of the run.
bool is_too_much_at_once(const GraphView& graph) {
  constexpr std::size_t kEdge = 24, kNode = 60;  // bytes of a network, and of the shuffle's edges
  const std::size_t one = graph.edges.size() * kEdge + (std::size_t{graph.accounts} + graph.traces) * kNode;
  return MemoryBound::is_short_for(one / 2);  // one alone would take what the process may have
}

// Whether a partition is better than those of the part's shuffles. With several threads all are made side by
// side, with one, or where memory is short, no more shuffles than it takes.
bool beats_shuffles(const Part& part, const CommunityOptions& options, unsigned threads,
                    std::vector<std::uint32_t>& label) {
  if (part.depth >= options.deepest_split || part.accounts.size() < 4) return false;
  const Random random = Random(options.seed).fork(fmt::format("{}/{}", part.depth, part.accounts.front()));
  // The modularity of shuffles of a large part hardly varies: one is enough.
  constexpr std::size_t kLargePart = 50'000;  // edges
  const int shuffles =
      part.graph.edges.size() >= kLargePart ? std::min(1, options.shuffles) : options.shuffles;
  double reached = 0.0;
  const auto make_partition = [&] {
    Random own = random.fork("0");
    const ModularityNetwork net(part.graph, own);
    label = partition(net, own);
    reached = net.modularity(label);
  };
  const auto shuffled = [&](std::size_t round) {
    Random own = random.fork(fmt::format("{}", round));
    return shuffled_modularity(part.graph, own);
  };
  const auto beats = [&](double bar) { return reached > bar + options.least_gain; };
  std::vector<double> decoys(1 + static_cast<std::size_t>(shuffles), 0.0);  // the first is none
  if (threads != 1 && !is_too_much_at_once(part.graph)) {
    parallel_for(decoys.size(), threads, [&](std::size_t round, unsigned) {
      if (round == 0) return make_partition();
      decoys[round] = shuffled(round);
    });
    return std::ranges::all_of(decoys, beats);
  }
  make_partition();
  bool is_better = beats(0.0);
  for (std::size_t round = 1; is_better && round < decoys.size(); ++round) is_better = beats(shuffled(round));
  return is_better;
}

// The parts of a part, or nothing when it is better left whole. What is not connected is never left together.
std::vector<Part> try_split(const Part& part, const CommunityOptions& options, unsigned threads) {
  std::vector<std::uint32_t> label;
  if (!beats_shuffles(part, options, threads, label)) {
    if (part.depth > 0) return {};
    label.assign(part.graph.accounts + part.graph.traces, 0);
  }
  split_components(part.graph, label);
  return split(part, std::move(label));
}

// The pieces of every part, whose edges are given up. A part with much of all edges is split by all threads
// together; the others are handed out from the largest down, so that no thread waits long for the last.
std::vector<std::vector<Part>> split_all(std::vector<Part>& open, const CommunityOptions& options) {
  std::vector<std::vector<Part>> pieces(open.size());
  std::size_t edges = 0;
  for (const Part& part : open) edges += part.graph.edges.size();
  std::vector<std::size_t> order(open.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    const std::size_t in_a = open[a].graph.edges.size(), in_b = open[b].graph.edges.size();
    return in_a != in_b ? in_a > in_b : a < b;
  });
  constexpr std::size_t kMuch = 4;
  const auto split_one = [&](std::size_t p, unsigned threads) {
    pieces[p] = try_split(open[p], options, threads);
    open[p].graph = {};
    open[p].edges.reset();
  };
  std::size_t together = 0;
  for (; together < order.size() && kMuch * open[order[together]].graph.edges.size() >= edges; ++together)
    split_one(order[together], options.threads);
  parallel_for(open.size() - together, options.threads,
               [&](std::size_t round, unsigned) { split_one(order[together + round], 1); });
  return pieces;
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
    std::vector<std::vector<Part>> pieces = split_all(open, options);
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
