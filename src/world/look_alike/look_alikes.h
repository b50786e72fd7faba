// Honest accounts that look like a campaign from afar. Each function adds one group of `size` accounts.
#pragma once

#include "world/planner.h"

namespace stillwatch::world {

struct LookAlike {
  AccountClass account_class;
  double share;               // of all honest accounts
  std::uint32_t least, most;  // accounts per group; small groups are commoner, by the logarithm of the size
  void (*add_group)(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
};
// In the order in which they are planned.
[[nodiscard]] const std::vector<LookAlike>& look_alikes();

void add_framework(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_ci_fleet(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_classroom(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_corporate_vpn(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_honest_reseller(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_evaluation(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_chat_export(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_personal_pool(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_pr_review(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_nightly_batch(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_rag_backfill(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_campus(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_family(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_aggregator(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_localisation(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_day_one(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_labelling(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);
void add_community(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random);

// A new account of a look-alike group.
[[nodiscard]] AccountPlan group_account(Planner& planner, AccountClass account_class, std::uint32_t group);
// The account existed a day before the world began, and is active from its beginning.
void start_before_world(const Planner& planner, AccountPlan& account);

}  // namespace stillwatch::world
