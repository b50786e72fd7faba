// Honest histories that hold answers which were never issued in that form, or never issued here.
#include <gtest/gtest.h>

#include "world/look_alike/planned_world.h"

namespace stillwatch::world {
namespace {

WorldPlan plan_of(AccountClass look_alike, std::uint32_t honest) {
  WorldOptions options;
  options.profiles = {};
  options.look_alikes = {};
  options.look_alikes[static_cast<std::size_t>(look_alike)] = true;
  options.honest = honest;
  options.campaign_accounts = 0;
  options.seed = 5;
  return plan_world(options, seed_corpus(CorpusSplit::tune));
}

TEST(Histories, SomeResellersRewriteWhateverTheyReceived) {
  const WorldPlan plan = plan_of(AccountClass::honest_reseller, 40'000);
  std::size_t rewrites = 0, passes_on = 0;
  for (const auto& [group, events] : events_by_group(plan, AccountClass::honest_reseller)) {
    std::size_t retold = 0;
    for (const Event& event : events)
      retold += plan.conversations[event.conversation].carries == Carries::retold ? 1 : 0;
    EXPECT_TRUE(retold == 0 || retold == events.size());
    ++(retold == 0 ? passes_on : rewrites);
  }
  EXPECT_GT(rewrites, 0U);
  EXPECT_GT(passes_on, rewrites);
}

TEST(Histories, SomeCompaniesMoveHereWithTheirConversations) {
  const WorldPlan plan = plan_of(AccountClass::corporate_vpn, 8'000);
  std::set<std::uint32_t> asked;
  for (const Event& event : plan.events) asked.insert(event.conversation);
  std::size_t moved = 0, stayed = 0, shared = 0;
  for (const auto& [group, events] : events_by_group(plan, AccountClass::corporate_vpn)) {
    std::map<std::uint32_t, std::set<std::uint32_t>> takers;  // of what was taken along
    for (const Event& event : events) {
      const Conversation& conversation = plan.conversations[event.conversation];
      if (conversation.parent == kNone) continue;
      EXPECT_GE(event.turn, conversation.parent_turns);
      EXPECT_FALSE(asked.contains(conversation.parent)) << "never asked here";
      EXPECT_EQ(plan.conversations[conversation.parent].carries, Carries::foreign);
      takers[conversation.parent].insert(event.account);
    }
    for (const auto& [parent, who] : takers) {
      EXPECT_LE(who.size(), 2U);
      shared += who.size() == 2 ? 1 : 0;
    }
    ++(takers.empty() ? stayed : moved);
  }
  EXPECT_GT(moved, 0U);
  EXPECT_GT(stayed, moved);
  EXPECT_GT(shared, 5U);
}

}  // namespace
}  // namespace stillwatch::world
