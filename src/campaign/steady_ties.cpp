#include "campaign/steady_ties.h"

#include <algorithm>
#include <numeric>

namespace stillwatch {
namespace {

constexpr std::uint64_t kOfStrongest = 4;

class Sets {
 public:
  explicit Sets(std::uint32_t nodes) : parent_(nodes) { std::iota(parent_.begin(), parent_.end(), 0U); }
  std::uint32_t root(std::uint32_t node) {
    while (parent_[node] != node) node = parent_[node] = parent_[parent_[node]];
    return node;
  }
  // The smaller root stays, so that roots are first nodes.
  void join(std::uint32_t a, std::uint32_t b) {
    a = root(a);
    b = root(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace

std::vector<std::vector<std::uint32_t>> join_by_steady_ties(
    std::uint32_t nodes, const std::vector<TiedPair>& pairs,
    const std::vector<std::vector<std::uint32_t>>& communities) {
  std::vector<std::uint64_t> strongest(nodes, 0);
  for (const TiedPair& pair : pairs) {
    strongest[pair.a] = std::max<std::uint64_t>(strongest[pair.a], pair.seen);
    strongest[pair.b] = std::max<std::uint64_t>(strongest[pair.b], pair.seen);
  }
  Sets sets(nodes);
  for (const auto& community : communities) {
    for (const std::uint32_t member : community) sets.join(community.front(), member);
  }
  for (const TiedPair& pair : pairs) {
    const std::uint64_t usual = std::max(strongest[pair.a], strongest[pair.b]);
    if (pair.seen >= kSteadyTie && kOfStrongest * pair.seen >= usual) sets.join(pair.a, pair.b);
  }
  std::vector<std::vector<std::uint32_t>> by_root(nodes);
  for (std::uint32_t node = 0; node < nodes; ++node) by_root[sets.root(node)].push_back(node);
  std::erase_if(by_root, [](const auto& part) { return part.size() < 2; });
  return by_root;
}

}  // namespace stillwatch
