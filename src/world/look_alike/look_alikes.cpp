#include "world/look_alike/look_alikes.h"

namespace stillwatch::world {

const std::vector<LookAlike>& look_alikes() {
  static const std::vector<LookAlike> kLookAlikes = {
      {AccountClass::framework, 0.10, 40, 250, &add_framework},
      {AccountClass::ci_fleet, 0.03, 5, 30, &add_ci_fleet},
      {AccountClass::classroom, 0.03, 25, 60, &add_classroom},
      {AccountClass::corporate_vpn, 0.03, 30, 100, &add_corporate_vpn},
      {AccountClass::reseller, 0.03, 100, 400, &add_reseller},
      {AccountClass::evaluation, 0.01, 2, 12, &add_evaluation},
      {AccountClass::chat_export, 0.02, 5, 40, &add_chat_export},
      {AccountClass::personal_pool, 0.02, 2, 5, &add_personal_pool},
  };
  return kLookAlikes;
}

AccountPlan group_account(Planner& planner, AccountClass account_class, std::uint32_t group) {
  AccountPlan account = planner.population.account();
  account.account_class = account_class;
  account.group = group;
  return account;
}

}  // namespace stillwatch::world
