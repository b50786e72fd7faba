// Campaigns that carry people's own conversations: a live relay, a reseller that also harvests, and stored
// conversations that are asked again.
#include <algorithm>

#include "world/campaign/operator.h"
#include "world/campaign/profiles.h"
#include "world/look_alike/look_alikes.h"
#include "world/look_alike/programs.h"

namespace stillwatch::world {
namespace {

constexpr double kBannedShare = 0.02;
constexpr double kPrograms = 0.3;  // of an honest reseller's requests: customers that are programs

// Conversations of enough people to give these many requests.
std::vector<RelayWork> people(Planner& planner, double requests, bool harvest, Random& random) {
  std::vector<RelayWork> work;
  while (requests > 0) {
    const AccountPlan person = planner.population.account();
    Random own = random.fork(person.facts.account);
    const double exchanges = std::min(requests, planner.draw_activity(own));
    const std::size_t first = work.size();
    add_visits(planner, person, exchanges, kNone, work, own);
    for (std::size_t i = first; i < work.size(); ++i) work[i].harvest = harvest;
    requests -= exchanges;
  }
  return work;
}

double account_days(const Operator& run) {
  double days = 0.0;
  for (const Operator::Service& service : run.accounts())
    days += static_cast<double>(service.until_us - service.from_us) / static_cast<double>(kDay);
  return days;
}

void retell(Planner& planner, const std::vector<RelayWork>& work) {
  if (!planner.options.evasion.rewritten_history) return;
  for (const RelayWork& item : work) planner.plan.conversations[item.conversation].carries = Carries::retold;
}

// The honest reseller: the same kind of pool with the same kind of customers, of whom
// some are programs with prompts of their own, and nobody harvests.
void add_twin(Planner& planner, std::uint32_t accounts, double per_day, Random& random) {
  const std::uint32_t group = planner.new_group(AccountClass::honest_reseller, 9'000);
  RelayPool pool(applied_pool(planner.options), random.next());
  RelayTraffic traffic(planner, pool, {});
  double days = 0.0;
  for (std::uint32_t i = 0; i < accounts; ++i) {
    AccountPlan account = group_account(planner, AccountClass::honest_reseller, group);
    days += static_cast<double>(planner.plan.end_us - account.first_us) / static_cast<double>(kDay);
    const std::int64_t from_us = account.first_us;
    traffic.join(planner.add(std::move(account)), from_us);
  }
  auto work = people(planner, days * per_day * (1.0 - kPrograms), false, random);
  add_programs(planner, days * per_day * kPrograms, false, work, random);
  traffic.run(work, random);
}

}  // namespace

void plan_relay(Planner& planner, std::uint32_t campaign, std::uint32_t accounts) {
  constexpr double kPerDay = 5.6;
  Operator run(planner, campaign, accounts, {0.0, 1.0, 0.2}, kBannedShare);
  const double harvest = 1.0 - planner.options.evasion.cover;
  const auto work = people(planner, account_days(run) * kPerDay * harvest, true, run.random());
  retell(planner, work);
  run.carry(work);
  run.finish();
}

void plan_reseller(Planner& planner, std::uint32_t campaign, std::uint32_t accounts) {
  constexpr double kPerDay = 15.0, kTurns = 1.5;
  const double share = planner.options.reseller_harvest;
  Operator run(planner, campaign, accounts, {0.0, 1.0, 0.2}, kBannedShare);
  auto work =
      people(planner, account_days(run) * kPerDay * (1.0 - share) * (1.0 - planner.options.evasion.cover),
             false, run.random());
  const FormRange forms = run.add_forms(harvest_templates());
  TaskQueue tasks(planner.corpus, run.random().fork("tasks"));
  for (const std::int64_t time_us : run.arrivals(kPerDay * share / kTurns)) {
    Conversation conversation = run.fill(forms, run.random().below(harvest_templates().size()));
    const Form& form = planner.plan.forms[conversation.form];
    conversation.thread = tasks.next(form.area);
    conversation.agentic = form.toolset != kNone && run.random().chance(0.8);
    RelayWork job;
    job.start_us = time_us;
    job.harvest = true;
    if (conversation.agentic) job.turns = static_cast<std::uint16_t>(2 + run.random().below(5));
    job.conversation = planner.add(conversation);
    work.push_back(job);
  }
  retell(planner, work);
  run.carry(work);
  run.finish();
  Random twin = run.random().fork("twin");
  add_twin(planner, accounts, kPerDay, twin);
}

void plan_replay(Planner& planner, std::uint32_t campaign, std::uint32_t accounts) {
  constexpr double kPerDay = 13.0;
  Operator run(planner, campaign, accounts, {}, kBannedShare);
  std::vector<std::int64_t> times = run.arrivals(kPerDay);
  std::vector<RelayWork> jobs;
  std::size_t next = 0;
  while (next < times.size()) {
    const AccountPlan person = planner.population.account();
    Random own = run.random().fork(person.facts.account);
    const Persona persona = planner.persona(person, own);
    for (const Planner::Visit& visit : planner.visits(person, persona, planner.draw_activity(own), own)) {
      planner.plan.conversations[visit.conversation].carries = Carries::foreign;
      // Every prefix of the stored conversation is a request of its own, taken from the store in order.
      for (std::uint16_t turn = 0; turn < visit.turns && next < times.size(); ++turn) {
        RelayWork work;
        work.start_us = times[next++];
        work.conversation = visit.conversation;
        work.first_turn = turn;
        work.harvest = true;
        work.key = mix64((static_cast<std::uint64_t>(visit.conversation) << 8) + turn) | 1;
        jobs.push_back(work);
      }
    }
  }
  run.carry(jobs);
  run.finish();
}

}  // namespace stillwatch::world
