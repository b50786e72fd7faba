#include "report/graph_layout.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string_view>

namespace stillwatch {
namespace {

constexpr std::uint32_t kNotDrawn = ~std::uint32_t{0};

bool usable(const LinkFinding& link, std::size_t members) {
  return link.from < members && link.to < members && link.from != link.to;
}

// Link numbers: the strongest of every kind, then the second of every kind, and so on, so that a kind whose
// weights run high does not crowd out the others.
std::vector<std::uint32_t> by_rank_of_kind(const GroupFinding& group) {
  std::vector<std::uint32_t> order(group.links.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    const double left = group.links[a].weight, right = group.links[b].weight;
    return left != right ? left > right : a < b;
  });
  std::map<std::string_view, std::size_t> seen;
  std::vector<std::size_t> rank(order.size());
  for (const std::uint32_t index : order) rank[index] = seen[group.links[index].kind]++;
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return rank[a] < rank[b]; });
  return order;
}

// The strongest links of every kind, and the accounts they join, within the bounds.
GraphPicture choose(const GroupFinding& group, const GraphBounds& bounds) {
  const std::vector<std::uint32_t> order = by_rank_of_kind(group);
  GraphPicture picture;
  std::vector<std::uint32_t> node_of(group.members.size(), kNotDrawn);
  for (const std::uint32_t index : order) {
    const LinkFinding& link = group.links[index];
    if (picture.links.size() >= bounds.links) break;
    if (!usable(link, group.members.size())) continue;
    const std::size_t fresh =
        (node_of[link.from] == kNotDrawn ? 1U : 0U) + (node_of[link.to] == kNotDrawn ? 1U : 0U);
    if (picture.nodes.size() + fresh > bounds.nodes) continue;
    for (const std::uint32_t member : {link.from, link.to}) {
      if (node_of[member] == kNotDrawn) {
        node_of[member] = static_cast<std::uint32_t>(picture.nodes.size());
        picture.nodes.push_back({member});
      }
      picture.nodes[node_of[member]].strength += std::max(0.0, link.weight);
    }
    picture.links.push_back({node_of[link.from], node_of[link.to], index});
  }
  return picture;
}

void place_on_spiral(std::vector<GraphNode>& nodes) {
  constexpr double kGoldenAngle = 2.399963229728653;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const double radius = std::sqrt((static_cast<double>(i) + 0.5) / static_cast<double>(nodes.size()));
    const double angle = kGoldenAngle * static_cast<double>(i);
    nodes[i].x = radius * std::cos(angle);
    nodes[i].y = radius * std::sin(angle);
  }
}

struct Push {
  double x = 0.0, y = 0.0;
};

void repel(const std::vector<GraphNode>& nodes, double spacing, std::vector<Push>& push) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    for (std::size_t j = i + 1; j < nodes.size(); ++j) {
      const double dx = nodes[i].x - nodes[j].x;
      const double dy = nodes[i].y - nodes[j].y;
      const double force = spacing * spacing / std::max(dx * dx + dy * dy, 1e-6);
      push[i].x += dx * force;
      push[i].y += dy * force;
      push[j].x -= dx * force;
      push[j].y -= dy * force;
    }
  }
}

void attract(const GroupFinding& group, const GraphPicture& picture, double spacing,
             std::vector<Push>& push) {
  double strongest = 1e-9;
  for (const GraphLink& link : picture.links) strongest = std::max(strongest, group.links[link.link].weight);
  for (const GraphLink& link : picture.links) {
    const GraphNode& from = picture.nodes[link.from];
    const GraphNode& to = picture.nodes[link.to];
    const double weight = std::clamp(group.links[link.link].weight / strongest, 0.05, 1.0);
    const double dx = from.x - to.x;
    const double dy = from.y - to.y;
    const double force = weight * std::sqrt(dx * dx + dy * dy) / spacing;
    push[link.from].x -= dx * force;
    push[link.from].y -= dy * force;
    push[link.to].x += dx * force;
    push[link.to].y += dy * force;
  }
}

// Moves every node along its push, but no further than `heat`; a weak pull keeps separate parts in sight.
void move(std::vector<GraphNode>& nodes, const std::vector<Push>& push, double heat) {
  constexpr double kPull = 0.4;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const double x = push[i].x - kPull * nodes[i].x;
    const double y = push[i].y - kPull * nodes[i].y;
    const double length = std::max(std::sqrt(x * x + y * y), 1e-9);
    nodes[i].x += x / length * std::min(length, heat);
    nodes[i].y += y / length * std::min(length, heat);
  }
}

void fit(std::vector<GraphNode>& nodes, const GraphBounds& bounds) {
  double left = nodes.front().x, right = left, top = nodes.front().y, bottom = top;
  for (const GraphNode& node : nodes) {
    left = std::min(left, node.x);
    right = std::max(right, node.x);
    top = std::min(top, node.y);
    bottom = std::max(bottom, node.y);
  }
  const double across = (bounds.width - 2 * bounds.margin) / std::max(right - left, 1e-9);
  const double down = (bounds.height - 2 * bounds.margin) / std::max(bottom - top, 1e-9);
  for (GraphNode& node : nodes) {
    node.x = bounds.margin + (node.x - left) * across;
    node.y = bounds.margin + (node.y - top) * down;
  }
}

}  // namespace

GraphPicture lay_out_graph(const GroupFinding& group, const GraphBounds& bounds) {
  GraphPicture picture = choose(group, bounds);
  if (picture.nodes.empty()) return picture;
  place_on_spiral(picture.nodes);
  const double spacing = 1.2 / std::sqrt(static_cast<double>(picture.nodes.size()));
  constexpr int kRounds = 220;
  std::vector<Push> push(picture.nodes.size());
  for (int round = 0; round < kRounds; ++round) {
    std::fill(push.begin(), push.end(), Push{});
    repel(picture.nodes, spacing, push);
    attract(group, picture, spacing, push);
    move(picture.nodes, push, 0.12 * (1.0 - static_cast<double>(round) / kRounds) + 0.001);
  }
  fit(picture.nodes, bounds);
  return picture;
}

}  // namespace stillwatch
