// The campaign profiles: what the accounts of each campaign do. ProfileInfo (world.h) says what each is.
//
// Sources of shapes and rates: public statements of providers and agencies, all of them allegations; see
// docs/world.md. Each function adds accounts, conversations and events to the plan.
#pragma once

#include "world/planner.h"

namespace stillwatch::world {

using PlanCampaign = void (*)(Planner& planner, std::uint32_t campaign, std::uint32_t accounts);

struct Profile {
  ProfileInfo info;
  PlanCampaign plan = nullptr;
};
[[nodiscard]] const std::vector<Profile>& profiles();
[[nodiscard]] const Profile* find_profile(std::string_view name);

// Jobs that fill templates, spread by a relay pool (queue.cpp).
void plan_templates(Planner& planner, std::uint32_t campaign, std::uint32_t accounts);
void plan_tagged(Planner& planner, std::uint32_t campaign, std::uint32_t accounts);
void plan_pivot(Planner& planner, std::uint32_t campaign, std::uint32_t accounts);
void plan_polyglot(Planner& planner, std::uint32_t campaign, std::uint32_t accounts);
void plan_spike(Planner& planner, std::uint32_t campaign, std::uint32_t accounts);
// People's own conversations, passed on (passed_on.cpp).
void plan_relay(Planner& planner, std::uint32_t campaign, std::uint32_t accounts);
void plan_reseller(Planner& planner, std::uint32_t campaign, std::uint32_t accounts);
void plan_replay(Planner& planner, std::uint32_t campaign, std::uint32_t accounts);
// Answers that are graded, explained and cleaned by other accounts (desk.cpp).
void plan_grading(Planner& planner, std::uint32_t campaign, std::uint32_t accounts);
void plan_cleaner(Planner& planner, std::uint32_t campaign, std::uint32_t accounts);
void plan_multi_stage(Planner& planner, std::uint32_t campaign, std::uint32_t accounts);

}  // namespace stillwatch::world
