#include "world/plan_world.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "world/campaign/profiles.h"
#include "world/look_alike/look_alikes.h"
#include "world/text/wordings.h"

namespace stillwatch::world {
namespace {

constexpr double kHonestBans = 0.002;
constexpr double kReturnsAfterBan = 0.5;  // of the banned honest people, with a new account
constexpr double kOwnSystemPrompt = 0.3;

std::uint32_t scaled(std::uint32_t count, double scale) {
  return static_cast<std::uint32_t>(std::llround(static_cast<double>(count) * scale));
}

// Accounts of the i-th campaign: its share of those of all, or its profile's own number.
std::uint32_t campaign_size(const WorldOptions& options, std::size_t i, const Profile& profile) {
  if (options.campaign_accounts == 0) return std::max(1U, scaled(profile.info.accounts, options.scale));
  const std::uint32_t all = scaled(options.campaign_accounts, options.scale);
  const auto campaigns = static_cast<std::uint32_t>(options.profiles.size());
  return all / campaigns + (i < all % campaigns ? 1 : 0);
}

std::uint32_t all_campaign_accounts(const WorldOptions& options) {
  std::uint32_t all = 0;
  for (std::size_t i = 0; i < options.profiles.size(); ++i) {
    const Profile* profile = find_profile(options.profiles[i]);
    if (profile != nullptr) all += campaign_size(options, i, *profile);
  }
  return all;
}

void plan_person(Planner& planner, AccountPlan account, Random& random) {
  const Persona persona = planner.persona(account, random);
  const double exchanges = planner.draw_activity(random);
  const bool banned = random.chance(kHonestBans);
  if (banned) {
    const double at = random.uniform(0.1, 0.9);
    account.last_us =
        account.first_us +
        static_cast<std::int64_t>(at * static_cast<double>(planner.plan.end_us - account.first_us));
    account.facts.banned_us = account.last_us;
  }
  const AccountPlan before = account;
  planner.live(planner.add(std::move(account)), persona, exchanges, random);
  if (!banned || !random.chance(kReturnsAfterBan)) return;
  AccountPlan again = planner.population.account();  // the same person at the same desk, with a new account
  again.first_us =
      before.last_us + static_cast<std::int64_t>(random.exponential(2.0) * static_cast<double>(kDay));
  if (again.first_us >= planner.plan.end_us) return;
  again.facts.created_us = again.first_us;
  again.language = before.language;
  again.country = before.country;
  again.zone_hours = before.zone_hours;
  again.addresses = before.addresses;
  again.client = before.client;
  planner.live(planner.add(std::move(again)), persona, exchanges, random);
}

// Fills the honest look-alike groups; returns how many accounts they took.
std::uint32_t plan_look_alikes(Planner& planner, std::uint32_t honest) {
  std::uint32_t taken = 0;
  for (const LookAlike& kind : look_alikes()) {
    if (!planner.options.look_alikes[static_cast<std::size_t>(kind.account_class)]) continue;
    auto budget = static_cast<std::int64_t>(std::llround(kind.share * honest));
    if (budget < kind.least && honest >= 12 * kind.least) budget = kind.least;
    for (std::uint32_t number = 1; budget >= kind.least; ++number) {
      Random random = planner.random.fork(fmt::format("{}-{}", name_of(kind.account_class), number));
      const double ratio = (kind.most + 0.999) / kind.least;
      auto size = static_cast<std::int64_t>(kind.least * std::pow(ratio, random.uniform()));
      size = std::min(size, budget);
      const std::uint32_t group = planner.new_group(kind.account_class, number);
      kind.add_group(planner, group, static_cast<std::uint32_t>(size), random);
      budget -= size;
      taken += static_cast<std::uint32_t>(size);
    }
  }
  return taken;
}

// People write system prompts of their own; campaign accounts do not get one more seldom.
void give_system_prompts(Planner& planner) {
  for (AccountPlan& account : planner.plan.accounts) {
    if (!account.own_system.empty() || account.account_class == AccountClass::campaign) continue;
    Random random(account.seed ^ 0x53595354);
    if (!random.chance(kOwnSystemPrompt)) continue;
    const auto systems = personal_systems();
    fill_marks(systems[random.zipf(systems.size(), 0.6)].system, account.own_system,
               [&](std::string_view mark, std::string& out) {
                 if (mark == "repo")
                   append_identifier(random, out);
                 else if (mark == "limit")
                   out += static_cast<char>('2' + random.below(7));
                 else if (const PhraseList* values = slot(mark))
                   out.append(values->pick(random));
                 else
                   return false;
                 return true;
               });
  }
}

// Some honest people move to the new model once it is out, some of their conversations or nearly all.
void adopt_release(WorldPlan& plan) {
  constexpr double kAdopters = 0.3;
  for (const Event& event : plan.events) {
    const AccountPlan& account = plan.accounts[event.account];
    Conversation& conversation = plan.conversations[event.conversation];
    if (event.time_us < plan.released_us || account.account_class == AccountClass::campaign ||
        event.turn != conversation.parent_turns)
      continue;
    Random random(account.seed ^ 0x52454c53);
    const bool adopts = random.chance(kAdopters);
    const double share = random.uniform(0.1, 0.9);
    if (adopts && Random(conversation.seed ^ 0x52454c53).chance(share)) conversation.model = kNewModel;
  }
}

void sort_events(WorldPlan& plan) {
  std::erase_if(plan.events, [&](const Event& event) {
    return event.time_us < plan.start_us || event.time_us >= plan.end_us;
  });
  std::sort(plan.events.begin(), plan.events.end(), [](const Event& a, const Event& b) {
    return a.time_us != b.time_us ? a.time_us < b.time_us : a.sequence < b.sequence;
  });
}

}  // namespace

Status check(const WorldOptions& options) {
  for (const std::string& profile : options.profiles) {
    if (find_profile(profile) == nullptr) {
      std::string known;
      for (const ProfileInfo& info : campaign_profiles()) known += fmt::format("{}, ", info.name);
      return Error{Code::usage, fmt::format("unknown profile '{}'; known are: {}none", profile, known)};
    }
  }
  if (!(options.days > 0.0) || options.days > 400.0)
    return Error{Code::usage, "--days must be above 0 and at most 400"};
  if (!(options.scale > 0.0) || options.scale > 1'000.0)
    return Error{Code::usage, "--scale must be above 0 and at most 1000"};
  if (!(options.evasion.cover >= 0.0) || options.evasion.cover > 0.95)
    return Error{Code::usage, "--cover must lie between 0 and 0.95"};
  if (options.evasion.paraphrases > 1'000)
    return Error{Code::usage, "paraphrase must lie between 1 and 1000"};
  if (!(options.taken_up_again >= 0.0) || options.taken_up_again > 1.0)
    return Error{Code::usage, "--taken-up-again must lie between 0 and 1"};
  if (!(options.reseller_harvest >= 0.01) || options.reseller_harvest > 1.0)
    return Error{Code::usage, "--reseller-harvest must lie between 0.01 and 1"};
  if (!(options.honest_duplication >= 0.0) || options.honest_duplication > 1.0) {
    return Error{Code::usage, "--honest-duplication must lie between 0 and 100 (per cent)"};
  }
  const double accounts = options.honest * options.scale + all_campaign_accounts(options);
  if (accounts > 20e6)
    return Error{Code::over_limit, "more than 20 million accounts; lower --honest, --accounts or --scale"};
  return Done{};
}

Result<Corpus> open_corpus(const WorldOptions& options) {
  if (options.corpus_dir.empty()) return seed_corpus(options.split);
  return load_corpus(options.corpus_dir, options.split);
}

WorldPlan plan_world(const WorldOptions& options, const Corpus& corpus) {
  const std::uint32_t honest = scaled(options.honest, options.scale);
  Planner planner(options, corpus, honest + all_campaign_accounts(options));
  const std::uint32_t taken = plan_look_alikes(planner, honest);
  for (std::uint32_t i = taken; i < honest; ++i) {
    Random random = planner.random.fork("person").fork(fmt::format("{}", i));
    plan_person(planner, planner.population.account(), random);
  }
  std::map<std::string_view, int> numbers;
  for (std::size_t i = 0; i < options.profiles.size(); ++i) {
    const Profile* profile = find_profile(options.profiles[i]);
    if (profile == nullptr) continue;
    const std::uint32_t accounts = campaign_size(options, i, *profile);
    planner.plan.campaigns.push_back(fmt::format("{}-{}", profile->info.name, ++numbers[profile->info.name]));
    if (accounts == 0) continue;
    planner.population.close_organisation();
    profile->plan(planner, static_cast<std::uint32_t>(planner.plan.campaigns.size() - 1), accounts);
  }
  give_system_prompts(planner);
  adopt_release(planner.plan);
  sort_events(planner.plan);
  return std::move(planner.plan);
}

WorldTruth truth_of(const WorldPlan& plan) {
  std::vector<std::uint64_t> answered(plan.accounts.size(), 0);
  std::vector<std::uint64_t> harvested(plan.accounts.size(), 0);
  std::vector<std::uint64_t> all(plan.accounts.size(), 0);
  for (const Event& event : plan.events) {
    ++all[event.account];
    if (event.status != 200) continue;
    ++answered[event.account];
    harvested[event.account] += event.harvest ? 1 : 0;
  }
  WorldTruth truth;
  for (std::size_t i = 0; i < plan.accounts.size(); ++i) {
    const AccountPlan& account = plan.accounts[i];
    AccountTruth fact;
    fact.facts = account.facts;
    fact.account_class = account.account_class;
    fact.class_name = name_of(account.account_class);
    if (account.group != kNone) fact.group = plan.groups[account.group];
    if (account.campaign != kNone) {
      fact.campaign = plan.campaigns[account.campaign];
      fact.group = fact.campaign;
      fact.class_name = fact.campaign.substr(0, fact.campaign.rfind('-'));
    }
    fact.exchanges = all[i];
    if (answered[i] > 0)
      fact.harvest_share = static_cast<double>(harvested[i]) / static_cast<double>(answered[i]);
    truth.accounts.push_back(std::move(fact));
  }
  truth.allow = plan.allow;
  std::sort(truth.accounts.begin(), truth.accounts.end(),
            [](const AccountTruth& a, const AccountTruth& b) { return a.facts.account < b.facts.account; });
  return truth;
}

}  // namespace stillwatch::world
