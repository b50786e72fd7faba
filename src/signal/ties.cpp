#include "signal/ties.h"

#include <algorithm>
#include <numeric>

namespace stillwatch {

Ties::Ties(std::uint32_t members) : parent_(members), size_(members, 1) {
  std::iota(parent_.begin(), parent_.end(), 0U);
}

std::uint32_t Ties::root(std::uint32_t member) const {
  while (parent_[member] != member) member = parent_[member];
  return member;
}

void Ties::add(std::uint32_t a, std::uint32_t b) {
  if (a == b || !pairs_.emplace(std::min(a, b), std::max(a, b)).second) return;
  a = root(a);
  b = root(b);
  if (a == b) return;
  if (size_[a] > size_[b]) std::swap(a, b);  // the smaller one joins: roots stay near
  parent_[a] = b;
  size_[b] += size_[a];
}

std::uint64_t Ties::beyond_families() const {
  std::vector<std::uint64_t> tied(parent_.size(), 0);  // pairs by component
  for (const auto& [a, b] : pairs_) ++tied[root(a)];
  std::uint64_t count = 0;
  for (std::uint32_t m = 0; m < parent_.size(); ++m) {
    if (parent_[m] != m) continue;
    const std::uint64_t whole = size_[m] / kFamily, rest = size_[m] % kFamily;
    const std::uint64_t in_families =
        whole * (kFamily * (kFamily - 1) / 2) + rest * (rest - 1) / 2 * (rest > 0);
    const std::uint64_t apart = (size_[m] + kFamily - 1) / kFamily - 1;
    count += std::max(apart, tied[m] > in_families ? tied[m] - in_families : 0);
  }
  return count;
}

std::uint64_t Ties::members_beyond_families() const {
  std::uint64_t count = 0;
  for (std::uint32_t m = 0; m < parent_.size(); ++m) {
    if (parent_[m] == m && size_[m] > kFamily) count += size_[m];
  }
  return count;
}

}  // namespace stillwatch
