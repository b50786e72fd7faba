// A company's machines: a CI fleet and an evaluation team.
#include <algorithm>
#include <array>

#include "world/look_alike/company.h"
#include "world/look_alike/look_alikes.h"
#include "world/text/wordings.h"

namespace stillwatch::world {
namespace {

class Runner {  // one CI account: one repository
 public:
  Runner(Planner& planner, std::uint32_t account, const std::vector<std::uint32_t>& forms, Random& random)
      : planner_(planner),
        account_(account),
        forms_(forms),
        random_(random),
        persona_(planner.persona(planner.plan.accounts[account], random)) {
    persona_.topics.resize(1);
    persona_.topics.front().second = 0.97;
  }

  void job(std::int64_t time_us) {
    Conversation conversation;
    conversation.seed = random_.next();
    conversation.thread = planner_.pick_thread(persona_, random_);
    conversation.opening = Opening::form;
    conversation.form = forms_[random_.below(forms_.size())];
    conversation.model = planner_.plan.accounts[account_].model;
    conversation.owner = account_;
    const std::uint32_t toolset = planner_.plan.forms[conversation.form].toolset;
    conversation.agentic = toolset != kNone && random_.chance(0.7);
    if (toolset != kNone) conversation.toolset = static_cast<std::uint8_t>(toolset);
    const auto turns = static_cast<std::uint16_t>(conversation.agentic ? 2 + random_.below(5) : 1);
    planner_.converse(account_, planner_.add(conversation), turns, time_us, random_);
  }

 private:
  Planner& planner_;
  std::uint32_t account_;
  const std::vector<std::uint32_t>& forms_;
  Random& random_;
  Persona persona_;
};

void run_cron(Planner& planner, Runner& runner, Random& random) {
  constexpr std::array<std::int64_t, 3> kIntervals = {4 * kHour, 12 * kHour, kDay};
  const std::int64_t interval = kIntervals[random.below(kIntervals.size())];
  const std::int64_t minute = random.chance(0.6) ? 0 : static_cast<std::int64_t>(random.below(60));
  for (std::int64_t time_us = planner.plan.start_us + minute * kMinute; time_us < planner.plan.end_us;
       time_us += interval) {
    runner.job(time_us + static_cast<std::int64_t>(random.uniform(0.2, 20.0) * kSecond));
  }
}

void run_on_pushes(Planner& planner, Runner& runner, double per_day, Random& random) {
  std::int64_t time_us = planner.plan.start_us;
  while (true) {
    time_us += static_cast<std::int64_t>(random.exponential(static_cast<double>(kDay) / per_day));
    if (time_us >= planner.plan.end_us) return;
    const auto hour = static_cast<int>((time_us / kHour + 3 * 24) % 168);
    if (random.uniform() < hour_weight(hour, 0.1)) runner.job(time_us);
  }
}

// One run of the benchmark over the team's accounts; returns each item's conversation.
struct Benchmark {
  std::vector<std::uint32_t> items;         // threads
  std::vector<std::uint32_t> team, judges;  // accounts; forms
};

std::vector<std::uint32_t> run_benchmark(Planner& planner, const Benchmark& benchmark, std::int64_t start_us,
                                         std::uint8_t model, Random& random) {
  std::vector<std::uint32_t> answered;
  std::int64_t time_us = start_us;
  for (std::size_t i = 0; i < benchmark.items.size(); ++i) {
    Conversation conversation;
    conversation.seed = random.next();
    conversation.thread = benchmark.items[i];
    conversation.opening = Opening::verbatim;
    conversation.model = model;
    answered.push_back(planner.add(conversation));
    planner.request(benchmark.team[i % benchmark.team.size()], answered.back(), 0, time_us, random);
    time_us += static_cast<std::int64_t>(random.exponential(15.0) * static_cast<double>(kSecond));
  }
  return answered;
}

std::int64_t judge_answers(Planner& planner, const Benchmark& benchmark,
                           const std::vector<std::uint32_t>& now, const std::vector<std::uint32_t>& before,
                           std::int64_t time_us, Random& random) {
  for (std::size_t i = 0; i < now.size(); ++i) {
    Conversation conversation;
    conversation.seed = random.next();
    conversation.thread = benchmark.items[i];
    conversation.opening = Opening::form;
    conversation.form = benchmark.judges[random.below(benchmark.judges.size())];
    conversation.terse = true;
    conversation.cited[conversation.cited_count++] = now[i];
    if (!before.empty()) conversation.cited[conversation.cited_count++] = before[i];
    const std::uint32_t judge = benchmark.team[random.below(benchmark.team.size())];
    planner.request(judge, planner.add(conversation), 0, time_us, random);
    time_us += static_cast<std::int64_t>(random.exponential(8.0) * static_cast<double>(kSecond));
  }
  return time_us;
}

Benchmark draw_benchmark(Planner& planner, Random& random) {
  Benchmark benchmark;
  const auto& own = planner.corpus.benchmark;
  const auto& pool = own.size() >= 150 ? own : planner.corpus.shelves[0].all;
  const std::size_t count = 40 + random.below(111);
  for (std::size_t i = 0; i < count; ++i) benchmark.items.push_back(pool[random.below(pool.size())]);
  benchmark.judges = add_forms(planner, judge_forms(), 1 + random.below(2), random);
  return benchmark;
}

}  // namespace

void add_ci_fleet(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  const Company company = draw_company(planner, 0.7, 0.7, random);
  const std::vector<std::uint32_t> forms = add_forms(planner, ci_forms(), 1 + random.below(5), random);
  const AccountPlan like = planner.population.account();
  const double per_day = random.uniform(3.0, 12.0);
  for (std::uint32_t i = 0; i < size; ++i) {
    const std::uint32_t account =
        planner.add(company_account(planner, AccountClass::ci_fleet, group, company, like));
    Random own = random.fork(planner.plan.accounts[account].facts.account);
    Runner runner(planner, account, forms, own);
    run_cron(planner, runner, own);
    run_on_pushes(planner, runner, per_day * own.log_normal(1.0, 0.5), own);
  }
}

void add_evaluation(Planner& planner, std::uint32_t group, std::uint32_t size, Random& random) {
  const Company company = draw_company(planner, 0.85, 0.85, random);
  const AccountPlan like = planner.population.account();
  Benchmark benchmark = draw_benchmark(planner, random);
  for (std::uint32_t i = 0; i < size; ++i) {
    benchmark.team.push_back(
        planner.add(company_account(planner, AccountClass::evaluation, group, company, like)));
  }
  const auto span = static_cast<double>(planner.plan.end_us - planner.plan.start_us);
  const std::size_t runs = 3 + random.below(4);
  std::vector<std::uint32_t> before;
  for (std::size_t run = 0; run < runs; ++run) {
    const double at = (static_cast<double>(run) + random.uniform(0.1, 0.6)) / static_cast<double>(runs);
    const std::int64_t start_us = planner.plan.start_us + static_cast<std::int64_t>(at * span);
    const bool newest = start_us >= planner.plan.released_us && random.chance(0.5);
    const auto model = newest ? kNewModel : static_cast<std::uint8_t>(random.below(kModels));
    const std::vector<std::uint32_t> now = run_benchmark(planner, benchmark, start_us, model, random);
    // Judging waits until every answer is in.
    judge_answers(planner, benchmark, now, before, planner.plan.events.back().time_us + 10 * kMinute, random);
    before = now;
  }
  for (const std::uint32_t account : benchmark.team) {
    Random own = random.fork(planner.plan.accounts[account].facts.account);
    const Persona persona = planner.persona(planner.plan.accounts[account], own);
    planner.live(account, persona, planner.draw_activity(own), own);
  }
}

}  // namespace stillwatch::world
