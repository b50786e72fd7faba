// What has to be true of people, look-alikes and campaigns, checked on one plan.
#include "world/look_alike/look_alikes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "world/look_alike/planned_world.h"
#include "world/plan_world.h"
#include "world/renderer.h"

namespace stillwatch::world {
namespace {

TEST(LookAlikes, PeopleHaveInterestsOfTheirOwnAndAWorkQueueHasNone) {
  EXPECT_GT(topic_ratio(planned_world(), AccountClass::person), 1.5);
  EXPECT_GT(topic_ratio(planned_world(), AccountClass::corporate_vpn), 1.5);
  EXPECT_NEAR(topic_ratio(planned_world(), AccountClass::campaign, 0), 1.0, 0.1);
  EXPECT_NEAR(topic_ratio(planned_world(), AccountClass::campaign, 1), 1.0, 0.1);
}

TEST(LookAlikes, ActivityOfPeopleIsHeavyTailed) {
  const WorldTruth truth = truth_of(planned_world().plan);
  std::vector<std::uint64_t> counts;
  for (const AccountTruth& account : truth.accounts) {
    if (account.account_class == AccountClass::person) counts.push_back(account.exchanges);
  }
  std::sort(counts.begin(), counts.end());
  EXPECT_LT(counts[counts.size() / 2], 10U);
  EXPECT_GT(counts[counts.size() * 99 / 100], 150U);
}

TEST(LookAlikes, TheNightIsQuieterThanTheDay) {
  std::array<int, 24> by_hour{};
  const WorldPlan& plan = planned_world().plan;
  for (const Event& event : plan.events) {
    if (class_of(plan, event) != AccountClass::person || event.turn != 0) continue;
    const std::int64_t local = event.time_us / kHour + plan.accounts[event.account].zone_hours;
    ++by_hour[static_cast<std::size_t>(local % 24)];
  }
  EXPECT_GT(by_hour[10] + by_hour[11] + by_hour[14], 4 * (by_hour[2] + by_hour[3] + by_hour[4]));
}

TEST(LookAlikes, AClassroomSharesItsNetworkAndItsHomework) {
  const WorldPlan& plan = planned_world().plan;
  std::map<std::uint32_t, std::map<std::string, std::set<std::uint32_t>>> networks;
  std::map<std::uint32_t, std::map<std::uint32_t, std::set<std::uint32_t>>> homework;
  std::map<std::uint32_t, std::set<std::uint32_t>> students;
  for (const Event& event : plan.events) {
    if (class_of(plan, event) != AccountClass::classroom) continue;
    const AccountPlan& student = plan.accounts[event.account];
    students[student.group].insert(event.account);
    networks[student.group][student.addresses[event.address]].insert(event.account);
    const Conversation& conversation = plan.conversations[event.conversation];
    if (conversation.opening == Opening::verbatim)
      homework[student.group][conversation.thread].insert(event.account);
  }
  ASSERT_FALSE(students.empty());
  for (const auto& [group, members] : students) {
    std::size_t largest_network = 0;
    std::size_t commonest_question = 0;
    for (const auto& [address, who] : networks[group])
      largest_network = std::max(largest_network, who.size());
    for (const auto& [thread, who] : homework[group])
      commonest_question = std::max(commonest_question, who.size());
    EXPECT_GT(largest_network, members.size() * 8 / 10);
    EXPECT_GT(commonest_question, members.size() / 3);
  }
}

TEST(LookAlikes, HistoriesCarryTheIssuedTurnsVerbatim) {
  const PlannedWorld& world = planned_world();
  Renderer renderer(world.plan, world.corpus, world.options.seed);
  std::map<std::pair<std::uint32_t, std::uint16_t>, std::string> issued;
  std::size_t checked = 0;
  for (std::size_t i = 0; i < world.plan.events.size() && checked < 2'000; ++i) {
    const Event& event = world.plan.events[i];
    if (event.status != 200) continue;
    if (i % 512 == 0) renderer.forget();
    const Exchange& exchange = renderer.render(event);
    std::uint16_t turn = 0;
    for (const Part& part : exchange.input) {
      if (part.role != Role::assistant || part.kind != PartKind::text) continue;
      const auto before = issued.find({event.conversation, turn++});
      if (before == issued.end()) continue;
      EXPECT_EQ(part.text, before->second);
      ++checked;
    }
    for (const Part& part : exchange.output) {
      if (part.kind == PartKind::text) issued[{event.conversation, event.turn}] = part.text;
    }
  }
  EXPECT_GE(checked, 2'000U);
}

TEST(LookAlikes, AnExportedChatIsContinuedByOthers) {
  const PlannedWorld& world = planned_world();
  std::set<std::uint32_t> continued_by;
  Renderer renderer(world.plan, world.corpus, world.options.seed);
  for (const Event& event : world.plan.events) {
    const Conversation& conversation = world.plan.conversations[event.conversation];
    if (conversation.parent == kNone || event.status != 200) continue;
    continued_by.insert(event.account);
    EXPECT_EQ(renderer.turn(event.conversation, 0).answered, renderer.turn(conversation.parent, 0).answered);
  }
  EXPECT_GT(continued_by.size(), 20U);
}

TEST(LookAlikes, GradingQuotesOnlyWhatWasIssuedBefore) {
  const WorldPlan& plan = planned_world().plan;
  std::map<std::uint32_t, std::pair<std::int64_t, std::uint32_t>> issued;  // conversation -> (time, account)
  std::map<AccountClass, int> quotes;
  int from_another = 0;
  for (const Event& event : plan.events) {
    if (event.status != 200 || event.turn != 0) continue;
    const Conversation& conversation = plan.conversations[event.conversation];
    for (std::uint8_t i = 0; i < conversation.cited_count; ++i) {
      const auto source = issued.find(conversation.cited[i]);
      ASSERT_NE(source, issued.end()) << "quoted before it was issued";
      ++quotes[class_of(plan, event)];
      if (class_of(plan, event) == AccountClass::campaign)
        from_another += source->second.second != event.account ? 1 : 0;
    }
    issued[event.conversation] = {event.time_us, event.account};
  }
  EXPECT_GT(quotes[AccountClass::campaign], 500);
  EXPECT_GT(quotes[AccountClass::evaluation], 50);
  EXPECT_EQ(from_another, quotes[AccountClass::campaign]);
}

TEST(LookAlikes, ATemplatesCampaignUsesTheLeastRecentlyUsedAccount) {
  const WorldPlan& plan = planned_world().plan;
  std::map<std::uint32_t, std::int64_t> last_use;
  std::size_t starts = 0;
  std::size_t among_oldest = 0;
  for (const Event& event : plan.events) {
    const AccountPlan& account = plan.accounts[event.account];
    if (account.campaign == kNone || plan.campaigns[account.campaign] != "templates-1") continue;
    if (event.turn == 0 && event.status == 200 && last_use.contains(event.account)) {
      const auto older = std::count_if(last_use.begin(), last_use.end(),
                                       [&](const auto& use) { return use.second < last_use[event.account]; });
      ++starts;
      // Banned accounts stay the oldest for ever, and those at rest are passed over.
      among_oldest += older <= 5 ? 1 : 0;
    }
    last_use[event.account] = event.time_us;
  }
  EXPECT_GT(starts, 1'000U);
  EXPECT_GT(among_oldest, starts * 95 / 100);
}

TEST(LookAlikes, ARefusedRequestGoesOnElsewhereWithinSeconds) {
  const WorldPlan& plan = planned_world().plan;
  std::map<std::pair<std::uint32_t, std::uint16_t>, Event> refused;
  int handed_off = 0;
  for (const Event& event : plan.events) {
    const AccountPlan& account = plan.accounts[event.account];
    if (account.campaign == kNone || plan.campaigns[account.campaign] != "templates-1") continue;
    const auto key = std::make_pair(event.conversation, event.turn);
    if (event.status == 429 || event.status == 403) {
      refused[key] = event;
    } else if (const auto before = refused.find(key); before != refused.end()) {
      EXPECT_NE(before->second.account, event.account);
      EXPECT_LT(event.time_us - before->second.time_us, 10 * kSecond);
      ++handed_off;
    }
  }
  EXPECT_GT(handed_off, 5);
}

TEST(LookAlikes, ARewrittenQuestionIsNobodyElses) {
  const PlannedWorld& world = planned_world();
  Renderer renderer(world.plan, world.corpus, world.options.seed);
  std::map<std::string, std::uint32_t>
      first_asker;  // conversation: a relay may carry one to several accounts
  std::size_t asked = 0;
  std::size_t shared = 0;
  for (const Event& event : world.plan.events) {
    const Conversation& conversation = world.plan.conversations[event.conversation];
    if (event.turn != 0 || conversation.opening != Opening::own || conversation.parent != kNone) continue;
    if (++asked > 3'000) break;
    renderer.forget();
    const auto [at, fresh] =
        first_asker.emplace(renderer.turn(event.conversation, 0).asked, event.conversation);
    shared += !fresh && at->second != event.conversation ? 1 : 0;
  }
  EXPECT_LT(shared, 3U);
}

}  // namespace
}  // namespace stillwatch::world
