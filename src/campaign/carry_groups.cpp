#include "campaign/carry_groups.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <utility>

#include "campaign/bridges.h"
#include "campaign/steady_ties.h"

namespace stillwatch {
namespace {

constexpr std::uint32_t kNoNode = ~0U;
// A pool that deals work out in turn ties each account to its neighbours: in small ones every seam is thin.
constexpr std::size_t kLargePool = 300;

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
    const std::uint32_t a = nodes.node_of[row.account], b = nodes.node_of[rows[carry.issuer].account];
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

// Pieces of a part and the ties between them.
struct Pieces {
  std::vector<std::uint32_t> parent;                                       // union-find over pieces
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> between;  // roots -> tied pairs
  std::vector<std::size_t> volume;                                         // ends of tied pairs, by root
  std::uint32_t root(std::uint32_t piece) {
    while (parent[piece] != piece) piece = parent[piece] = parent[parent[piece]];
    return piece;
  }
};

// Joins pieces until only thin seams are left: a seam is thin below three ties, or below 3 % of the smaller
// side.
void join_pieces(Pieces& pieces) {
  constexpr std::size_t kLeastTies = 3, kTiesOfVolume = 33, kSmallVolume = 32;
  for (bool joined = true; joined;) {
    joined = false;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> between;
    for (const auto& [pair, ties] : pieces.between) {
      const std::uint32_t a = pieces.root(pair.first), b = pieces.root(pair.second);
      if (a != b) between[{std::min(a, b), std::max(a, b)}] += ties;
    }
    for (const auto& [pair, ties] : between) {
      const std::uint32_t a = pieces.root(pair.first), b = pieces.root(pair.second);
      if (a == b) continue;
      const std::size_t smaller = std::min(pieces.volume[a], pieces.volume[b]);
      if ((ties < kLeastTies && smaller >= kSmallVolume) || kTiesOfVolume * ties < smaller) continue;
      pieces.parent[a] = b;
      pieces.volume[b] += pieces.volume[a];
      joined = true;
    }
    pieces.between = std::move(between);
  }
}

// The communities of a small pool: dense parts with few ties between them. Who is in none that is large
// enough goes where most of its ties are, if they are three or more.
void split_small(const std::vector<std::uint32_t>& part, const std::vector<TiedPair>& ties,
                 std::vector<std::vector<std::uint32_t>> communities,
                 std::vector<std::vector<std::uint32_t>>& parts) {
  constexpr std::size_t kLeastTies = 3;
  std::erase_if(communities, [](const auto& community) { return community.size() < kLeastCarryGroup; });
  std::vector<std::uint32_t> home(part.size(), kNoNode);
  for (std::uint32_t c = 0; c < communities.size(); ++c) {
    for (const std::uint32_t member : communities[c]) home[member] = c;
  }
  std::map<std::uint32_t, std::map<std::uint32_t, std::size_t>> drawn;  // member -> community -> ties
  for (const auto& [a, b, seen] : ties) {
    if (home[a] == kNoNode && home[b] != kNoNode) ++drawn[a][home[b]];
    if (home[b] == kNoNode && home[a] != kNoNode) ++drawn[b][home[a]];
  }
  for (const auto& [member, towards] : drawn) {
    const auto most = std::max_element(towards.begin(), towards.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    if (most->second >= kLeastTies) communities[most->first].push_back(member);
  }
  for (auto& community : communities) {
    for (std::uint32_t& member : community) member = part[member];
    std::sort(community.begin(), community.end());
    parts.push_back(std::move(community));
  }
}

// Cuts a part along thin seams: pieces of best modularity are joined again where more than a few ties hold
// them together. A sparse pool that hangs together by chance alone so stays whole, and two pools with a few
// ties between them, dense or sparse, come apart.
void split_at_seams(const std::vector<std::uint32_t>& part, const Pairs& pairs, CommunityOptions how,
                    std::vector<std::vector<std::uint32_t>>& parts) {
  const auto local = [&](std::uint32_t node) {
    const auto at = std::lower_bound(part.begin(), part.end(), node);
    return at != part.end() && *at == node ? static_cast<std::uint32_t>(at - part.begin()) : kNoNode;
  };
  BipartiteGraph graph;
  graph.accounts = static_cast<std::uint32_t>(part.size());
  std::vector<TiedPair> ties;
  for (const auto& [pair, seen] : pairs) {
    const std::uint32_t a = local(pair.first), b = local(pair.second);
    if (a == kNoNode || b == kNoNode) continue;
    const auto weight = static_cast<float>(std::log1p(seen));
    graph.edges.push_back({a, graph.traces, weight});
    graph.edges.push_back({b, graph.traces++, weight});
    ties.push_back({a, b, seen});
  }
  if (part.size() < kLargePool) {
    split_small(part, ties, join_by_steady_ties(graph.accounts, ties, find_communities(graph, how)), parts);
    return;
  }
  how.deepest_split = 1;
  how.least_gain = -1.0;  // whatever the best partition is: seams decide what of it stays
  std::vector<std::uint32_t> piece_of(part.size(), kNoNode);
  Pieces pieces;
  for (const auto& community : join_by_steady_ties(graph.accounts, ties, find_communities(graph, how))) {
    for (const std::uint32_t member : community)
      piece_of[member] = static_cast<std::uint32_t>(pieces.parent.size());
    pieces.parent.push_back(static_cast<std::uint32_t>(pieces.parent.size()));
  }
  for (std::uint32_t& piece : piece_of) {  // whoever is in no community is a piece alone
    if (piece != kNoNode) continue;
    piece = static_cast<std::uint32_t>(pieces.parent.size());
    pieces.parent.push_back(piece);
  }
  pieces.volume.assign(pieces.parent.size(), 0);
  for (const auto& [a, b, seen] : ties) {
    ++pieces.volume[piece_of[a]];
    ++pieces.volume[piece_of[b]];
    if (piece_of[a] != piece_of[b])
      ++pieces.between[{std::min(piece_of[a], piece_of[b]), std::max(piece_of[a], piece_of[b])}];
  }
  join_pieces(pieces);
  std::map<std::uint32_t, std::vector<std::uint32_t>> whole;
  for (std::uint32_t i = 0; i < part.size(); ++i) whole[pieces.root(piece_of[i])].push_back(part[i]);
  for (auto& [root, members] : whole) {
    if (members.size() >= kLeastCarryGroup) parts.push_back(std::move(members));
  }
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
    split_at_seams(part, pairs, how, parts);
  return parts;
}

}  // namespace

namespace {

std::size_t common_members(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  std::vector<std::uint32_t> common;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(common));
  return common.size();
}

// Two pools may look alike, as two resellers do, whose customers ask about everything: likeness alone put
// them into one part. What passes between accounts tells them apart: a part of which two or more candidates
// each are a fifth gives them up.
void give_up_pools(const std::vector<std::vector<std::uint32_t>>& candidates,
                   std::vector<std::vector<std::uint32_t>>& parts) {
  for (auto& part : parts) {
    std::vector<const std::vector<std::uint32_t>*> inside;
    for (const auto& candidate : candidates) {
      if (5 * common_members(part, candidate) >= part.size()) inside.push_back(&candidate);
    }
    if (inside.size() < 2) continue;
    for (const auto* candidate : inside) {
      std::vector<std::uint32_t> rest;
      std::set_difference(part.begin(), part.end(), candidate->begin(), candidate->end(),
                          std::back_inserter(rest));
      part = std::move(rest);
    }
  }
}

}  // namespace

void add_carry_groups(const SignalContext& context, const AccountNodes& nodes, const CommunityOptions& how,
                      std::vector<std::vector<std::uint32_t>>& parts) {
  const auto candidates = carry_parts(context, nodes, how);
  give_up_pools(candidates, parts);
  for (const std::vector<std::uint32_t>& candidate : candidates) {
    std::vector<std::uint32_t> whole = candidate;
    for (auto& part : parts) {
      if (5 * common_members(part, candidate) < 3 * part.size()) continue;
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
