#include "campaign/dense_core.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <numeric>
#include <span>
#include <utility>

namespace stillwatch {
namespace {

constexpr int kMostRounds = 6;
constexpr double kTwoThings = 2.0;  // how much denser than the whole a core must be to be split off

// Numbers for the traces of a part, in order of appearance.
class TraceNumbers {
 public:
  explicit TraceNumbers(std::size_t edges)
      : shift_(64 - static_cast<int>(std::bit_width(edges)) - 1), slots_(std::size_t{1} << (64 - shift_)) {}
  std::uint32_t number(std::uint32_t trace) {
    for (std::size_t at = trace * 0x9e3779b97f4a7c15ULL >> shift_;; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].number == kNone) slots_[at] = {trace, count_++};
      if (slots_[at].trace == trace) return slots_[at].number;
    }
  }
  [[nodiscard]] std::uint32_t count() const { return count_; }

 private:
  static constexpr std::uint32_t kNone = ~0U;
  struct Slot {
    std::uint32_t trace = 0, number = kNone;
  };
  int shift_;
  std::vector<Slot> slots_;
  std::uint32_t count_ = 0;
};

// Nodes, the one with the least degree first, of equal ones the first. Degrees may sink.
class LeastDegree {
 public:
  explicit LeastDegree(std::vector<double> degree) : degree_(std::move(degree)), at_(degree_.size()) {
    heap_.resize(degree_.size());
    std::iota(heap_.begin(), heap_.end(), 0U);
    std::ranges::sort(heap_, [this](std::uint32_t a, std::uint32_t b) { return is_before(a, b); });
    for (std::uint32_t i = 0; i < heap_.size(); ++i) at_[heap_[i]] = i;
  }
  [[nodiscard]] bool has(std::uint32_t node) const { return at_[node] != kGone; }
  std::uint32_t pop() {
    const std::uint32_t least = heap_.front(), last = heap_.back();
    heap_.pop_back();
    at_[least] = kGone;
    if (!heap_.empty()) sink(last);
    return least;
  }
  void lower(std::uint32_t node, double by) {
    degree_[node] -= by;
    std::uint32_t at = at_[node];
    for (; at > 0 && is_before(node, heap_[(at - 1) / kWays]); at = (at - 1) / kWays)
      put(heap_[(at - 1) / kWays], at);
    put(node, at);
  }

 private:
  static constexpr std::uint32_t kWays = 4, kGone = ~0U;
  [[nodiscard]] bool is_before(std::uint32_t a, std::uint32_t b) const {
    return degree_[a] != degree_[b] ? degree_[a] < degree_[b] : a < b;
  }
  void put(std::uint32_t node, std::uint32_t at) {
    heap_[at] = node;
    at_[node] = at;
  }
  // From the top.
  void sink(std::uint32_t node) {
    std::uint32_t at = 0;
    for (;;) {
      const std::uint64_t first = std::uint64_t{at} * kWays + 1;
      if (first >= heap_.size()) break;
      const auto last = static_cast<std::uint32_t>(std::min<std::uint64_t>(first + kWays, heap_.size()));
      auto least = static_cast<std::uint32_t>(first);
      for (std::uint32_t child = least + 1; child < last; ++child) {
        if (is_before(heap_[child], heap_[least])) least = child;
      }
      if (!is_before(heap_[least], node)) break;
      put(heap_[least], at);
      at = least;
    }
    put(node, at);
  }

  std::vector<double> degree_;
  std::vector<std::uint32_t> at_, heap_;  // at_: place in the heap
};

}  // namespace

DenseCores::DenseCores(const BipartiteGraph& graph)
    : first_(graph.accounts + 1, 0), edges_(graph.edges.size()) {
  for (const LinkEdge& edge : graph.edges) ++first_[edge.account + 1];
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  std::vector<std::uint32_t> at(first_.begin(), first_.end() - 1);
  for (const LinkEdge& edge : graph.edges) edges_[at[edge.account]++] = {edge.trace, edge.weight};
  const auto by_trace = [](const Edge& a, const Edge& b) { return a.trace < b.trace; };
  for (std::uint32_t account = 0; account < graph.accounts; ++account) {
    const std::span own = std::span(edges_).subspan(first_[account], first_[account + 1] - first_[account]);
    if (!std::ranges::is_sorted(own, by_trace)) std::ranges::sort(own, by_trace);
  }
}

// Nodes: accounts first, then the traces that they leave, in order of appearance.
struct DenseCores::Local {
  struct Arc {
    std::uint32_t to;
    float weight;
  };
  std::vector<std::uint32_t> first;  // by node: arcs [first[n], first[n + 1])
  std::vector<Arc> arcs;
  std::vector<double> degree;
  double total = 0.0;
};

DenseCores::Local DenseCores::local_graph(const std::vector<std::uint32_t>& accounts) const {
  const auto count = static_cast<std::uint32_t>(accounts.size());
  std::size_t edges = 0;
  for (const std::uint32_t account : accounts) edges += first_[account + 1] - first_[account];
  TraceNumbers traces(edges);
  Local local;
  std::vector<std::uint32_t> trace_of;  // by edge
  trace_of.reserve(edges);
  local.first.assign(count + 1, 0);
  for (std::uint32_t a = 0; a < count; ++a) {
    local.first[a + 1] = local.first[a] + first_[accounts[a] + 1] - first_[accounts[a]];
    for (std::uint32_t e = first_[accounts[a]]; e < first_[accounts[a] + 1]; ++e)
      trace_of.push_back(count + traces.number(edges_[e].trace));
  }
  const std::uint32_t nodes = count + traces.count();
  std::vector<std::uint32_t> users(nodes + 1, 0);
  for (const std::uint32_t trace : trace_of) ++users[trace];
  local.first.resize(nodes + 1);
  for (std::uint32_t n = count; n < nodes; ++n) local.first[n + 1] = local.first[n] + users[n];
  local.arcs.resize(2 * edges);
  local.degree.assign(nodes, 0.0);
  std::vector<std::uint32_t> at(local.first.begin(), local.first.end() - 1);
  std::size_t edge = 0;
  for (std::uint32_t a = 0; a < count; ++a) {
    for (std::uint32_t e = first_[accounts[a]]; e < first_[accounts[a] + 1]; ++e, ++edge) {
      const std::uint32_t trace = trace_of[edge];
      const float weight = edges_[e].weight;
      local.arcs[at[a]++] = {trace, weight};
      local.arcs[at[trace]++] = {a, weight};
      local.degree[a] += weight;
      local.degree[trace] += weight;
      local.total += weight;
    }
  }
  return local;
}

DenseCores::Peeled DenseCores::peel(const std::vector<std::uint32_t>& accounts) const {
  Local local = local_graph(accounts);
  const std::size_t nodes = local.degree.size();
  double total = local.total;
  Peeled result;
  result.density_of_all = nodes == 0 ? 0.0 : total / static_cast<double>(nodes);
  result.density = result.density_of_all;
  LeastDegree queue(std::move(local.degree));
  std::vector<std::uint32_t> removed;
  removed.reserve(nodes);
  std::size_t best = 0;  // how many nodes are removed in the best set
  while (removed.size() < nodes) {
    const std::uint32_t node = queue.pop();
    removed.push_back(node);
    for (std::uint32_t a = local.first[node]; a < local.first[node + 1]; ++a) {
      const auto& [to, weight] = local.arcs[a];
      if (!queue.has(to)) continue;
      total -= weight;
      queue.lower(to, weight);
    }
    const std::size_t left = nodes - removed.size();
    if (left > 0 && total / static_cast<double>(left) > result.density + 1e-9) {
      result.density = total / static_cast<double>(left);
      best = removed.size();
    }
  }
  std::vector<bool> out(accounts.size(), false);
  for (std::size_t i = 0; i < best; ++i) {
    if (removed[i] < accounts.size()) out[removed[i]] = true;
  }
  for (std::size_t a = 0; a < accounts.size(); ++a) {
    if (!out[a]) result.accounts.push_back(accounts[a]);
  }
  return result;
}

// Drops accounts whose weight on traces that others of the set leave as well is far below the set's median.
std::vector<std::uint32_t> DenseCores::trim(const std::vector<std::uint32_t>& accounts) const {
  std::size_t edges = 0;
  for (const std::uint32_t account : accounts) edges += first_[account + 1] - first_[account];
  TraceNumbers traces(edges);
  std::vector<std::uint32_t> trace_of, users;  // by edge, by trace
  trace_of.reserve(edges);
  for (const std::uint32_t account : accounts) {
    for (std::uint32_t e = first_[account]; e < first_[account + 1]; ++e) {
      trace_of.push_back(traces.number(edges_[e].trace));
      if (traces.count() > users.size()) users.push_back(0);
      ++users[trace_of.back()];
    }
  }
  std::vector<double> shared;
  std::size_t edge = 0;
  for (const std::uint32_t account : accounts) {
    double weight = 0.0;
    for (std::uint32_t e = first_[account]; e < first_[account + 1]; ++e, ++edge) {
      if (users[trace_of[edge]] >= 2) weight += edges_[e].weight;
    }
    shared.push_back(weight);
  }
  std::vector<double> sorted = shared;
  std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2),
                   sorted.end());
  const double least = 0.1 * sorted[sorted.size() / 2];
  std::vector<std::uint32_t> kept;
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    if (shared[i] > 0.0 && shared[i] >= least) kept.push_back(accounts[i]);
  }
  return kept;
}

std::vector<std::vector<std::uint32_t>> DenseCores::split(const std::vector<std::uint32_t>& accounts) const {
  std::vector<std::vector<std::uint32_t>> parts;
  std::vector<std::uint32_t> left = accounts;
  const auto emit = [&](const std::vector<std::uint32_t>& part) {
    auto kept = trim(part);
    if (kept.size() >= 2) parts.push_back(std::move(kept));
  };
  for (int round = 0; round < kMostRounds && left.size() >= 4; ++round) {
    const Peeled core = peel(left);
    const bool two_things = core.accounts.size() >= 2 && core.accounts.size() < left.size() &&
                            core.density >= kTwoThings * core.density_of_all;
    if (!two_things) break;
    emit(core.accounts);
    std::vector<std::uint32_t> rest;
    std::set_difference(left.begin(), left.end(), core.accounts.begin(), core.accounts.end(),
                        std::back_inserter(rest));
    left = std::move(rest);
  }
  if (left.size() >= 2) emit(left);
  return parts;
}

}  // namespace stillwatch
