#include "world/campaign/profiles.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "world/plan_world.h"
#include "world/renderer.h"

namespace stillwatch {
namespace {

WorldOptions world_of(const std::string& profile) {
  WorldOptions options;
  options.profiles = {profile};
  options.honest = 120;
  options.campaign_accounts = 40;
  options.days = 6;
  options.seed = 5;
  return options;
}

// A world in memory: its plan, and texts on demand.
struct Made {
  explicit Made(const WorldOptions& options)
      : plan(world::plan_world(options, corpus())), renderer(plan, corpus(), options.seed) {}
  static const world::Corpus& corpus() {
    static const world::Corpus kCorpus = world::seed_corpus(CorpusSplit::report);
    return kCorpus;
  }
  [[nodiscard]] bool campaign(const world::Event& event) const {
    return plan.accounts[event.account].campaign != world::kNone;
  }
  world::WorldPlan plan;
  world::Renderer renderer;
};

// Requests per account and day of service that were answered.
double rate_of(const Made& made) {
  double requests = 0, days = 0;
  for (const world::Event& event : made.plan.events)
    requests += made.campaign(event) && event.status == 200 ? 1 : 0;
  for (const world::AccountPlan& account : made.plan.accounts) {
    if (account.campaign == world::kNone) continue;
    const std::int64_t until_us =
        account.facts.banned_us != 0 ? std::min(account.facts.banned_us, account.last_us) : account.last_us;
    days += static_cast<double>(until_us - account.first_us) / static_cast<double>(kDay);
  }
  return requests / days;
}

TEST(Profiles, EachKeepsItsRateAndEveryRungKeepsItToo) {
  for (const ProfileInfo& info : campaign_profiles()) {
    if (info.per_day > 400) continue;  // too large for a unit test; the queue is the same as of `templates`
    WorldOptions options = world_of(std::string(info.name));
    EXPECT_NEAR(rate_of(Made(options)) / info.per_day, 1.0, 0.35) << info.name;
    for (const char* rung : {"partitioned", "paraphrase=5", "fresh-identity", "human-hours", "random-choice",
                             "no-failover", "rewritten-history", "daily-rotation"}) {
      WorldOptions evading = options;
      ASSERT_TRUE(set_evasion(rung, evading).has_value());
      const double ratio = rate_of(Made(evading)) / info.per_day;
      EXPECT_GT(ratio, 0.5) << info.name << " " << rung;
      EXPECT_LT(ratio, 1.6) << info.name << " " << rung;
    }
  }
}

TEST(Profiles, CoverLeavesTheTotalAndLowersTheHarvest) {
  for (const std::string profile :
       {"templates", "grading", "replay", "polyglot", "cleaner", "pivot", "relay", "reseller"}) {
    WorldOptions options = world_of(profile);
    options.reseller_harvest = 0.9;
    const double all = rate_of(Made(options));
    options.evasion.cover = 0.8;
    const Made covered(options);
    EXPECT_NEAR(rate_of(covered) / all, 1.0, 0.3) << profile;
    double harvest = 0, answered = 0;
    for (const world::Event& event : covered.plan.events) {
      if (!covered.campaign(event) || event.status != 200) continue;
      ++answered;
      harvest += event.harvest ? 1 : 0;
    }
    EXPECT_NEAR(harvest / answered, 0.2, 0.05) << profile;
  }
}

TEST(Profiles, RotationUsesAnAccountForOneDay) {
  WorldOptions options = world_of("templates");
  options.evasion.daily_rotation = true;
  const Made made(options);
  std::map<std::uint32_t, std::pair<std::int64_t, std::int64_t>> spans;
  for (const world::Event& event : made.plan.events) {
    if (!made.campaign(event)) continue;
    auto [at, fresh] = spans.try_emplace(event.account, event.time_us, event.time_us);
    at->second.second = event.time_us;
  }
  std::size_t longer = 0;
  for (const auto& [account, span] : spans) longer += span.second - span.first > kDay + kHour ? 1 : 0;
  EXPECT_GT(spans.size(), 30U);
  EXPECT_LE(longer, 3U);  // made after their day had passed
}

TEST(Profiles, RewrittenHistoryReturnsNoIssuedAnswer) {
  for (const bool rewritten : {false, true}) {
    WorldOptions options = world_of("multi-stage");
    options.evasion.rewritten_history = rewritten;
    Made made(options);
    std::set<std::string> issued;
    std::size_t returned = 0;
    for (const world::Event& event : made.plan.events) {
      if (!made.campaign(event)) continue;
      const Exchange& exchange = made.renderer.render(event);
      for (const Part& part : exchange.input) {
        if (part.role != Role::user) continue;
        const std::size_t at = part.text.find("Final answer of the record:\n");
        if (at != std::string_view::npos && issued.contains(std::string(part.text.substr(at + 28))))
          ++returned;
      }
      for (const Part& part : exchange.output) {
        if (part.kind == PartKind::text) issued.insert(std::string(part.text));
      }
    }
    if (rewritten)
      EXPECT_EQ(returned, 0U);
    else
      EXPECT_GT(returned, 10U);
  }
}

TEST(Profiles, SpikeSharesAHistoryThatNobodyIssued) {
  Made made(world_of("spike"));
  std::map<std::string, std::set<std::uint32_t>> carried;
  for (const world::Event& event : made.plan.events) {
    if (!made.campaign(event)) continue;
    for (const Part& part : made.renderer.render(event).input) {
      if (part.role == Role::assistant) carried[std::string(part.text)].insert(event.account);
    }
  }
  ASSERT_EQ(carried.size(), 2U);
  for (const auto& [text, accounts] : carried) EXPECT_GT(accounts.size(), 10U);
}

TEST(Profiles, ReplayAsksEveryPrefixWithForeignAnswers) {
  Made made(world_of("replay"));
  std::set<std::string> issued;
  std::size_t own = 0, foreign = 0;
  for (const world::Event& event : made.plan.events) {
    if (!made.campaign(event)) continue;
    const Exchange& exchange = made.renderer.render(event);
    for (const Part& part : exchange.input) {
      if (part.role != Role::assistant || part.text.size() < 80) continue;
      (issued.contains(std::string(part.text)) ? own : foreign) += 1;
    }
    for (const Part& part : exchange.output) issued.insert(std::string(part.text));
  }
  EXPECT_EQ(own, 0U);
  EXPECT_GT(foreign, 100U);
}

TEST(Profiles, PivotMovesHalfToTheNewModel) {
  const Made made(world_of("pivot"));
  std::size_t before = 0, late = 0, moved = 0;
  for (const world::Event& event : made.plan.events) {
    if (!made.campaign(event)) continue;
    const bool is_new = made.plan.conversations[event.conversation].model == world::kNewModel;
    if (event.time_us < made.plan.released_us) before += is_new ? 1 : 0;
    if (event.time_us < made.plan.released_us + kDay) continue;
    ++late;
    moved += is_new ? 1 : 0;
  }
  EXPECT_EQ(before, 0U);
  EXPECT_NEAR(static_cast<double>(moved) / static_cast<double>(late), 0.5, 0.06);
}

TEST(Profiles, ResellerMixesHarvestInAndHasAnHonestTwin) {
  WorldOptions options = world_of("reseller");
  options.reseller_harvest = 0.4;
  const Made made(options);
  double harvest = 0, campaign = 0, twin = 0;
  for (const world::Event& event : made.plan.events) {
    if (made.campaign(event)) {
      ++campaign;
      harvest += event.harvest ? 1 : 0;
    }
    const std::uint32_t group = made.plan.accounts[event.account].group;
    if (group != world::kNone && made.plan.groups[group].ends_with("-9000")) {
      ++twin;
      EXPECT_FALSE(event.harvest);
    }
  }
  EXPECT_NEAR(harvest / campaign, 0.4, 0.08);
  EXPECT_NEAR(twin / campaign, 1.0, 0.35);
}

TEST(Profiles, WithoutMetadataNobodySaysWhereRequestsComeFrom) {
  WorldOptions options = world_of("templates");
  options.metadata = false;
  Made made(options);
  for (std::size_t i = 0; i < made.plan.events.size(); i += 50) {
    const Exchange& exchange = made.renderer.render(made.plan.events[i]);
    EXPECT_TRUE(exchange.client_address.empty() && exchange.user_agent.empty() && exchange.session.empty() &&
                exchange.conversation.empty());
    EXPECT_FALSE(exchange.account.empty());
  }
}

// Everything that a world with this rung sends.
std::size_t digest_of(std::string_view profile, const char* rung) {
  WorldOptions options = world_of(std::string(profile));
  options.honest = 20;
  options.look_alikes = every_look_alike(false);
  options.campaign_accounts = 120;
  options.days = 3;
  const bool known = rung == nullptr || set_evasion(rung, options).has_value();
  EXPECT_TRUE(known);
  WorldTruth truth;
  std::size_t digest = 0;
  const auto add = [&](std::string_view text) { digest = digest * 31 + std::hash<std::string_view>{}(text); };
  const auto done = generate_world(
      options, Made::corpus(),
      [&](const Exchange& exchange) {
        add(exchange.account);
        add(exchange.conversation);
        add(exchange.client_address);
        digest = digest * 31 + static_cast<std::size_t>(exchange.time_us) + exchange.status;
        for (const Part& part : exchange.input) add(part.text);
      },
      truth);
  EXPECT_TRUE(done.has_value());
  return digest;
}

TEST(Profiles, ARungChangesSomethingExceptWhereItIsSaidNotTo) {
  for (const ProfileInfo& info : campaign_profiles()) {
    if (info.per_day > 200) continue;  // too large for a unit test
    const std::size_t without = digest_of(info.name, nullptr);
    for (const char* rung :
         {"partitioned", "cover=0.5", "paraphrase=5", "fresh-identity", "human-hours", "random-choice",
          "no-failover", "rewritten-history", "daily-rotation", "no-metadata"})
      EXPECT_EQ(digest_of(info.name, rung) != without, rung_changes(info.name, rung))
          << info.name << " " << rung;
  }
}

TEST(Profiles, UnknownRungsAreRefused) {
  WorldOptions options;
  for (const char* rung : {"", "cover", "cover=1", "cover=x", "paraphrase=0", "paraphrase=2000", "hours"})
    EXPECT_FALSE(set_evasion(rung, options).has_value()) << rung;
}

}  // namespace
}  // namespace stillwatch
