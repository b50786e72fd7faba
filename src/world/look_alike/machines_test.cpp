// What defines the look-alikes that a company's machines or staff make.
#include <gtest/gtest.h>

#include "world/look_alike/company.h"
#include "world/look_alike/planned_world.h"
#include "world/renderer.h"

namespace stillwatch::world {
namespace {

TEST(ReviewBot, ManyOwnersShareItsFewPromptsAndItsTools) {
  const WorldPlan& plan = planned_world().plan;
  const auto groups = events_by_group(plan, AccountClass::pr_review);
  ASSERT_FALSE(groups.empty());
  std::set<std::string> owners;
  std::size_t with_tools = 0;
  std::size_t all = 0;
  for (const auto& [group, events] : groups) {
    std::set<std::uint32_t> forms;
    for (const Event& event : events) {
      forms.insert(plan.conversations[event.conversation].form);
      with_tools += plan.conversations[event.conversation].agentic ? 1 : 0;
      owners.insert(plan.accounts[event.account].facts.payment);
      ++all;
    }
    EXPECT_LE(forms.size(), review_forms().size());
  }
  EXPECT_GT(owners.size(), 2 * groups.size());
  EXPECT_GT(with_tools, all / 2);
}

TEST(ReviewBot, APullRequestIsReviewedAgainAndAgain) {
  const WorldPlan& plan = planned_world().plan;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t>
      reviews;  // (account, thread) -> conversations
  for (const Event& event : plan.events) {
    if (class_of(plan, event) != AccountClass::pr_review || event.turn != 0) continue;
    ++reviews[{event.account, plan.conversations[event.conversation].thread}];
  }
  const auto again =
      std::count_if(reviews.begin(), reviews.end(), [](const auto& at) { return at.second >= 3; });
  EXPECT_GT(3 * static_cast<std::size_t>(again), reviews.size());
}

TEST(NightlyBatch, RunsOnceANightFromAFixedHour) {
  const WorldPlan& plan = planned_world().plan;
  const auto groups = events_by_group(plan, AccountClass::nightly_batch);
  ASSERT_FALSE(groups.empty());
  for (const auto& [group, events] : groups) {
    std::map<std::int64_t, std::int64_t> first;  // day -> time of day of its first request
    for (const Event& event : events) first.try_emplace(event.time_us / kDay, event.time_us % kDay);
    std::int64_t earliest = kDay;
    std::int64_t latest = 0;
    for (const auto& [day, at] : first) {
      earliest = std::min(earliest, at);
      latest = std::max(latest, at);
    }
    EXPECT_GE(first.size(), 9U);
    EXPECT_LT(latest - earliest, kMinute) << plan.groups[group];
    EXPECT_LT(latest, 6 * kHour);
  }
}

TEST(RagBackfill, IsLongPassagesUnderOneTemplateWithoutARamp) {
  const PlannedWorld& world = planned_world();
  const auto groups = events_by_group(world.plan, AccountClass::rag_backfill);
  ASSERT_FALSE(groups.empty());
  Renderer renderer(world.plan, world.corpus, world.options.seed);
  for (const auto& [group, events] : groups) {
    ASSERT_GE(events.size(), 300U);
    std::set<std::uint32_t> forms;
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
      forms.insert(world.plan.conversations[events[i].conversation].form);
      if (i < 100) bytes += renderer.turn(events[i].conversation, 0).asked.size();
    }
    EXPECT_EQ(forms.size(), 1U);
    EXPECT_GT(bytes / 100, 700U) << world.plan.groups[group];
    const std::size_t at_tenth = events.size() / 10;
    const auto tenth = static_cast<double>(events[at_tenth].time_us - events.front().time_us);
    const auto whole = static_cast<double>(events.back().time_us - events.front().time_us);
    EXPECT_LT(tenth, 0.15 * whole);
    EXPECT_LT(whole, 2.0 * static_cast<double>(kDay));
  }
}

TEST(Localisation, AsksTheSameTextInManyLanguages) {
  const PlannedWorld& world = planned_world();
  const auto groups = events_by_group(world.plan, AccountClass::localisation);
  ASSERT_FALSE(groups.empty());
  Renderer renderer(world.plan, world.corpus, world.options.seed);
  for (const auto& [group, events] : groups) {
    std::map<std::uint64_t, std::map<std::uint8_t, std::uint32_t>> by_text;  // seed -> target -> conversation
    for (const Event& event : events) {
      const Conversation& conversation = world.plan.conversations[event.conversation];
      by_text[conversation.seed][conversation.target] = event.conversation;
    }
    EXPECT_GE(by_text.size(), 10U);
    const auto& targets = by_text.begin()->second;
    ASSERT_GE(targets.size(), 4U);
    // Every language's name is taken out of both, as the text itself may speak of languages.
    const auto neutral = [&](std::uint32_t index) {
      std::string text = renderer.turn(index, 0).asked;
      for (std::size_t i = 0; i < target_languages().size(); ++i) {
        const std::string_view language = target_languages().at(i);
        for (std::size_t at = text.find(language); at != std::string::npos; at = text.find(language))
          text.replace(at, language.size(), "*");
      }
      return text;
    };
    const std::uint32_t conversation = targets.begin()->second;
    const std::uint32_t other = std::next(targets.begin())->second;
    EXPECT_EQ(neutral(conversation), neutral(other));
    EXPECT_NE(renderer.turn(conversation, 0).system + renderer.turn(conversation, 0).asked,
              renderer.turn(other, 0).system + renderer.turn(other, 0).asked);
  }
}

TEST(Labelling, GradesWhatColleaguesWereIssuedUnderADeclaredContract) {
  const WorldPlan& plan = planned_world().plan;
  std::map<std::uint32_t, std::uint32_t> issued_to;  // conversation -> account
  for (const Event& event : plan.events) {
    if (event.status == 200 && event.turn == 0) issued_to.try_emplace(event.conversation, event.account);
  }
  const auto groups = events_by_group(plan, AccountClass::labelling);
  const auto staff = accounts_by_group(plan, AccountClass::labelling);
  ASSERT_FALSE(groups.empty());
  for (const auto& [group, events] : groups) {
    std::size_t graded = 0;
    std::size_t of_colleagues = 0;
    for (const Event& event : events) {
      const Conversation& conversation = plan.conversations[event.conversation];
      for (std::uint8_t i = 0; i < conversation.cited_count; ++i) {
        ++graded;
        of_colleagues += issued_to.at(conversation.cited[i]) != event.account ? 1 : 0;
      }
    }
    EXPECT_GT(graded, events.size() / 2);
    EXPECT_GT(of_colleagues, graded * 3 / 4);
    std::set<std::string> organisations;
    for (const AccountPlan* account : staff.at(group)) {
      organisations.insert(account->facts.organisation);
      EXPECT_TRUE(account->facts.organisation_verified);
    }
    ASSERT_EQ(organisations.size(), 1U);
    EXPECT_EQ(std::count_if(plan.allow.begin(), plan.allow.end(),
                            [&](const AllowEntry& entry) { return entry.subject == *organisations.begin(); }),
              1);
  }
  EXPECT_EQ(plan.allow.size(), groups.size());
}

TEST(Aggregator, HistoriesHoldTurnsThatOtherProvidersAnswered) {
  const WorldPlan& plan = planned_world().plan;
  std::map<std::uint32_t, std::set<std::uint16_t>> here;  // conversation -> turns that were answered here
  std::map<std::uint32_t, std::set<std::uint16_t>> in_reseller;
  for (const Event& event : plan.events) {
    if (event.status != 200) continue;
    if (class_of(plan, event) == AccountClass::aggregator) here[event.conversation].insert(event.turn);
    if (class_of(plan, event) == AccountClass::honest_reseller)
      in_reseller[event.conversation].insert(event.turn);
  }
  const auto with_gap = [](const auto& conversations) {
    return std::count_if(conversations.begin(), conversations.end(),
                         [](const auto& at) { return at.second.size() != *at.second.rbegin() + 1U; });
  };
  ASSERT_GT(here.size(), 100U);
  EXPECT_GT(10 * with_gap(here), static_cast<std::ptrdiff_t>(here.size()));
  EXPECT_EQ(with_gap(in_reseller), 0);
}

}  // namespace
}  // namespace stillwatch::world
