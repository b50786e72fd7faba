#include "campaign/carry_groups.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "campaign/bridges.h"
#include "campaign/seams.h"

namespace stillwatch {
namespace {

using Pairs = std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t>;

// Every two nodes between which something of this kind passed in fold 0, with how often.
Pairs tied_pairs(const SignalContext& context, const AccountNodes& nodes, const std::vector<Carry>& carries) {
  const auto rows = context.table.rows();
  const auto& public_roots = context.carried.public_conversations;
  Pairs pairs;
  for (const Carry& carry : carries) {
    const ExchangeRow& row = rows[carry.bringer];
    if (fold_of(row) != 0) continue;
    if (&carries == &context.carried.continuations &&
        std::binary_search(public_roots.begin(), public_roots.end(), row.root))
      continue;
    const std::uint32_t a = nodes.node_of[row.account],
                        b = nodes.node_of[context.table.account_at(carry.issuer)];
    if (a != b) ++pairs[{std::min(a, b), std::max(a, b)}];
  }
  return pairs;
}

// Strangers quote an answer now and then, busy ones more often: returns link two accounts when each shares
// them with several, in proportion to what it asks.
void drop_chance_returns(const SignalContext& context, const AccountNodes& nodes, Pairs& returns) {
  constexpr std::size_t kLeastPartners = 8, kRequestsPerPartner = 40;
  std::map<std::uint32_t, std::size_t> partners;
  for (const auto& [pair, seen] : returns) {
    ++partners[pair.first];
    ++partners[pair.second];
  }
  std::map<std::uint32_t, bool> shares_many;
  for (const auto& [node, count] : partners) {
    std::size_t requests = 0;
    for (const std::uint32_t account : nodes.accounts[node]) {
      for (const ExchangeRow& row : context.table.rows_of(account))
        requests += fold_of(row) == 0 && row.has_new_text() ? 1 : 0;
    }
    shares_many[node] = count >= kLeastPartners && count * kRequestsPerPartner >= requests;
  }
  // Who joined late, or was banned early, had less time: three partners among those who share many are
  // enough.
  constexpr std::size_t kLeastStrongPartners = 3;
  std::map<std::uint32_t, std::size_t> strong;
  for (const auto& [pair, seen] : returns) {
    strong[pair.first] += shares_many[pair.second] ? 1 : 0;
    strong[pair.second] += shares_many[pair.first] ? 1 : 0;
  }
  std::erase_if(returns, [&](const auto& entry) {
    const std::uint32_t a = entry.first.first, b = entry.first.second;
    const bool a_links = shares_many[a] || strong[a] >= kLeastStrongPartners;
    const bool b_links = shares_many[b] || strong[b] >= kLeastStrongPartners;
    return !(shares_many[a] && b_links) && !(shares_many[b] && a_links);
  });
}

std::vector<std::vector<std::uint32_t>> carry_parts(const SignalContext& context, const AccountNodes& nodes,
                                                    const CommunityOptions& how) {
  Pairs pairs = tied_pairs(context, nodes, context.carried.returns);
  drop_chance_returns(context, nodes, pairs);
  // What was taken over is mostly entered midway as well: the larger count, not the sum.
  for (const auto* carries : {&context.carried.continuations, &context.carried.entries}) {
    for (const auto& [pair, seen] : tied_pairs(context, nodes, *carries)) {
      std::uint32_t& known = pairs[pair];
      known = std::max(known, seen);
    }
  }
  std::vector<TiedPair> edges;
  edges.reserve(pairs.size());
  for (const auto& [pair, seen] : pairs) edges.push_back({pair.first, pair.second, seen});
  std::vector<std::vector<std::uint32_t>> parts;
  for (const auto& part :
       parts_without_bridges(static_cast<std::uint32_t>(nodes.accounts.size()), edges, kLeastCarryGroup))
    split_at_seams(part, edges, how, kLeastCarryGroup, parts);
  return parts;
}

}  // namespace

namespace {

// The nodes of one candidate after the other, to be held against many parts: each costs its own members.
class Candidate {
 public:
  explicit Candidate(std::size_t nodes) : has_(nodes, false) {}
  void take(const std::vector<std::uint32_t>& members) {
    for (const std::uint32_t node : members_) has_[node] = false;
    members_ = members;
    for (const std::uint32_t node : members_) has_[node] = true;
  }
  [[nodiscard]] bool has(std::uint32_t node) const { return has_[node]; }
  [[nodiscard]] std::size_t common_with(const std::vector<std::uint32_t>& part) const {
    return static_cast<std::size_t>(
        std::count_if(part.begin(), part.end(), [this](std::uint32_t node) { return has(node); }));
  }

 private:
  std::vector<bool> has_;
  std::vector<std::uint32_t> members_;
};

// Two pools may look alike, as two resellers do, whose customers ask about everything: likeness alone put
// them into one part. What passes between accounts tells them apart: a part of which two or more candidates
// each are a fifth gives them up.
void give_up_pools(const std::vector<std::vector<std::uint32_t>>& candidates, Candidate& candidate,
                   std::vector<std::vector<std::uint32_t>>& parts) {
  std::vector<std::vector<std::uint32_t>> inside(parts.size());  // candidates, by part
  for (std::uint32_t c = 0; c < candidates.size(); ++c) {
    candidate.take(candidates[c]);
    for (std::size_t p = 0; p < parts.size(); ++p) {
      if (5 * candidate.common_with(parts[p]) >= parts[p].size()) inside[p].push_back(c);
    }
  }
  for (std::size_t p = 0; p < parts.size(); ++p) {
    if (inside[p].size() < 2) continue;
    for (const std::uint32_t c : inside[p]) {
      candidate.take(candidates[c]);
      std::erase_if(parts[p], [&](std::uint32_t node) { return candidate.has(node); });
    }
  }
}

}  // namespace

void add_carry_groups(const SignalContext& context, const AccountNodes& nodes, const CommunityOptions& how,
                      std::vector<std::vector<std::uint32_t>>& parts) {
  const auto candidates = carry_parts(context, nodes, how);
  Candidate held(nodes.accounts.size());
  give_up_pools(candidates, held, parts);

  for (const std::vector<std::uint32_t>& candidate : candidates) {
    std::vector<std::uint32_t> whole = candidate;
    held.take(candidate);
    for (auto& part : parts) {
      if (5 * held.common_with(part) < 3 * part.size()) continue;
      // Likeness alone draws no organisation in: it is examined as a group of its own.
      std::copy_if(part.begin(), part.end(), std::back_inserter(whole),
                   [&](std::uint32_t node) { return nodes.accounts[node].size() == 1; });
      part.clear();
    }
    std::erase_if(parts, [](const auto& part) { return part.empty(); });
    std::sort(whole.begin(), whole.end());
    whole.erase(std::unique(whole.begin(), whole.end()), whole.end());
    parts.push_back(std::move(whole));
  }
}

}  // namespace stillwatch
