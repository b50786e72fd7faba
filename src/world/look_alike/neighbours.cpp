// People who share a place: a university, a family, a community of one language.
#include <algorithm>

#include "world/look_alike/company.h"
#include "world/look_alike/look_alikes.h"
#include "world/look_alike/shared_prompts.h"

namespace stillwatch::world {

void add_campus(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  const AccountPlan rector = planner.population.account();
  const std::string domain = planner.population.new_domain();
  std::vector<SharedNetwork> gateways = {planner.population.new_network(countries()[rector.country].code)};
  const std::size_t more = random.below(4);
  for (std::size_t i = 0; i < more; ++i) {
    SharedNetwork gateway = gateways.front();
    gateway.address = planner.population.new_address(gateway.as_number);
    gateways.push_back(std::move(gateway));
  }
  for (std::uint32_t i = 0; i < size; ++i) {
    AccountPlan account = group_account(planner, AccountClass::campus, group);
    Random own = random.fork(account.facts.account);
    const bool from_abroad = own.chance(0.2);  // keeps its language
    if (!from_abroad) account.language = rector.language;
    account.country = rector.country;
    account.zone_hours = rector.zone_hours;
    account.as_number = gateways.front().as_number;
    std::vector<std::string> addresses = {gateways[own.below(gateways.size())].address};
    if (gateways.size() > 1) addresses.push_back(gateways[own.below(gateways.size())].address);
    if (own.chance(0.5)) addresses.push_back(account.addresses.front());  // a flat in town
    account.addresses = std::move(addresses);
    account.facts.email_domain = own.chance(0.7) ? domain : account.facts.email_domain;
    if (own.chance(0.6)) {
      account.facts.programme = own.chance(0.85) ? "education" : "research";
      account.facts.plan = "education";
    }
    const Persona persona = planner.persona(account, own);
    const double exchanges = planner.draw_activity(own);
    planner.live(planner.add(std::move(account)), persona, exchanges, own);
  }
}

void add_family(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  const AccountPlan payer = planner.population.account();
  const std::string& home = payer.addresses.front();
  for (std::uint32_t i = 0; i < size; ++i) {
    AccountPlan account = group_account(planner, AccountClass::family, group);
    Random own = random.fork(account.facts.account);
    account.language = payer.language;
    account.country = payer.country;
    account.zone_hours = payer.zone_hours;
    account.as_number = payer.as_number;
    account.addresses = {home};
    if (own.chance(0.5)) account.addresses.push_back(planner.population.new_address(account.as_number));
    planner.population.join(account, "", account.facts.email_domain, payer.facts.payment, true);
    if (i > 0 && own.chance(0.3)) account.client = payer.client;  // the device in the living room
    const Persona persona = planner.persona(account, own);
    const double exchanges = planner.draw_activity(own);
    planner.live(planner.add(std::move(account)), persona, exchanges, own);
  }
}

void add_community(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  constexpr std::uint32_t kMembersPerExport = 12;
  const auto& weights = planner.corpus.language_weight;
  std::vector<std::uint8_t> spoken;
  for (std::size_t i = 1; i < weights.size(); ++i) {
    if (weights[i] > 0.0) spoken.push_back(static_cast<std::uint8_t>(i));
  }
  const std::uint8_t language = spoken.empty() ? std::uint8_t{0} : spoken[random.below(spoken.size())];
  const auto recipes = community_recipes(planner.corpus.languages[language]);
  const auto forms =
      add_forms(planner, recipes, recipes.size() / 2 + random.below(recipes.size() / 2 + 1), random);
  const auto span = static_cast<double>(planner.plan.end_us - planner.plan.start_us);
  ExportedChat chat;
  for (std::uint32_t i = 0; i < size; ++i) {
    AccountPlan account = group_account(planner, AccountClass::community, group);
    Random own = random.fork(account.facts.account);
    planner.population.settle(account, language, planner.population.draw_country(language, own));
    if (language != 0 && own.chance(0.5)) account.client = community_client(language);
    start_before_world(planner, account);
    const Persona persona = planner.persona(account, own);
    const double exchanges = planner.draw_activity(own);
    const double with_recipe = own.uniform(0.0, 0.6);
    const PromptTaste taste(forms, own);
    const std::uint32_t member = planner.add(std::move(account));
    if (i % kMembersPerExport == 0) {
      const double at = own.uniform(0.05, 0.6) * span;
      chat =
          export_chat(planner, member, persona, planner.plan.start_us + static_cast<std::int64_t>(at), own);
    } else if (own.chance(0.4)) {
      continue_chat(planner, member, persona, chat, own);
    }
    planner.live(member, persona, exchanges, own, [&](Conversation& conversation, Random& rng) {
      if (rng.chance(with_recipe)) taste.apply(planner, conversation, rng);
    });
  }
}

}  // namespace stillwatch::world
