#include "world/look_alike/look_alikes.h"

#include <algorithm>

namespace stillwatch::world {

const std::vector<LookAlike>& look_alikes() {
  static const std::vector<LookAlike> kLookAlikes = {
      {AccountClass::framework, 0.10, 20, 250, &add_framework},
      {AccountClass::ci_fleet, 0.03, 5, 30, &add_ci_fleet},
      {AccountClass::classroom, 0.03, 15, 60, &add_classroom},
      {AccountClass::corporate_vpn, 0.03, 15, 100, &add_corporate_vpn},
      {AccountClass::honest_reseller, 0.03, 30, 400, &add_honest_reseller},
      {AccountClass::evaluation, 0.01, 2, 12, &add_evaluation},
      {AccountClass::chat_export, 0.02, 5, 40, &add_chat_export},
      {AccountClass::personal_pool, 0.02, 2, 5, &add_personal_pool},
      {AccountClass::pr_review, 0.02, 5, 60, &add_pr_review},
      {AccountClass::nightly_batch, 0.01, 1, 8, &add_nightly_batch},
      {AccountClass::rag_backfill, 0.006, 1, 8, &add_rag_backfill},
      {AccountClass::campus, 0.03, 15, 120, &add_campus},
      {AccountClass::family, 0.02, 2, 6, &add_family},
      {AccountClass::aggregator, 0.024, 20, 200, &add_aggregator},
      {AccountClass::localisation, 0.01, 2, 12, &add_localisation},
      {AccountClass::day_one, 0.02, 15, 120, &add_day_one},
      {AccountClass::labelling, 0.02, 10, 60, &add_labelling},
      {AccountClass::community, 0.02, 15, 120, &add_community},
  };
  return kLookAlikes;
}

AccountPlan group_account(Planner& planner, AccountClass account_class, std::uint32_t group) {
  AccountPlan account = planner.population.account();
  account.account_class = account_class;
  account.group = group;
  return account;
}

void start_before_world(const Planner& planner, AccountPlan& account) {
  account.first_us = planner.plan.start_us;
  account.facts.created_us = std::min(account.facts.created_us, planner.plan.start_us - kDay);
}

}  // namespace stillwatch::world
