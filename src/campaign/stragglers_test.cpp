#include "campaign/stragglers.h"

#include <gtest/gtest.h>

#include "signal/simulated_log.h"

namespace stillwatch {
namespace {

// Members g0..g19 fill twelve templates; the stranger `s` asks `matching` of its `all` conversations in the
// first `templates` of them.
std::vector<std::vector<std::uint32_t>> parts_after(int matching, int all, std::uint64_t templates,
                                                    const std::string& organisation = "") {
  SimulatedLog log(1);
  for (int a = 0; a < 20; ++a) {
    for (std::uint64_t t = 0; t < 12; ++t)
      log.start("g" + std::to_string(a), 100.0 * a + static_cast<double>(t), 0).prints.shapes = {1000 + t};
  }
  for (int i = 0; i < all; ++i) {
    auto& entry = log.start("s", 9000.0 + i, 0);
    entry.prints.shapes = {i < matching ? 1000 + static_cast<std::uint64_t>(i) % templates
                                        : log.random().next()};
  }
  for (const char* name : {"s", "z"}) {
    if (organisation.empty()) continue;
    log.facts().rows.push_back({});
    log.facts().rows.back().account = name;
    log.facts().rows.back().organisation = organisation;
    log.facts().rows.back().organisation_verified = true;
  }
  log.start("z", 1, 0);
  const auto built = log.build("g");
  const AccountNodes nodes = merge_organisations(built->table);
  std::vector<std::vector<std::uint32_t>> parts(1);
  for (const std::uint32_t account : built->group.accounts) parts.front().push_back(nodes.node_of[account]);
  attach_stragglers(built->context(), nodes, 1, parts);
  return parts;
}

TEST(Stragglers, JoinThePartWhoseTemplatesTheyFill) {
  EXPECT_EQ(parts_after(6, 8, 5).front().size(), 21U);
  EXPECT_EQ(parts_after(3, 6, 3).front().size(), 21U);
}

TEST(Stragglers, OnePromptInCommonIsNotEnough) { EXPECT_EQ(parts_after(30, 30, 1).front().size(), 20U); }

TEST(Stragglers, WhoMostlyAsksOtherThingsStaysOutside) {
  EXPECT_EQ(parts_after(6, 20, 5).front().size(), 20U);
}

TEST(Stragglers, AnAccountOfAVerifiedOrganisationStaysWithIt) {
  EXPECT_EQ(parts_after(8, 8, 5, "org").front().size(), 20U);
}

}  // namespace
}  // namespace stillwatch
