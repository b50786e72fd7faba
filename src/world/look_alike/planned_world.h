// One planned world for the tests of this folder: all look-alikes and two campaigns.
#pragma once

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "world/plan_world.h"

namespace stillwatch::world {

struct PlannedWorld {
  WorldOptions options;
  Corpus corpus;
  WorldPlan plan;
};

inline const PlannedWorld& planned_world() {
  static const PlannedWorld kWorld = [] {
    PlannedWorld world;
    world.options.profiles = {"templates", "grading"};
    world.options.honest = 2'500;
    world.options.campaign_accounts = 60;
    world.options.seed = 21;
    world.corpus = seed_corpus(CorpusSplit::report);
    world.plan = plan_world(world.options, world.corpus);
    return world;
  }();
  return kWorld;
}

inline AccountClass class_of(const WorldPlan& plan, const Event& event) {
  return plan.accounts[event.account].account_class;
}

// The answered events of each group of the class, in order of time.
inline std::map<std::uint32_t, std::vector<Event>> events_by_group(const WorldPlan& plan,
                                                                   AccountClass account_class) {
  std::map<std::uint32_t, std::vector<Event>> groups;
  for (const Event& event : plan.events) {
    if (class_of(plan, event) == account_class && event.status == 200)
      groups[plan.accounts[event.account].group].push_back(event);
  }
  return groups;
}

// The accounts of each group of the class.
inline std::map<std::uint32_t, std::vector<const AccountPlan*>> accounts_by_group(
    const WorldPlan& plan, AccountClass account_class) {
  std::map<std::uint32_t, std::vector<const AccountPlan*>> groups;
  for (const AccountPlan& account : plan.accounts) {
    if (account.account_class == account_class) groups[account.group].push_back(&account);
  }
  return groups;
}

// R: how much oftener two conversations of one account share a topic than two of different accounts.
inline double topic_ratio(const PlannedWorld& world, AccountClass account_class,
                          std::uint32_t campaign = kNone) {
  std::map<std::uint32_t, std::map<std::uint16_t, double>> topics;
  for (const Event& event : world.plan.events) {
    if (event.turn != 0 || class_of(world.plan, event) != account_class) continue;
    if (world.plan.accounts[event.account].campaign != campaign) continue;
    ++topics[event.account][world.corpus.threads[world.plan.conversations[event.conversation].thread].topic];
  }
  double inside = 0.0;
  double inside_pairs = 0.0;
  double all = 0.0;
  double conversations = 0.0;
  std::map<std::uint16_t, double> total;
  for (const auto& [account, counts] : topics) {
    double own = 0.0;
    for (const auto& [topic, count] : counts) {
      inside += count * (count - 1);
      total[topic] += count;
      own += count;
    }
    inside_pairs += own * (own - 1);
    conversations += own;
  }
  for (const auto& [topic, count] : total) all += count * (count - 1);
  const double all_pairs = conversations * (conversations - 1);
  return (inside / inside_pairs) / ((all - inside) / (all_pairs - inside_pairs));
}

}  // namespace stillwatch::world
