#include "campaign/seams.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "campaign/steady_ties.h"

namespace stillwatch {
namespace {

constexpr std::uint32_t kNoNode = ~0U;
// A pool that deals work out in turn ties each account to its neighbours: in small ones every seam is thin.
constexpr std::size_t kLargePool = 300;

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
                 std::vector<std::vector<std::uint32_t>> communities, std::size_t least_part,
                 std::vector<std::vector<std::uint32_t>>& parts) {
  constexpr std::size_t kLeastTies = 3;
  std::erase_if(communities, [&](const auto& community) { return community.size() < least_part; });
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

// The ties inside a part, by places in it.
std::vector<TiedPair> ties_inside(const std::vector<std::uint32_t>& part,
                                  const std::vector<TiedPair>& pairs) {
  const auto local = [&](std::uint32_t node) {
    const auto at = std::lower_bound(part.begin(), part.end(), node);
    return at != part.end() && *at == node ? static_cast<std::uint32_t>(at - part.begin()) : kNoNode;
  };
  std::vector<TiedPair> ties;
  for (const auto& [from, to, seen] : pairs) {
    const std::uint32_t a = local(from), b = local(to);
    if (a != kNoNode && b != kNoNode) ties.push_back({a, b, seen});
  }
  return ties;
}

std::vector<std::vector<std::uint32_t>> dense_parts(std::uint32_t nodes, const std::vector<TiedPair>& ties,
                                                    const CommunityOptions& how) {
  BipartiteGraph graph;
  graph.accounts = nodes;
  for (const auto& [a, b, seen] : ties) {
    const auto weight = static_cast<float>(std::log1p(seen));
    graph.edges.push_back({a, graph.traces, weight});
    graph.edges.push_back({b, graph.traces++, weight});
  }
  return join_by_steady_ties(nodes, ties, find_communities(graph, how));
}

// Who is in no dense part is a piece alone.
std::vector<std::uint32_t> number_pieces(const std::vector<std::vector<std::uint32_t>>& dense,
                                         std::size_t nodes, Pieces& pieces) {
  std::vector<std::uint32_t> piece_of(nodes, kNoNode);
  const auto add_piece = [&] {
    pieces.parent.push_back(static_cast<std::uint32_t>(pieces.parent.size()));
    return pieces.parent.back();
  };
  for (const auto& members : dense) {
    const std::uint32_t piece = add_piece();
    for (const std::uint32_t member : members) piece_of[member] = piece;
  }
  for (std::uint32_t& piece : piece_of) piece = piece != kNoNode ? piece : add_piece();
  return piece_of;
}

void count_ties(const std::vector<std::uint32_t>& piece_of, const std::vector<TiedPair>& ties,
                Pieces& pieces) {
  pieces.volume.assign(pieces.parent.size(), 0);
  for (const auto& [from, to, seen] : ties) {
    const std::uint32_t a = piece_of[from], b = piece_of[to];
    ++pieces.volume[a];
    ++pieces.volume[b];
    if (a != b) ++pieces.between[{std::min(a, b), std::max(a, b)}];
  }
}

}  // namespace

void split_at_seams(const std::vector<std::uint32_t>& part, const std::vector<TiedPair>& pairs,
                    CommunityOptions how, std::size_t least_part,
                    std::vector<std::vector<std::uint32_t>>& parts) {
  const std::vector<TiedPair> ties = ties_inside(part, pairs);
  const auto nodes = static_cast<std::uint32_t>(part.size());
  if (part.size() < kLargePool) {
    split_small(part, ties, dense_parts(nodes, ties, how), least_part, parts);
    return;
  }
  how.deepest_split = 1;
  how.least_gain = -1.0;  // whatever the best partition is: seams decide what of it stays
  Pieces pieces;
  const auto piece_of = number_pieces(dense_parts(nodes, ties, how), part.size(), pieces);
  count_ties(piece_of, ties, pieces);
  join_pieces(pieces);
  std::map<std::uint32_t, std::vector<std::uint32_t>> whole;
  for (std::uint32_t i = 0; i < nodes; ++i) whole[pieces.root(piece_of[i])].push_back(part[i]);
  for (auto& [root, members] : whole) {
    if (members.size() >= least_part) parts.push_back(std::move(members));
  }
}

}  // namespace stillwatch
