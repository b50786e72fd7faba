// Honest users of relay software: a reseller with customers, a router between providers, and people with a
// few keys.
#include <algorithm>

#include "world/look_alike/company.h"
#include "world/look_alike/look_alikes.h"
#include "world/look_alike/programs.h"
#include "world/relay/relay_traffic.h"

namespace stillwatch::world {
namespace {

constexpr double kMixed = 0.6;  // of a router's conversations: other providers answer some turns
constexpr double kRewrites =
    0.2;  // of resellers: their page translates or sets answers anew, and sends its own text back

// Half of the resellers and routers have customers that are programs, which make some of their requests.
void add_program_customers(Planner& planner, double requests, bool end_users, std::vector<RelayWork>& work,
                           const Random& random) {
  Random programs = random.fork("programs");
  if (!programs.chance(0.5)) return;
  const double share = programs.uniform(0.05, 0.4);
  add_programs(planner, requests * share / (1.0 - share), end_users, work, programs);
}

// What customers ask, people and programs. `end_users`: the pool says which of them it was.
std::vector<RelayWork> customers_work(Planner& planner, std::uint32_t size, bool end_users, Random& random,
                                      double mixed = 0.0) {
  std::vector<RelayWork> work;
  const auto customers = static_cast<std::uint32_t>(size * random.uniform(1.5, 3.0));
  double requests = 0.0;
  for (std::uint32_t i = 0; i < customers; ++i) {
    const AccountPlan customer = planner.population.account();
    Random own = random.fork(customer.facts.account);
    const double exchanges = planner.draw_activity(own);
    requests += exchanges;
    add_visits(planner, customer, exchanges, end_users ? i : kNone, work, own, mixed);
  }
  add_program_customers(planner, requests, end_users, work, random);
  return work;
}

}  // namespace

void add_honest_reseller(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  RelayPoolOptions options;
  options.rule = static_cast<ChoiceRule>(random.below(3));
  options.own_address_per_account = random.chance(0.6);
  options.constant_headers = random.chance(0.5);
  RelayPool pool(options, random.next());
  RelayTraffic traffic(planner, pool, {});
  const bool declared = random.chance(0.6);
  const std::string organisation = declared ? planner.population.new_organisation() : "";
  const bool verified = random.chance(0.7);
  const std::string domain = planner.population.new_domain();
  const std::vector<std::string> payments = {planner.population.new_payment(),
                                             planner.population.new_payment()};
  const AccountPlan like = planner.population.account();
  for (std::uint32_t i = 0; i < size; ++i) {
    AccountPlan account = group_account(planner, AccountClass::honest_reseller, group);
    account.first_us = planner.plan.start_us;
    account.facts.created_us = std::min(account.facts.created_us, planner.plan.start_us - kDay);
    planner.population.join(account, organisation, declared ? domain : account.facts.email_domain,
                            payments[random.below(payments.size())], verified);
    if (!options.own_address_per_account) account.addresses = like.addresses;
    if (options.constant_headers) {
      account.client = like.client;
      account.parameters = like.parameters;
    }
    const std::uint32_t index = planner.add(std::move(account));
    traffic.join(index, planner.plan.start_us);
  }
  const std::vector<RelayWork> work = customers_work(planner, size, declared, random);
  if (random.fork("page").chance(kRewrites)) {
    for (const RelayWork& item : work)
      planner.plan.conversations[item.conversation].carries = Carries::retold;
  }
  traffic.run(work, random);
}

void add_aggregator(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  RelayPoolOptions options;
  options.rule = static_cast<ChoiceRule>(random.below(3));
  options.sticky_s =
      random.chance(0.5) ? 0.0 : 3'600.0;  // routers look at price and load, often turn by turn
  options.own_address_per_account = false;
  options.constant_headers = true;
  RelayPool pool(options, random.next());
  RelayTraffic traffic(planner, pool, {});
  const Company router = draw_company(planner, 0.75, 0.8, random);
  const AccountPlan like = planner.population.account();
  for (std::uint32_t i = 0; i < size; ++i) {
    traffic.join(planner.add(company_account(planner, AccountClass::aggregator, group, router, like)),
                 planner.plan.start_us);
  }
  const bool passes_endusers = random.chance(0.5);
  traffic.run(customers_work(planner, size, passes_endusers, random, kMixed), random);
}

void add_personal_pool(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  RelayPoolOptions options;
  options.rule = random.chance(0.7) ? ChoiceRule::least_recently_used : ChoiceRule::round_robin;
  options.own_address_per_account = false;
  RelayPool pool(options, random.next());
  RelayTraffic traffic(planner, pool, {});
  const AccountPlan person = planner.population.account();
  const bool one_card = random.chance(0.8);
  for (std::uint32_t i = 0; i < size; ++i) {
    AccountPlan account = group_account(planner, AccountClass::personal_pool, group);
    account.addresses = person.addresses;
    account.as_number = person.as_number;
    account.country = person.country;
    account.zone_hours = person.zone_hours;
    account.language = person.language;
    account.client = person.client;
    account.parameters = person.parameters;
    if (one_card) account.facts.payment = person.facts.payment;
    account.first_us = planner.plan.start_us;
    account.facts.created_us = std::min(person.facts.created_us + static_cast<std::int64_t>(i) * 3 * kDay,
                                        planner.plan.start_us - kDay);
    const std::uint32_t index = planner.add(std::move(account));
    traffic.join(index, planner.plan.start_us);
  }
  std::vector<RelayWork> work;
  add_visits(planner, person, 3.0 * planner.draw_activity(random) + 5.0 * size, kNone, work, random);
  traffic.run(work, random);
}

}  // namespace stillwatch::world
