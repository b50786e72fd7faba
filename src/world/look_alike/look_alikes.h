// Honest accounts that look like a campaign from afar. Each function adds one group of `size` accounts.
#pragma once

#include "world/planner.h"

namespace stillwatch::world {

struct LookAlike {
  AccountClass account_class;
  double share;               // of all honest accounts
  std::uint32_t least, most;  // accounts per group
  void (*add_group)(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
};
// In the order in which they are planned.
[[nodiscard]] const std::vector<LookAlike>& look_alikes();

void add_framework(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_ci_fleet(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_classroom(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_corporate_vpn(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_reseller(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_evaluation(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_chat_export(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_personal_pool(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);

// A new account of a look-alike group.
[[nodiscard]] AccountPlan group_account(Planner& planner, AccountClass account_class, std::uint32_t group);

}  // namespace stillwatch::world
