// A company whose machines or staff hold several accounts: one organisation, domain, payment and few exits.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "world/planner.h"
#include "world/text/wordings.h"

namespace stillwatch::world {

struct Company {
  std::string organisation;  // empty: not declared
  std::string domain, payment;
  bool verified = true;
  std::vector<SharedNetwork> exits;
};
// `declared`, `verified`: the shares of companies that declare an organisation, and whose one is verified.
[[nodiscard]] Company draw_company(Planner& planner, double declared, double verified, Random& random);

// An account of the company, with the client, parameters and model of `like`.
[[nodiscard]] AccountPlan company_account(Planner& planner, AccountClass account_class, std::uint32_t group,
                                          const Company& company, const AccountPlan& like);

// Puts `count` of the wordings into the plan, from a random one on; returns their indices.
[[nodiscard]] std::vector<std::uint32_t> add_forms(Planner& planner, std::span<const Wording> wordings,
                                                   std::size_t count, Random& random);

// A conversation that opens with the form about the thread, on this model.
[[nodiscard]] Conversation form_conversation(const Planner& planner, std::uint32_t form, std::uint32_t thread,
                                             std::uint8_t model, Random& random);

}  // namespace stillwatch::world
