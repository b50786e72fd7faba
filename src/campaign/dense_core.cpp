#include "campaign/dense_core.h"

#include <algorithm>
#include <queue>
#include <unordered_map>

namespace stillwatch {
namespace {

constexpr int kMostRounds = 6;
constexpr double kTwoThings = 2.0;  // how much denser than the whole a core must be to be split off

}  // namespace

DenseCores::DenseCores(const BipartiteGraph& graph) : first_(graph.accounts + 1, 0), edges_(graph.edges) {
  std::sort(edges_.begin(), edges_.end(), [](const LinkEdge& a, const LinkEdge& b) {
    return a.account != b.account ? a.account < b.account : a.trace < b.trace;
  });
  for (const LinkEdge& edge : edges_) ++first_[edge.account + 1];
  for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
}

DenseCores::Peeled DenseCores::peel(const std::vector<std::uint32_t>& accounts) const {
  // Nodes: accounts first, then the traces that they leave, in order of appearance.
  struct Arc {
    std::uint32_t to;
    double weight;
  };
  std::unordered_map<std::uint32_t, std::uint32_t> node_of_trace;
  std::vector<std::vector<Arc>> arcs(accounts.size());
  double total = 0.0;
  for (std::uint32_t a = 0; a < accounts.size(); ++a) {
    for (std::uint32_t e = first_[accounts[a]]; e < first_[accounts[a] + 1]; ++e) {
      const auto [at, inserted] =
          node_of_trace.try_emplace(edges_[e].trace, static_cast<std::uint32_t>(arcs.size()));
      if (inserted) arcs.emplace_back();
      arcs[a].push_back({at->second, edges_[e].weight});
      arcs[at->second].push_back({a, edges_[e].weight});
      total += edges_[e].weight;
    }
  }
  std::vector<double> degree(arcs.size(), 0.0);
  using Entry = std::pair<double, std::uint32_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  for (std::uint32_t n = 0; n < arcs.size(); ++n) {
    for (const Arc& arc : arcs[n]) degree[n] += arc.weight;
    queue.emplace(degree[n], n);
  }
  std::vector<std::uint32_t> removed;
  std::vector<bool> gone(arcs.size(), false);
  Peeled result;
  result.density_of_all = arcs.empty() ? 0.0 : total / static_cast<double>(arcs.size());
  result.density = result.density_of_all;
  std::size_t best = 0;  // how many nodes are removed in the best set
  while (removed.size() < arcs.size()) {
    const auto [weight, node] = queue.top();
    queue.pop();
    if (gone[node] || weight != degree[node]) continue;  // an older entry of a node that changed
    gone[node] = true;
    removed.push_back(node);
    for (const Arc& arc : arcs[node]) {
      if (gone[arc.to]) continue;
      total -= arc.weight;
      degree[arc.to] -= arc.weight;
      queue.emplace(degree[arc.to], arc.to);
    }
    const std::size_t left = arcs.size() - removed.size();
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
  std::unordered_map<std::uint32_t, std::uint32_t> users;
  for (const std::uint32_t account : accounts) {
    for (std::uint32_t e = first_[account]; e < first_[account + 1]; ++e) ++users[edges_[e].trace];
  }
  std::vector<double> shared;
  for (const std::uint32_t account : accounts) {
    double weight = 0.0;
    for (std::uint32_t e = first_[account]; e < first_[account + 1]; ++e) {
      if (users[edges_[e].trace] >= 2) weight += edges_[e].weight;
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
