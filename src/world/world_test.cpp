#include "world/world.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

#include "world/plan_world.h"
#include "world/renderer.h"

namespace stillwatch {
namespace {

WorldOptions small_world() {
  WorldOptions options;
  options.profiles = {"templates", "grading"};
  options.honest = 1'500;
  options.campaign_accounts = 40;
  options.days = 7;
  options.seed = 11;
  return options;
}

// Everything that matters of an exchange, as one string.
std::string digest(const Exchange& exchange) {
  std::string text;
  text.append(exchange.id).append(exchange.account).append(std::to_string(exchange.time_us));
  for (const Part& part : exchange.input) text.append(part.text).push_back('|');
  for (const Part& part : exchange.output) text.append(part.text).push_back('|');
  return text;
}

std::size_t hash_of(const WorldOptions& options) {
  std::size_t hash = 0;
  WorldTruth truth;
  const auto done = generate_world(
      options,
      [&](const Exchange& exchange) { hash = hash * 31 + std::hash<std::string>{}(digest(exchange)); },
      truth);
  EXPECT_TRUE(done.has_value());
  return hash;
}

TEST(World, SameSeedSameWorld) {
  WorldOptions options = small_world();
  options.honest = 200;
  options.days = 2;
  const std::size_t once = hash_of(options);
  EXPECT_EQ(hash_of(options), once);
  options.seed = 12;
  EXPECT_NE(hash_of(options), once);
}

std::set<std::string> campaign_addresses(const WorldOptions& options, std::size_t& accounts) {
  std::set<std::string> addresses, names;
  WorldTruth truth;
  std::map<std::string, std::set<std::string>> seen;
  const auto done = generate_world(
      options,
      [&](const Exchange& exchange) {
        seen[std::string(exchange.account)].insert(std::string(exchange.client_address));
      },
      truth);
  EXPECT_TRUE(done.has_value());
  for (const AccountTruth& account : truth.accounts) {
    if (account.campaign.empty()) continue;
    names.insert(account.facts.account);
    const auto& own = seen[account.facts.account];
    addresses.insert(own.begin(), own.end());
  }
  accounts = names.size();
  return addresses;
}

TEST(World, TheCampaignPoolCanBeSwitched) {
  WorldOptions options = small_world();
  options.profiles = {"templates"};
  options.honest = 50;
  std::size_t accounts = 0, accounts_alone = 0;
  const auto usual = campaign_addresses(options, accounts);
  EXPECT_GE(usual.size(), accounts);
  options.campaign_pool.own_address_per_account = false;
  options.campaign_pool.fail_over = false;
  const auto shared = campaign_addresses(options, accounts_alone);
  EXPECT_LT(shared.size(), 8U);
  EXPECT_LT(accounts_alone, 2 * accounts);  // a banned account is replaced once
}

TEST(World, TimesAscendIdsAreUniqueAndTruthIsComplete) {
  const WorldOptions options = small_world();
  std::set<std::string> ids;
  std::map<std::string, std::uint64_t> counts;
  std::int64_t last_us = options.start_us;
  WorldTruth truth;
  const auto done = generate_world(
      options,
      [&](const Exchange& exchange) {
        EXPECT_GE(exchange.time_us, last_us);
        last_us = exchange.time_us;
        EXPECT_TRUE(ids.emplace(exchange.id).second) << exchange.id;
        ++counts[std::string(exchange.account)];
        EXPECT_FALSE(exchange.input.empty());
        EXPECT_EQ(exchange.output.empty(), exchange.status != 200);
      },
      truth);
  ASSERT_TRUE(done.has_value()) << done.error().what;
  std::set<std::string> classes;
  for (const auto& [account, count] : counts) {
    const AccountTruth* fact = truth.find(account);
    ASSERT_NE(fact, nullptr) << account;
    EXPECT_EQ(fact->exchanges, count);
    classes.insert(fact->class_name);
    EXPECT_EQ(fact->harvest_share > 0.0, fact->account_class == AccountClass::campaign);
  }
  EXPECT_EQ(classes, (std::set<std::string>{
                         "person",          "framework",    "ci_fleet",    "classroom",     "corporate_vpn",
                         "honest_reseller", "evaluation",   "chat_export", "personal_pool", "pr_review",
                         "nightly_batch",   "rag_backfill", "campus",      "family",        "aggregator",
                         "localisation",    "day_one",      "labelling",   "community",     "templates",
                         "grading"}));
  std::uint32_t honest = 0;
  for (const AccountTruth& fact : truth.accounts)
    honest += fact.account_class != AccountClass::campaign ? 1 : 0;
  EXPECT_NEAR(honest, options.honest, 10) << "only people who return after a ban come on top";
}

TEST(World, RefusesOptionsThatMakeNoSense) {
  WorldTruth truth;
  const auto none = [](const Exchange&) {};
  for (const auto change :
       {+[](WorldOptions& o) { o.profiles = {"unheard-of"}; }, +[](WorldOptions& o) { o.days = 0; },
        +[](WorldOptions& o) { o.evasion.cover = 0.99; }, +[](WorldOptions& o) { o.scale = -1; },
        +[](WorldOptions& o) { o.honest_duplication = 5; }}) {
    WorldOptions options;
    change(options);
    const auto done = generate_world(options, none, truth);
    ASSERT_FALSE(done.has_value());
    EXPECT_EQ(done.error().code, Code::usage) << done.error().what;
  }
  WorldOptions options;
  options.corpus_dir = "/nowhere/at/all";
  const auto done = generate_world(options, none, truth);
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, Code::not_found);
}

}  // namespace
}  // namespace stillwatch
