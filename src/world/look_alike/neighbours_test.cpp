// What defines the look-alikes whose people share a place, a language or a day.
#include <gtest/gtest.h>

#include "world/look_alike/look_alikes.h"
#include "world/look_alike/planned_world.h"

namespace stillwatch::world {
namespace {

TEST(Campus, UnrelatedPeopleStandBehindFewAddresses) {
  const PlannedWorld& world = planned_world();
  const WorldPlan& plan = world.plan;
  const auto groups = events_by_group(plan, AccountClass::campus);
  ASSERT_FALSE(groups.empty());
  std::size_t enrolled = 0;
  std::size_t all = 0;
  for (const auto& [group, events] : groups) {
    std::map<std::string, std::set<std::uint32_t>> networks;
    std::set<std::uint32_t> people;
    for (const Event& event : events) {
      networks[plan.accounts[event.account].addresses[event.address]].insert(event.account);
      people.insert(event.account);
    }
    std::size_t largest = 0;
    for (const auto& [address, who] : networks) largest = std::max(largest, who.size());
    EXPECT_GE(4 * largest, people.size()) << "at most four gateways";
    for (const std::uint32_t person : people) {
      enrolled += plan.accounts[person].facts.programme.empty() ? 0 : 1;
      ++all;
    }
  }
  EXPECT_GT(2 * enrolled, all);
  EXPECT_GT(topic_ratio(world, AccountClass::campus), 1.5);
}

TEST(Family, OneCardAndOneHomeForPeopleWithInterestsOfTheirOwn) {
  const PlannedWorld& world = planned_world();
  const auto groups = accounts_by_group(world.plan, AccountClass::family);
  ASSERT_GE(groups.size(), 5U);
  for (const auto& [group, members] : groups) {
    EXPECT_GE(members.size(), 2U);
    EXPECT_LE(members.size(), 6U);
    std::set<std::string> payments;
    std::set<std::string> homes;
    std::set<std::string> names;
    for (const AccountPlan* member : members) {
      payments.insert(member->facts.payment);
      homes.insert(member->addresses.front());
      names.insert(member->facts.account);
    }
    EXPECT_EQ(payments.size(), 1U);
    EXPECT_EQ(homes.size(), 1U);
    EXPECT_EQ(names.size(), members.size());
  }
  EXPECT_GT(topic_ratio(world, AccountClass::family), 1.5);
}

TEST(Community, OneLanguageSharedRecipesAndExportedChats) {
  const PlannedWorld& world = planned_world();
  const WorldPlan& plan = world.plan;
  const auto groups = events_by_group(plan, AccountClass::community);
  ASSERT_FALSE(groups.empty());
  for (const auto& [group, events] : groups) {
    std::set<std::uint8_t> languages;
    std::map<std::uint32_t, std::set<std::uint32_t>> users;  // form -> accounts
    std::map<std::uint8_t, std::set<std::uint32_t>> clients;
    std::size_t continued = 0;
    for (const Event& event : events) {
      const Conversation& conversation = plan.conversations[event.conversation];
      languages.insert(plan.accounts[event.account].language);
      clients[plan.accounts[event.account].client].insert(event.account);
      if (conversation.form != kNone) users[conversation.form].insert(event.account);
      continued += conversation.parent != kNone ? 1 : 0;
    }
    ASSERT_EQ(languages.size(), 1U);
    EXPECT_NE(*languages.begin(), 0) << "not English";
    EXPECT_TRUE(clients.contains(community_client(*languages.begin())));
    EXPECT_GT(continued, 0U);
    std::size_t most = 0;
    for (const auto& [form, accounts] : users) most = std::max(most, accounts.size());
    EXPECT_GE(most, 3U);
  }
  EXPECT_GT(topic_ratio(world, AccountClass::community), 1.5);
}

TEST(DayOne, TheCrowdComesWithinHoursOfTheReleaseWithTheSameQuestions) {
  const WorldPlan& plan = planned_world().plan;
  const std::int64_t released_us = plan.released_us;
  std::map<std::uint32_t, std::int64_t> first_try;
  std::map<std::uint32_t, std::set<std::uint32_t>> askers;  // thread asked word for word -> accounts
  for (const Event& event : plan.events) {
    const Conversation& conversation = plan.conversations[event.conversation];
    if (conversation.model == kNewModel) {
      ASSERT_GE(event.time_us, released_us - kSecond) << "nobody has it before the release";
    }
    if (class_of(plan, event) != AccountClass::day_one || conversation.model != kNewModel) continue;
    first_try.try_emplace(event.account, event.time_us);
    if (conversation.opening == Opening::verbatim) askers[conversation.thread].insert(event.account);
  }
  const auto crowd = accounts_by_group(plan, AccountClass::day_one);
  std::size_t members = 0;
  for (const auto& [group, accounts] : crowd) members += accounts.size();
  ASSERT_GE(members, 15U);
  EXPECT_GT(first_try.size(), members * 9 / 10);
  const auto soon = std::count_if(first_try.begin(), first_try.end(),
                                  [&](const auto& at) { return at.second < released_us + kDay; });
  EXPECT_GT(static_cast<std::size_t>(soon), first_try.size() * 8 / 10);
  std::size_t most = 0;
  for (const auto& [thread, accounts] : askers) most = std::max(most, accounts.size());
  EXPECT_GT(most, first_try.size() / 8);
}

TEST(DayOne, SomeOthersTurnToTheNewModelToo) {
  const WorldPlan& plan = planned_world().plan;
  std::size_t on_new = 0;
  std::size_t all = 0;
  for (const Event& event : plan.events) {
    if (class_of(plan, event) != AccountClass::person || event.time_us < plan.released_us) continue;
    ++all;
    on_new += plan.conversations[event.conversation].model == kNewModel ? 1 : 0;
  }
  EXPECT_GT(on_new * 20, all);
  EXPECT_LT(on_new * 2, all);
}

TEST(LookAlikes, MakeUpNearlyHalfOfTheHonestAndEveryClassIsThere) {
  double share = 0.0;
  std::set<AccountClass> kinds;
  for (const LookAlike& kind : look_alikes()) {
    share += kind.share;
    kinds.insert(kind.account_class);
    EXPECT_LE(kind.least, kind.most);
  }
  EXPECT_NEAR(share, 0.45, 0.01);
  EXPECT_EQ(kinds.size(), kAccountClasses - 2) << "all but person and campaign";
}

}  // namespace
}  // namespace stillwatch::world
