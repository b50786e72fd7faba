// Places the accounts of a group on a plane so that linked ones stand together, for the graph of the HTML
// report.
//
//   const GraphPicture picture = lay_out_graph(group, {});
//   for (const GraphNode& node : picture.nodes) draw(node.x, node.y, group.members[node.member]);
//
// Force-directed (Fruchterman and Reingold, "Graph drawing by force-directed placement", 1991) from a fixed
// spiral, so the same group gives the same picture. Only the strongest links of every kind are drawn, and
// the accounts they join: a picture of thousands says nothing. Cost: O(nodes^2) per round, about 50 ms for
// 300 nodes. Thread-safe: pure.
#pragma once

#include <cstdint>
#include <vector>

#include "campaign/scan_result.h"

namespace stillwatch {

struct GraphBounds {
  std::size_t nodes = 300;
  std::size_t links = 900;
  double width = 960.0, height = 560.0, margin = 36.0;  // of the picture, in its own units
};

struct GraphNode {
  std::uint32_t member = 0;  // index into GroupFinding::members
  double x = 0.0, y = 0.0;
  double strength = 0.0;  // sum of the weights of its drawn links
};

struct GraphLink {
  std::uint32_t from = 0, to = 0;  // indices into GraphPicture::nodes
  std::uint32_t link = 0;          // index into GroupFinding::links
};

struct GraphPicture {
  std::vector<GraphNode> nodes;  // in the order in which the strongest links name them
  std::vector<GraphLink> links;  // the strongest of each kind first
};

[[nodiscard]] GraphPicture lay_out_graph(const GroupFinding& group, const GraphBounds& bounds);

}  // namespace stillwatch
