#include "world/look_alike/company.h"

#include <algorithm>

#include "world/look_alike/look_alikes.h"

namespace stillwatch::world {

std::vector<std::uint32_t> add_forms(Planner& planner, std::span<const Wording> wordings, std::size_t count,
                                     Random& random) {
  std::vector<std::uint32_t> forms;
  const std::size_t first = random.below(wordings.size());
  for (std::size_t i = 0; i < count; ++i) {
    const Wording& wording = wordings[(first + i) % wordings.size()];
    forms.push_back(static_cast<std::uint32_t>(planner.plan.forms.size()));
    planner.plan.forms.push_back(
        {std::string(wording.system), std::string(wording.user), wording.toolset, wording.area});
  }
  return forms;
}

Company draw_company(Planner& planner, double declared, double verified, Random& random) {
  Company company;
  if (random.chance(declared)) company.organisation = planner.population.new_organisation();
  company.verified = random.chance(verified);
  company.domain = planner.population.new_domain();
  company.payment = planner.population.new_payment();
  const std::size_t exits = 1 + random.below(3);
  for (std::size_t i = 0; i < exits; ++i) company.exits.push_back(planner.population.new_network("US"));
  return company;
}

AccountPlan company_account(Planner& planner, AccountClass account_class, std::uint32_t group,
                            const Company& company, const AccountPlan& like) {
  AccountPlan account = group_account(planner, account_class, group);
  account.client = like.client;
  account.parameters = like.parameters;
  account.model = like.model;
  account.language = 0;
  account.country = 0;  // where its exits are
  account.zone_hours = countries()[0].zone_hours;
  account.as_number = company.exits.front().as_number;
  account.addresses.clear();
  for (const SharedNetwork& exit : company.exits) account.addresses.push_back(exit.address);
  account.first_us = planner.plan.start_us;
  account.facts.created_us = std::min(account.facts.created_us, planner.plan.start_us - kDay);
  planner.population.join(account, company.organisation, company.domain, company.payment, company.verified);
  return account;
}

Conversation form_conversation(const Planner& planner, std::uint32_t form, std::uint32_t thread,
                               std::uint8_t model, Random& random) {
  Conversation conversation;
  conversation.seed = random.next();
  conversation.thread = thread;
  conversation.opening = Opening::form;
  conversation.form = form;
  conversation.model = model;
  const std::uint32_t toolset = planner.plan.forms[form].toolset;
  if (toolset != kNone) conversation.toolset = static_cast<std::uint8_t>(toolset);
  return conversation;
}

}  // namespace stillwatch::world
