#include "signal/ties.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "base/statistics.h"
#include "signal/operation_events.h"

namespace stillwatch {
namespace {

// Neighbours by member, ascending.
using Neighbours = std::vector<std::vector<std::uint32_t>>;

// The most pairs a head among connected sets of up to Ties::kFamily members that hold one member: each set is
// built once, by adding one of the neighbours that were not passed over before.
class Densest {
 public:
  explicit Densest(const Neighbours& neighbours) : neighbours_(neighbours) {}

  double around(std::uint32_t member) {
    best_ = 0.0;
    left_ = Ties::kMostSets;
    set_.clear();
    met_.assign(1, member);
    grow(met_, 0, 0);
    constexpr double kFull = (Ties::kFamily - 1) / 2.0;
    return left_ > 0 ? best_ : kFull;
  }

 private:
  // Adds each of the open members from `next` on in turn; those before it are passed over. By value: every
  // branch goes on with a list of its own.
  void grow(std::vector<std::uint32_t> open, std::size_t next, std::uint32_t pairs) {
    const std::size_t met = met_.size();
    for (; next < open.size() && left_ > 0; ++next) {
      --left_;
      const std::uint32_t member = open[next];
      const auto& tied = neighbours_[member];
      const auto with =
          static_cast<std::uint32_t>(std::count_if(set_.begin(), set_.end(), [&](std::uint32_t m) {
            return std::binary_search(tied.begin(), tied.end(), m);
          }));
      set_.push_back(member);
      best_ = std::max(best_, static_cast<double>(pairs + with) / static_cast<double>(set_.size()));
      if (set_.size() < Ties::kFamily) {
        std::vector<std::uint32_t> wider = open;
        for (const std::uint32_t m : tied) {
          if (std::find(met_.begin(), met_.end(), m) != met_.end()) continue;
          met_.push_back(m);
          wider.push_back(m);
        }
        grow(std::move(wider), next + 1, pairs + with);
        met_.resize(met);
      }
      set_.pop_back();
      if (set_.empty()) return;
    }
  }

  const Neighbours& neighbours_;
  double best_ = 0.0;
  std::size_t left_ = 0;
  std::vector<std::uint32_t> set_, met_;  // met: in the set, open, or passed over
};

}  // namespace

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
  const std::vector<double> inside = most_inside_families(tied);
  std::uint64_t count = 0;
  for (std::uint32_t m = 0; m < parent_.size(); ++m) {
    if (parent_[m] != m) continue;
    const std::uint64_t whole = size_[m] / kFamily, rest = size_[m] % kFamily;
    const std::uint64_t in_families =
        whole * (kFamily * (kFamily - 1) / 2) + rest * (rest - 1) / 2 * (rest > 0);
    const std::uint64_t apart = (size_[m] + kFamily - 1) / kFamily - 1;
    const double at_most = std::min(static_cast<double>(in_families), inside[m]);
    const double strangers = std::ceil(static_cast<double>(tied[m]) - at_most - 1e-6);
    count += std::max(apart, strangers > 0 ? static_cast<std::uint64_t>(strangers) : 0);
  }
  return count;
}

// By component, how many of its pairs can lie inside families: of every family each member counts the pairs a
// head, so their sum is at most that of the densest sets around the members.
std::vector<double> Ties::most_inside_families(const std::vector<std::uint64_t>& tied) const {
  std::vector<double> most(parent_.size(), 0.0);
  const auto sparse = [&](std::uint32_t component) {
    return size_[component] > kFamily && tied[component] <= kSparse * size_[component];
  };
  Neighbours neighbours(parent_.size());
  for (const auto& [a, b] : pairs_) {
    if (!sparse(root(a))) continue;
    neighbours[a].push_back(b);
    neighbours[b].push_back(a);
  }
  for (auto& of_member : neighbours) std::sort(of_member.begin(), of_member.end());
  Densest densest(neighbours);
  for (std::uint32_t m = 0; m < parent_.size(); ++m) {
    const std::uint32_t component = root(m);
    most[component] += sparse(component) ? densest.around(m) : (kFamily - 1) / 2.0;
  }
  return most;
}

std::uint64_t Ties::members_beyond_families() const {
  std::uint64_t count = 0;
  for (std::uint32_t m = 0; m < parent_.size(); ++m) {
    if (parent_[m] == m && size_[m] > kFamily) count += size_[m];
  }
  return count;
}

Ties ties_of(const SignalContext& context, const Group& group, const std::vector<Carry>& carries) {
  const auto member = [&](std::uint32_t row) { return group.member_with(context.table.rows()[row].account); };
  Ties ties(group.member_count());
  for (const Carry& carry : carries) ties.add(member(carry.issuer), member(carry.bringer));
  return ties;
}

SignalFinding tie_finding(const SignalInfo& info, const SignalContext& context, const Group& group,
                          const Ties& ties, Coincidence honest, std::string_view thing, std::size_t things) {
  const double bound = std::max(honest.least, honest.per_account_week * account_weeks(context, group));
  const std::uint64_t coincidences = ties.beyond_families();
  SignalFinding finding;
  finding.signal = info.name;
  finding.question = info.question;
  finding.applies = true;
  finding.p = poisson_upper(coincidences, bound);
  finding.log10_e = poisson_log_e(coincidences, bound) / std::numbers::ln10;
  finding.facts = {{std::string(thing), static_cast<double>(things)},
                   {"account_pairs", static_cast<double>(ties.pairs())},
                   {"tied_members", static_cast<double>(ties.members_beyond_families())},
                   {"coincidences_needed", static_cast<double>(coincidences)},
                   {"honest_bound", bound}};
  return finding;
}

}  // namespace stillwatch
