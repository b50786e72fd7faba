#include "campaign/stragglers.h"

#include <gtest/gtest.h>

namespace stillwatch {
namespace {

// Accounts 0 to 9 are a part that leaves traces 0 to 39; account 10 leaves `own` of them and `other` shared
// ones that account 11 leaves as well.
std::vector<std::vector<std::uint32_t>> attached(std::uint32_t own, std::uint32_t other) {
  BipartiteGraph graph{12, 40 + other, {}};
  for (std::uint32_t a = 0; a < 10; ++a) {
    for (std::uint32_t t = 0; t < 40; ++t) graph.edges.push_back({a, t, 0.4F});
  }
  for (std::uint32_t t = 0; t < own; ++t) graph.edges.push_back({10, t, 0.4F});
  for (std::uint32_t t = 0; t < other; ++t) {
    graph.edges.push_back({10, 40 + t, 0.4F});
    graph.edges.push_back({11, 40 + t, 0.4F});
  }
  std::vector<std::vector<std::uint32_t>> parts = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}};
  attach_stragglers(graph, parts);
  return parts;
}

TEST(Stragglers, JoinThePartWhoseTracesTheyLeave) {
  EXPECT_EQ(attached(30, 10).front().back(), 10U);
  EXPECT_EQ(attached(30, 10).front().size(), 11U);
}

TEST(Stragglers, LeaveAPartThatIsNotTheirs) {
  BipartiteGraph graph{14, 50, {}};
  for (std::uint32_t a = 0; a < 11; ++a) {
    for (std::uint32_t t = 0; t < 40; ++t) graph.edges.push_back({a, t, 0.4F});
  }
  for (std::uint32_t a = 10; a < 13; ++a) graph.edges.push_back({a, 45, 0.6F});
  std::vector<std::vector<std::uint32_t>> parts = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {10, 11, 12}};
  attach_stragglers(graph, parts);
  EXPECT_EQ(parts, (std::vector<std::vector<std::uint32_t>>{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, {11, 12}}));
}

TEST(Stragglers, OnePromptInCommonIsNotEnough) { EXPECT_EQ(attached(14, 0).front().size(), 10U); }

TEST(Stragglers, WhoSharesMoreWithOthersStaysOutside) { EXPECT_EQ(attached(30, 160).front().size(), 10U); }

TEST(Stragglers, ATraceThatManyOthersLeaveIsNobodysOwn) {
  BipartiteGraph graph{24, 30, {}};
  for (std::uint32_t a = 0; a < 24; ++a) {
    for (std::uint32_t t = 0; t < 30; ++t) graph.edges.push_back({a, t, 0.3F});
  }
  std::vector<std::vector<std::uint32_t>> parts = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}};
  attach_stragglers(graph, parts);
  EXPECT_EQ(parts.front().size(), 10U);
}

}  // namespace
}  // namespace stillwatch
