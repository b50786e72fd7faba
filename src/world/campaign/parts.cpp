#include "world/campaign/parts.h"

#include <algorithm>
#include <array>

namespace stillwatch::world {

std::uint32_t add_campaign_account(Planner& planner, std::uint32_t campaign, std::int64_t from_us) {
  AccountPlan account = planner.population.account();
  account.account_class = AccountClass::campaign;
  account.campaign = campaign;
  account.first_us = std::max(account.first_us, from_us);
  return planner.add(std::move(account));
}

void ban_some(Planner& planner, const std::vector<std::uint32_t>& accounts, double share, Random& random) {
  for (const std::uint32_t index : accounts) {
    AccountPlan& account = planner.plan.accounts[index];
    if (!random.chance(share)) continue;
    const auto span = static_cast<double>(planner.plan.end_us - account.first_us);
    account.facts.banned_us = account.first_us + static_cast<std::int64_t>(random.uniform(0.25, 1.0) * span);
  }
}

void add_cover(Planner& planner, std::uint32_t campaign, Random& random) {
  const double cover = planner.options.evasion.cover;
  if (cover <= 0.0) return;
  std::vector<std::uint64_t> harvested(planner.plan.accounts.size(), 0);
  for (const Event& event : planner.plan.events) harvested[event.account] += event.status == 200 ? 1 : 0;
  for (std::uint32_t i = 0; i < harvested.size(); ++i) {
    if (planner.plan.accounts[i].campaign != campaign || harvested[i] == 0) continue;
    Random own = random.fork(planner.plan.accounts[i].facts.account);
    const Persona persona = planner.persona(planner.plan.accounts[i], own);
    const std::int64_t banned_us = planner.plan.accounts[i].facts.banned_us;
    if (banned_us != 0)
      planner.plan.accounts[i].last_us = std::min(planner.plan.accounts[i].last_us, banned_us);
    planner.live(i, persona, static_cast<double>(harvested[i]) * cover / (1.0 - cover), own);
  }
}

namespace {
constexpr double kPublicTasks = 0.02;  // of a campaign's tasks are questions that people ask as well
}

std::uint32_t TaskQueue::next(Area area) {
  const auto& weights = corpus_.language_weight;
  std::size_t language = 0;
  for (double at = random_.uniform(); language + 1 < weights.size() && at >= weights[language]; ++language) {
    at -= weights[language];
  }
  std::size_t era = 0;
  for (double at = random_.uniform(); era + 1 < kEras && at >= corpus_.era_weight[era]; ++era)
    at -= corpus_.era_weight[era];
  const auto& shelf = corpus_.shelves[language];
  if (random_.chance(kPublicTasks)) return shelf.all[random_.below(shelf.all.size())];
  const auto& eras = shelf.tasks[static_cast<std::size_t>(area)];
  // The wanted era where it has texts of the area, else another area of the same era, else anything in the
  // language.
  const std::vector<std::uint32_t>* cell = &eras[era];
  for (std::size_t other = 0; cell->empty() && other < kAreas; ++other) cell = &shelf.tasks[other][era];
  if (cell->empty()) cell = &shelf.all;
  const auto key = reinterpret_cast<std::uintptr_t>(cell);
  auto position =
      std::find_if(positions_.begin(), positions_.end(), [&](const auto& p) { return p.first == key; });
  if (position == positions_.end())
    position = positions_.insert(positions_.end(), {key, random_.below(cell->size())});
  // A stride that shares no factor with most sizes visits every thread before it returns to the first.
  position->second = (position->second + 7919) % cell->size();
  return (*cell)[position->second];
}

}  // namespace stillwatch::world
