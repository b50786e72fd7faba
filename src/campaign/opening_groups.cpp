#include "campaign/opening_groups.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

#include "account/injected_openings.h"

namespace stillwatch {
namespace {

// What is done with one opening in fold 0.
struct OpeningUsers {
  std::vector<std::uint32_t> nodes;                         // that begin with it, ascending
  std::unordered_map<std::uint64_t, std::uint32_t> shapes;  // of the requests after it -> nodes
};
using Openings = std::map<std::uint64_t, OpeningUsers>;

// The shapes of a node's requests of fold 0 by opening, if it begins half of its conversations with some.
std::map<std::uint64_t, std::set<std::uint64_t>> openings_of_node(
    const ExchangeTable& table, const std::vector<std::uint32_t>& accounts) {
  std::set<std::uint64_t> conversations, injected;
  std::map<std::uint64_t, std::set<std::uint64_t>> openings;
  for (const std::uint32_t account : accounts) {
    for (const ExchangeRow& row : table.rows_of(account)) {
      if (fold_of(row) != 0 || !row.has_new_text()) continue;
      const std::uint64_t conversation = row.root != 0 ? row.root : row.id;
      conversations.insert(conversation);
      if (row.opening == 0) continue;
      injected.insert(conversation);
      const auto shapes = table.shapes(row);
      openings[row.opening].insert(shapes.begin(), shapes.end());
    }
  }
  if (2 * injected.size() < conversations.size()) openings.clear();
  return openings;
}

// Openings are held against each other: so many at most.
constexpr std::size_t kMostOpenings = 1000;

void keep_commonest(Openings& openings) {
  if (openings.size() <= kMostOpenings) return;
  std::vector<std::pair<std::size_t, std::uint64_t>> order;  // users, opening
  for (const auto& [opening, users] : openings) order.emplace_back(users.nodes.size(), opening);
  std::ranges::sort(order, std::greater<>());
  for (std::size_t i = kMostOpenings; i < order.size(); ++i) openings.erase(order[i].second);
}

Openings gather_openings(const SignalContext& context, const AccountNodes& nodes) {
  Openings openings;
  for (std::uint32_t node = 0; node < nodes.accounts.size(); ++node) {
    if (nodes.accounts[node].size() > 1) continue;  // an organisation is examined as a group of its own
    for (const auto& [opening, shapes] : openings_of_node(context.table, nodes.accounts[node])) {
      OpeningUsers& users = openings[opening];
      users.nodes.push_back(node);
      for (const std::uint64_t shape : shapes) ++users.shapes[shape];
    }
  }
  const std::size_t most = std::max<std::size_t>(30, nodes.accounts.size() / 4);
  std::erase_if(openings, [&](const auto& use) { return use.second.nodes.size() > most; });
  keep_commonest(openings);
  return openings;
}

// Do the users of both go on in the same words: in at least two shapes that a tenth of the users of each
// leave, and hardly anybody else?
bool go_on_alike(const SignalContext& context, const OpeningUsers& a, const OpeningUsers& b) {
  std::size_t alike = 0;
  for (const auto& [shape, in_a] : a.shapes) {
    const auto at = b.shapes.find(shape);
    if (at == b.shapes.end()) continue;
    const std::uint32_t in_b = at->second;
    const bool common = in_a >= 4 && in_b >= 4 && 10 * in_a >= a.nodes.size() && 10 * in_b >= b.nodes.size();
    if (common && 5 * (in_a + in_b) >= 4 * context.trace_users.count(shape)) ++alike;
  }
  return alike >= 2;
}

bool belong_together(const SignalContext& context, const OpeningUsers& a, const OpeningUsers& b) {
  std::vector<std::uint32_t> both;
  std::ranges::set_intersection(a.nodes, b.nodes, std::back_inserter(both));
  return 5 * both.size() >= std::min(a.nodes.size(), b.nodes.size()) || go_on_alike(context, a, b);
}

// Sets of nodes: those of openings that belong together, directly or by others.
std::vector<std::vector<std::uint32_t>> joined(const SignalContext& context, const Openings& openings) {
  struct Set {
    std::vector<const OpeningUsers*> openings;
  };
  std::vector<Set> sets;
  for (const auto& [opening, users] : openings) {
    Set whole{{&users}};
    for (Set& set : sets) {
      if (!std::ranges::any_of(set.openings,
                               [&](const OpeningUsers* o) { return belong_together(context, *o, users); }))
        continue;
      whole.openings.insert(whole.openings.end(), set.openings.begin(), set.openings.end());
      set.openings.clear();
    }
    std::erase_if(sets, [](const Set& set) { return set.openings.empty(); });
    sets.push_back(std::move(whole));
  }
  std::vector<std::vector<std::uint32_t>> candidates;
  for (const Set& set : sets) {
    std::set<std::uint32_t> nodes;
    for (const OpeningUsers* users : set.openings) nodes.insert(users->nodes.begin(), users->nodes.end());
    if (nodes.size() >= kLeastCarriers / 2) candidates.emplace_back(nodes.begin(), nodes.end());
  }
  return candidates;
}

}  // namespace

void add_opening_groups(const SignalContext& context, const AccountNodes& nodes,
                        std::vector<std::vector<std::uint32_t>>& parts) {
  for (auto& candidate : joined(context, gather_openings(context, nodes))) {
    std::vector<bool> moves(nodes.accounts.size(), false);
    for (const std::uint32_t node : candidate) moves[node] = true;
    for (auto& part : parts) std::erase_if(part, [&](std::uint32_t node) { return moves[node]; });

    std::erase_if(parts, [](const auto& part) { return part.size() < 2; });
    parts.push_back(std::move(candidate));
  }
}

}  // namespace stillwatch
